using Grpc.Core;
using Microsoft.Extensions.Logging;
using Gateway.Connect.Artifacts;
using Gateway.Connect.Configuration;
using Gateway.Connect.Errors;
using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;
using Gateway.Core.Errors;

namespace Gateway.Connect.Service;

/// <summary>Answers the twelve calls of the Spark Connect service.</summary>
public sealed partial class SparkConnectService(SessionRegistry sessions, OperationThreads threads, ILogger<SparkConnectService> logger)
{
    private static readonly TimeSpan _progressPeriod = TimeSpan.FromSeconds(2);

    public Task ExecutePlan(Proto.ExecutePlanRequest request, IServerStreamWriter<Proto.ExecutePlanResponse> stream, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, call.CancellationToken, async () =>
        {
            var session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            if (request.Plan is null)
            {
                throw new QueryException("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", ("fullName", "spark.connect.ExecutePlanRequest.plan"), ("name", "plan"));
            }
            var (operation, isNew) = session.Operations.Register(request, id => new Operation(id, request.SessionId, session.ServerSideId, request, sessions.Time));
            if (isNew)
            {
                threads.Start(() => Run(session, operation));
            }
            await Send(session, operation, 0, stream, call.CancellationToken).ConfigureAwait(false);
        });

    public Task ReattachExecute(Proto.ReattachExecuteRequest request, IServerStreamWriter<Proto.ExecutePlanResponse> stream, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, call.CancellationToken, async () =>
        {
            var session = sessions.Get(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var operation = session.Operations.Get(request.OperationId);
            if (!operation.IsReattachable)
            {
                throw new QueryException("INVALID_CURSOR.NOT_REATTACHABLE").As("SparkSQLException");
            }
            long after = request.HasLastResponseId ? operation.Responses.IndexOf(request.LastResponseId) : 0;
            await Send(session, operation, after, stream, call.CancellationToken).ConfigureAwait(false);
        });

    public Task<Proto.AnalyzePlanResponse> AnalyzePlan(Proto.AnalyzePlanRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.AnalyzePlanResponse { SessionId = request.SessionId, ServerSideSessionId = session.ServerSideId };
            return threads.RunAsync(() =>
            {
                session.Engine.Analyze(session, request, response);
                return response;
            });
        });

