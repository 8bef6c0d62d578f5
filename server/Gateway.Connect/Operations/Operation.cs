using Google.Protobuf;
using Gateway.Core.Errors;

namespace Gateway.Connect.Operations;

/// <summary>Tracks one execution of a plan: its responses, its cancellation, its state.</summary>
public sealed class Operation : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TimeProvider _time;
    private readonly string _sessionId;
    private readonly string _serverSideSessionId;
    private readonly Lock _lock = new();
    private bool _isInterrupted;
    private bool _isReleased;
    private int _attachedSenders;
    private OperationState _outcome = OperationState.Running;

    public Operation(string id, string sessionId, string serverSideSessionId, Proto.ExecutePlanRequest request, TimeProvider time)
    {
        Id = id;
        Request = request;
        _sessionId = sessionId;
        _serverSideSessionId = serverSideSessionId;
        _time = time;
        Tags = new HashSet<string>(request.Tags, StringComparer.Ordinal);
        foreach (var option in request.RequestOptions)
        {
            if (option.ReattachOptions is { } reattach)
            {
                IsReattachable = reattach.Reattachable;
            }
            if (option.ResultChunkingOptions is { AllowArrowBatchChunking: true } chunking)
            {
                AllowsChunks = true;
                PreferredChunkBytes = chunking.HasPreferredArrowChunkSize ? chunking.PreferredArrowChunkSize : null;
            }
        }
        Responses = new ResponseBuffer(IsReattachable);
        LastAttached = time.GetUtcNow();
    }

    public string Id { get; }
    public Proto.ExecutePlanRequest Request { get; }
    public bool IsReattachable { get; }
    public bool AllowsChunks { get; }
    public long? PreferredChunkBytes { get; }
    public IReadOnlySet<string> Tags { get; }
    public ResponseBuffer Responses { get; }
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Gets when a client last listened; the present while one does.</summary>
    public DateTimeOffset LastAttached
    {
        get => Volatile.Read(ref _attachedSenders) > 0 ? _time.GetUtcNow() : field;
        private set;
    }

    public bool IsRunning => _outcome == OperationState.Running;

    /// <summary>Gets the state that GetStatus reports.</summary>
    public OperationState State => _outcome switch
    {
        OperationState.Running => _isInterrupted ? OperationState.Terminating : OperationState.Running,
        _ => _isReleased ? _outcome : OperationState.Terminating,
    };

    /// <summary>Gets the final state, once the operation has ended.</summary>
    public OperationState Outcome => _outcome;

    /// <summary>Stamps ids on a response and adds it to the stream.</summary>
    /// <param name="memory">Native memory that the response wraps; it is freed when the response is released.</param>
    /// <param name="isHeader">True for a response that another follows soon.</param>
    public void Send(Proto.ExecutePlanResponse response, IDisposable? memory = null, bool isHeader = false)
    {
        Stamp(response);
        Responses.Append(response, memory, isHeader, Cancellation);
    }

    /// <summary>Tells the client that the work goes on, when the stream has room for it.</summary>
    public void SendProgress()
    {
        var response = new Proto.ExecutePlanResponse { ExecutionProgress = new() { NumInflightTasks = 1 } };
        Stamp(response);
        Responses.TryAppend(response);
    }

    /// <summary>Cancels the work; true when it was still running.</summary>
    public bool Interrupt()
    {
        lock (_lock)
        {
            if (!IsRunning || _isInterrupted)
            {
                return false;
            }
            _isInterrupted = true;
        }
        _cancellation.Cancel();
        return true;
    }

    /// <summary>Ends the stream in success.</summary>
    public void Succeed()
    {
        if (IsReattachable)
        {
            Send(new Proto.ExecutePlanResponse { ResultComplete = new() });
        }
        End(OperationState.Succeeded, null);
    }

    /// <summary>Ends the stream with an error; an interrupted operation always ends as canceled.</summary>
    public void Fail(QueryException error)
    {
        if (_isInterrupted)
        {
            End(OperationState.Canceled, new QueryException("OPERATION_CANCELED").As("SparkSQLException"));
        }
        else
        {
            End(OperationState.Failed, error);
        }
    }

    /// <summary>Frees all responses; a running operation is interrupted.</summary>
    public void Release()
    {
        Interrupt();
        _isReleased = true;
        Responses.Clear();
    }

    public IDisposable Attach()
    {
        Interlocked.Increment(ref _attachedSenders);
        return new Attachment(this);
    }

    public void Dispose() => _cancellation.Dispose();

    private void Stamp(Proto.ExecutePlanResponse response)
    {
        response.SessionId = _sessionId;
        response.ServerSideSessionId = _serverSideSessionId;
        response.OperationId = Id;
        response.ResponseId = Guid.NewGuid().ToString();
    }

    private void End(OperationState outcome, QueryException? error)
    {
        _outcome = outcome;
        Responses.Finish(error);
    }

    private sealed class Attachment(Operation operation) : IDisposable
    {
        public void Dispose()
        {
            operation.LastAttached = operation._time.GetUtcNow();
            Interlocked.Decrement(ref operation._attachedSenders);
        }
    }
}
