using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Gateway.Connect.Tests.Service;

public sealed class ExecutePlanTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly string _session = Guid.NewGuid().ToString();

    [Fact]
    public async Task ExecutePlan_Reattachable_EndsWithResultComplete()
    {
        var responses = await Read(fixture.Client.ExecutePlan(ServiceFixture.Range(_session, 3)));
        Assert.Equal(4, responses.Count);
        Assert.All(responses.Take(3), static response => Assert.NotNull(response.ArrowBatch));
        Assert.NotNull(responses[3].ResultComplete);
        Assert.Single(responses.Select(static response => response.ServerSideSessionId).Distinct());
        Assert.Equal(4, responses.Select(static response => response.ResponseId).Distinct().Count());
    }

    [Fact]
    public async Task ExecutePlan_NotReattachable_EndsWithoutResultComplete()
    {
        var request = ServiceFixture.Range(_session, 2, isReattachable: false);
        Assert.Equal(2, (await Read(fixture.Client.ExecutePlan(request))).Count);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Read(fixture.Client.ReattachExecute(Reattach(request.OperationId, null))));
        Assert.Contains("INVALID_HANDLE.OPERATION_NOT_FOUND", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReattachExecute_AfterAResponse_SendsTheRest()
    {
        var request = ServiceFixture.Range(_session, 5);
        var responses = await Read(fixture.Client.ExecutePlan(request));
        var rest = await Read(fixture.Client.ReattachExecute(Reattach(request.OperationId, responses[1].ResponseId)));
        Assert.Equal(responses.Skip(2), rest);
    }

    [Fact]
    public async Task ReattachExecute_BeforeAReleasedResponse_IsNotAvailable()
    {
        var request = ServiceFixture.Range(_session, 5);
        var responses = await Read(fixture.Client.ExecutePlan(request));
        await fixture.Client.ReleaseExecuteAsync(new Proto.ReleaseExecuteRequest { SessionId = _session, UserContext = ServiceFixture.User, OperationId = request.OperationId, ReleaseUntil = new() { ResponseId = responses[2].ResponseId } });
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Read(fixture.Client.ReattachExecute(Reattach(request.OperationId, responses[0].ResponseId))));
        Assert.Contains("INVALID_CURSOR.POSITION_NOT_AVAILABLE", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await Read(fixture.Client.ReattachExecute(Reattach(request.OperationId, responses[3].ResponseId)))).Count);
    }

    [Fact]
    public async Task ExecutePlan_SameIdOtherPlan_IsRefused()
    {
        var first = ServiceFixture.Range(_session, 1);
        await Read(fixture.Client.ExecutePlan(first));
        Assert.Equal(2, (await Read(fixture.Client.ExecutePlan(first))).Count);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Read(fixture.Client.ExecutePlan(ServiceFixture.Range(_session, 2, operation: first.OperationId))));
        Assert.Contains("INVALID_HANDLE.OPERATION_ALREADY_EXISTS", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_RunningOperation_EndsAsCanceled()
    {
        var request = ServiceFixture.Range(_session, 1, bytes: 0);
        using var call = fixture.Client.ExecutePlan(request);
        var reading = Read(call);
        Proto.InterruptResponse answer;
        do
        {
            answer = await fixture.Client.InterruptAsync(new Proto.InterruptRequest { SessionId = _session, UserContext = ServiceFixture.User, InterruptType = Proto.InterruptRequest.Types.InterruptType.OperationId, OperationId = request.OperationId });
        }
        while (answer.InterruptedIds.Count == 0);
        var failure = await Assert.ThrowsAsync<RpcException>(() => reading);
        Assert.Contains("OPERATION_CANCELED", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReattachExecute_WhileSenderIsAttached_DisconnectsTheOlder()
    {
        var request = ServiceFixture.Range(_session, 1, bytes: 0);
        using var first = fixture.Client.ExecutePlan(request);
        var reading = Read(first);
        using var second = await AttachWhenKnown(request.OperationId);
        var failure = await Assert.ThrowsAsync<RpcException>(() => reading);
        Assert.Contains("INVALID_CURSOR.DISCONNECTED", failure.Status.Detail, StringComparison.Ordinal);
        await fixture.Client.ReleaseExecuteAsync(new Proto.ReleaseExecuteRequest { SessionId = _session, UserContext = ServiceFixture.User, OperationId = request.OperationId, ReleaseAll = new() });
    }

    [Fact]
    public async Task ExecutePlan_Fails_StatusCarriesErrorInfoAndDetailsAreFetchedOnce()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Read(fixture.Client.ExecutePlan(ServiceFixture.Range(_session, -1))));
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        var status = failure.GetRpcStatus()!;
        Assert.Equal(failure.Status.Detail, status.Message);
        var info = status.GetDetail<ErrorInfo>()!;
        Assert.Equal("DIVIDE_BY_ZERO", info.Metadata["errorClass"]);
        var question = new Proto.FetchErrorDetailsRequest { SessionId = _session, UserContext = ServiceFixture.User, ErrorId = info.Metadata["errorId"] };
        var details = await fixture.Client.FetchErrorDetailsAsync(question);
        Assert.Equal(0, details.RootErrorIdx);
        Assert.Equal("DIVIDE_BY_ZERO", details.Errors[0].SparkThrowable.ErrorClass);
        Assert.False((await fixture.Client.FetchErrorDetailsAsync(question)).HasRootErrorIdx);
    }

    [Fact]
    public async Task ExecutePlan_LargeResult_IsSentWhileItIsMade()
    {
        var responses = await Read(fixture.Client.ExecutePlan(ServiceFixture.Range(_session, 40, bytes: 4 << 20)));
        Assert.Equal(41, responses.Count(static response => response.ExecutionProgress is null));
    }

    [Fact]
    public async Task ExecutePlan_NestedTooDeeply_IsTyped()
    {
        var relation = new Proto.Relation { Range = new() };
        for (int i = 0; i < 400; i++)
        {
            relation = new Proto.Relation { Filter = new() { Input = relation } };
        }
        var request = ServiceFixture.Range(_session, 1);
        request.Plan = new() { Root = relation };
        var accepted = await Assert.ThrowsAsync<RpcException>(async () => await Read(fixture.Client.ExecutePlan(request)));
        Assert.DoesNotContain("CANNOT_PARSE", accepted.Status.Detail, StringComparison.Ordinal);
        for (int i = 0; i < 200; i++)
        {
            relation = new Proto.Relation { Filter = new() { Input = relation } };
        }
        request.Plan = new() { Root = relation };
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Read(fixture.Client.ExecutePlan(request)));
        Assert.Contains("CONNECT_INVALID_PLAN.CANNOT_PARSE", failure.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<AsyncServerStreamingCall<Proto.ExecutePlanResponse>> AttachWhenKnown(string operation)
    {
        while (true)
        {
            var status = await fixture.Client.GetStatusAsync(new Proto.GetStatusRequest { SessionId = _session, UserContext = ServiceFixture.User, OperationStatus = new() { OperationIds = { operation } } });
            if (status.OperationStatuses[0].State == Proto.GetStatusResponse.Types.OperationStatus.Types.OperationState.Running)
            {
                return fixture.Client.ReattachExecute(Reattach(operation, null));
            }
        }
    }

    private Proto.ReattachExecuteRequest Reattach(string operation, string? after)
    {
        var request = new Proto.ReattachExecuteRequest { SessionId = _session, UserContext = ServiceFixture.User, OperationId = operation };
        if (after is not null)
        {
            request.LastResponseId = after;
        }
        return request;
    }

    private static async Task<List<Proto.ExecutePlanResponse>> Read(AsyncServerStreamingCall<Proto.ExecutePlanResponse> call)
    {
        var responses = new List<Proto.ExecutePlanResponse>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            responses.Add(response);
        }
        return responses;
    }
}