    public Task<Proto.ConfigResponse> Config(Proto.ConfigRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.ConfigResponse { SessionId = request.SessionId, ServerSideSessionId = session.ServerSideId };
            ConfigAnswer.Answer(session.Engine.Configuration, request.Operation ?? new(), response);
            return Task.FromResult(response);
        });

    public async Task<Proto.AddArtifactsResponse> AddArtifacts(IAsyncStreamReader<Proto.AddArtifactsRequest> stream, ServerCallContext call)
    {
        Proto.AddArtifactsRequest? first = null;
        ArtifactUpload? upload = null;
        ConnectSession? session = null;
        try
        {
            while (await stream.MoveNext(call.CancellationToken).ConfigureAwait(false))
            {
                var request = stream.Current;
                if (session is null)
                {
                    first = request;
                    session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
                    upload = new ArtifactUpload(session.Artifacts);
                }
                else if (request.SessionId != first!.SessionId || request.UserContext?.UserId != first.UserContext?.UserId)
                {
                    throw new QueryException("INVALID_HANDLE.SESSION_CHANGED", ("handle", request.SessionId)).As("SparkSQLException");
                }
                upload!.Receive(request);
            }
            var response = new Proto.AddArtifactsResponse();
            if (session is not null)
            {
                response.SessionId = session.Key.SessionId;
                response.ServerSideSessionId = session.ServerSideId;
                response.Artifacts.Add(upload!.Complete());
            }
            return response;
        }
        catch (Exception failure) when (failure is not RpcException && !call.CancellationToken.IsCancellationRequested)
        {
            throw Translate(failure, first?.UserContext, first?.SessionId ?? "");
        }
        finally
        {
            upload?.Dispose();
        }
    }

    public Task<Proto.ArtifactStatusesResponse> ArtifactStatus(Proto.ArtifactStatusesRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.ArtifactStatusesResponse { SessionId = request.SessionId, ServerSideSessionId = session.ServerSideId };
            foreach (string name in request.Names)
            {
                bool isCached = name.StartsWith(ArtifactName.Cache + "/", StringComparison.Ordinal) && session.Artifacts.Exists(ArtifactName.Parse(name));
                response.Statuses[name] = new() { Exists = isCached };
            }
            return Task.FromResult(response);
        });

    public Task<Proto.InterruptResponse> Interrupt(Proto.InterruptRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.InterruptResponse { SessionId = request.SessionId, ServerSideSessionId = session.ServerSideId };
            response.InterruptedIds.Add(session.Operations.Interrupt(InterruptSelection.Of(request)));
            return Task.FromResult(response);
        });

    public Task<Proto.ReleaseExecuteResponse> ReleaseExecute(Proto.ReleaseExecuteRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.Get(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.ReleaseExecuteResponse { SessionId = request.SessionId, ServerSideSessionId = session.ServerSideId };
            if (session.Operations.Find(request.OperationId) is { } operation)
            {
                if (!operation.IsReattachable)
                {
                    throw new QueryException("INVALID_CURSOR.NOT_REATTACHABLE").As("SparkSQLException");
                }
                switch (request.ReleaseCase)
                {
                    case Proto.ReleaseExecuteRequest.ReleaseOneofCase.ReleaseUntil:
                        operation.Responses.ReleaseUntil(request.ReleaseUntil.ResponseId);
                        break;
                    case Proto.ReleaseExecuteRequest.ReleaseOneofCase.ReleaseAll:
                        session.Operations.Release(operation);
                        break;
                    case Proto.ReleaseExecuteRequest.ReleaseOneofCase.None:
                        throw new QueryException("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", ("fullName", "spark.connect.ReleaseExecuteRequest.release"), ("name", "release"));
                }
                response.OperationId = operation.Id;
            }
            return Task.FromResult(response);
        });

    public Task<Proto.ReleaseSessionResponse> ReleaseSession(Proto.ReleaseSessionRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            string? serverSideId = sessions.Release(request.UserContext, request.SessionId, request.AllowReconnect);
            return Task.FromResult(new Proto.ReleaseSessionResponse { SessionId = request.SessionId, ServerSideSessionId = serverSideId ?? "" });
        });

    public Task<Proto.FetchErrorDetailsResponse> FetchErrorDetails(Proto.FetchErrorDetailsRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.GetOrCreate(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.FetchErrorDetailsResponse();
            if (session.Errors.Take(request.ErrorId) is { } error)
            {
                ErrorDetails.Fill(response, error);
            }
            return Task.FromResult(response);
        });

    public Task<Proto.CloneSessionResponse> CloneSession(Proto.CloneSessionRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var (source, target) = sessions.Clone(request);
            return Task.FromResult(new Proto.CloneSessionResponse
            {
                SessionId = source.Key.SessionId,
                ServerSideSessionId = source.ServerSideId,
                NewSessionId = target.Key.SessionId,
                NewServerSideSessionId = target.ServerSideId,
            });
        });

    public Task<Proto.GetStatusResponse> GetStatus(Proto.GetStatusRequest request, ServerCallContext call) =>
        Guard(request.UserContext, request.SessionId, () =>
        {
            var session = sessions.Get(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
            var response = new Proto.GetStatusResponse { SessionId = request.SessionId, ServerSideSessionId = session.ServerSideId };
            if (request.OperationStatus is { } question)
            {
                foreach (string id in question.OperationIds.Count > 0 ? [.. question.OperationIds] : session.Operations.KnownIds())
                {
                    response.OperationStatuses.Add(new Proto.GetStatusResponse.Types.OperationStatus { OperationId = id, State = OperationStatusNames.Of(session.Operations.StateOf(id)) });
                }
            }
            return Task.FromResult(response);
        });

    private void Run(ConnectSession session, Operation operation)
    {
        LogStarted(operation.Id, session.Key.SessionId);
        long start = sessions.Time.GetTimestamp();
        using var progress = sessions.Time.CreateTimer(static state => ((Operation)state!).SendProgress(), operation, _progressPeriod, _progressPeriod);
        try
        {
            session.Engine.Execute(session, operation);
            operation.Succeed();
        }
        catch (Exception failure)
        {
            var error = UnexpectedErrors.Wrap(failure);
            if (!ReferenceEquals(error, failure) && failure is not OperationCanceledException)
            {
                LogUnexpected(failure, operation.Id);
            }
            operation.Fail(error);
        }
        LogEnded(operation.Id, operation.Outcome, sessions.Time.GetElapsedTime(start).TotalMilliseconds);
    }

    private static async Task Send(ConnectSession session, Operation operation, long afterIndex, IServerStreamWriter<Proto.ExecutePlanResponse> stream, CancellationToken cancellation)
    {
        using var attachment = operation.Attach();
        try
        {
            await operation.Responses.SendAsync(afterIndex, stream, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (!operation.IsReattachable)
            {
                session.Operations.Release(operation);
            }
        }
    }

    private async Task Guard(Proto.UserContext? user, string sessionId, CancellationToken cancellation, Func<Task> body)
    {
        try
        {
            await body().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RpcException && !cancellation.IsCancellationRequested)
        {
            throw Translate(failure, user, sessionId);
        }
    }

    private async Task<T> Guard<T>(Proto.UserContext? user, string sessionId, Func<Task<T>> body)
    {
        try
        {
            return await body().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Translate(failure, user, sessionId);
        }
    }

    private RpcException Translate(Exception failure, Proto.UserContext? user, string sessionId)
    {
        var error = UnexpectedErrors.Wrap(failure);
        if (!ReferenceEquals(error, failure) && failure is not OperationCanceledException)
        {
            LogUnexpected(failure, sessionId);
        }
        return ErrorStatus.ToRpcException(error, sessions.Find(user, sessionId)?.Errors.Add(error));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Operation {OperationId} of session {SessionId} started")]
    private partial void LogStarted(string operationId, string sessionId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Operation {OperationId} ended as {Outcome} after {ElapsedMs} ms")]
    private partial void LogEnded(string operationId, OperationState outcome, double elapsedMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected failure in {Id}")]
    private partial void LogUnexpected(Exception failure, string id);
}
