using Google.Protobuf;
using Grpc.Core;
using Gateway.Connect.Service;

namespace Gateway.Connect.Tests.Service;

/// <summary>Sends what no client should: the answer is a status in bounded time, and the server goes on.</summary>
public sealed class BadRequestTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly Marshaller<byte[]> _bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x0A, 0x7F, 0x01 })]
    [InlineData(new byte[] { 0x1A, 0x03, 0x0A, 0xFF, 0xFF })]
    public async Task ExecutePlan_MalformedBytes_IsTyped(byte[] request)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Call("ExecutePlan", request));
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("CONNECT_INVALID_PLAN.CANNOT_PARSE", failure.Status.Detail, StringComparison.Ordinal);
        await StillAnswers();
    }

    /// <summary>Spark's server refuses such a message too, though without a type.</summary>
    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0xFF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF, 0x20 })]
    public async Task ExecutePlan_TextThatIsNotUtf8_IsTyped(byte[] text)
    {
        byte[] request = new Proto.ExecutePlanRequest { SessionId = Guid.NewGuid().ToString(), UserContext = ServiceFixture.User, Plan = new() { Root = new() { Sql = new() { Query = "SELECT 'QQQ'" } } } }.ToByteArray();
        text.CopyTo(request.AsSpan(request.AsSpan().IndexOf("QQQ"u8)));
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Call("ExecutePlan", request));
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("CONNECT_INVALID_PLAN.CANNOT_PARSE", failure.Status.Detail, StringComparison.Ordinal);
        await StillAnswers();
    }

    [Fact]
    public async Task ExecutePlan_UnknownMethod_IsUnimplemented()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Call("NoSuchCall", []));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task ExecutePlan_MessagePastTheLimit_IsResourceExhausted()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Call("ExecutePlan", new byte[ConnectMarshaller.SizeLimit + 1]));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        await StillAnswers();
    }

    [Fact]
    public async Task ExecutePlan_WithoutPlan_NamesTheField()
    {
        var request = new Proto.ExecutePlanRequest { SessionId = Guid.NewGuid().ToString(), UserContext = ServiceFixture.User };
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var call = fixture.Client.ExecutePlan(request);
            await call.ResponseStream.MoveNext(default);
        });
        Assert.Contains("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", failure.Status.Detail, StringComparison.Ordinal);
    }

    private async Task Call(string name, byte[] request)
    {
        var method = new Method<byte[], byte[]>(MethodType.ServerStreaming, ConnectMethods.ServiceName, name, _bytes, _bytes);
        using var call = fixture.Channel.CreateCallInvoker().AsyncServerStreamingCall(method, null, new CallOptions(), request);
        await call.ResponseStream.MoveNext(default);
    }

    private async Task StillAnswers()
    {
        var answer = await fixture.Client.ConfigAsync(new Proto.ConfigRequest { SessionId = Guid.NewGuid().ToString(), UserContext = ServiceFixture.User, Operation = new() { GetAll = new() } });
        Assert.NotEmpty(answer.ServerSideSessionId);
    }
}
