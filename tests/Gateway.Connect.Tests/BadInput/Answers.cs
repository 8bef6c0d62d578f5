using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using Gateway.Connect.Service;
using Gateway.Connect.Tests.Service;

namespace Gateway.Connect.Tests.BadInput;

/// <summary>Asks a service and reduces its answer to a condition: null for success.</summary>
internal sealed class Answers(ServiceFixture fixture)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private static readonly Marshaller<byte[]> _bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    public string Session { get; } = Guid.NewGuid().ToString();

    public Task<string?> Execute(Proto.Plan plan) => Ask(async () =>
    {
        using var call = fixture.Client.ExecutePlan(new() { SessionId = Session, UserContext = ServiceFixture.User, Plan = plan }, deadline: DateTime.UtcNow + _limit);
        while (await call.ResponseStream.MoveNext(default))
        {
        }
    });

    /// <summary>Sends the bytes of a request as they are.</summary>
    public Task<string?> Send(string method, byte[] request) => Ask(async () =>
    {
        var raw = new Method<byte[], byte[]>(MethodType.ServerStreaming, ConnectMethods.ServiceName, method, _bytes, _bytes);
        using var call = fixture.Channel.CreateCallInvoker().AsyncServerStreamingCall(raw, null, new CallOptions(deadline: DateTime.UtcNow + _limit), request);
        while (await call.ResponseStream.MoveNext(default))
        {
        }
    });

    /// <summary>Tells that another session is served.</summary>
    public async Task OthersGoOn() => Assert.Null(await new Answers(fixture).Execute(new() { Root = new() { Range = new() { End = 3, Step = 1 } } }));

    public static async Task<string?> Ask(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException failure)
        {
            return ConditionOf(failure);
        }
    }

    /// <summary>Reads the condition out of the status details, as clients do; a class name where an error has none.</summary>
    public static string ConditionOf(RpcException failure)
    {
        Assert.True(failure.StatusCode == StatusCode.Internal, failure.ToString());
        var info = failure.GetRpcStatus()?.GetDetail<ErrorInfo>();
        Assert.NotNull(info);
        Assert.NotEmpty(JsonSerializer.Deserialize<string[]>(info.Metadata["classes"])!);
        return info.Metadata.TryGetValue("errorClass", out string? condition) ? condition : info.Reason;
    }
}
