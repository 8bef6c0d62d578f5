using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Gateway.Connect.Artifacts;

namespace Gateway.Connect.Tests.Service;

public sealed class SessionTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly string _session = Guid.NewGuid().ToString();

    [Fact]
    public async Task Config_SetGetUnset_AnswersInOrder()
    {
        await Config(new() { Set = new() { Pairs = { new Proto.KeyValue { Key = "b", Value = "2" }, new Proto.KeyValue { Key = "a", Value = "1" } } } });
        var answer = await Config(new() { Get = new() { Keys = { "b", "a" } } });
        Assert.Equal(["b=2", "a=1"], answer.Pairs.Select(static pair => $"{pair.Key}={pair.Value}"));
        await Config(new() { Unset = new() { Keys = { "a" } } });
        var failure = await Assert.ThrowsAsync<RpcException>(() => Config(new() { Get = new() { Keys = { "a" } } }));
        Assert.Contains("SQL_CONF_NOT_FOUND", failure.Status.Detail, StringComparison.Ordinal);
        var fallback = await Config(new() { GetWithDefault = new() { Pairs = { new Proto.KeyValue { Key = "a", Value = "x" } } } });
        Assert.Equal("x", fallback.Pairs[0].Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not-a-uuid")]
    public async Task Config_BadSessionId_IsRefused(string id)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ConfigAsync(new Proto.ConfigRequest { SessionId = id, Operation = new() { GetAll = new() } }));
        Assert.Contains("INVALID_HANDLE.FORMAT", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReleaseSession_LaterUse_IsClosed()
    {
        await Config(new() { GetAll = new() });
        await fixture.Client.ReleaseSessionAsync(new Proto.ReleaseSessionRequest { SessionId = _session, UserContext = ServiceFixture.User });
        var failure = await Assert.ThrowsAsync<RpcException>(() => Config(new() { GetAll = new() }));
        Assert.Contains("INVALID_HANDLE.SESSION_CLOSED", failure.Status.Detail, StringComparison.Ordinal);
        await fixture.Client.ReleaseSessionAsync(new Proto.ReleaseSessionRequest { SessionId = Guid.NewGuid().ToString(), UserContext = ServiceFixture.User });
    }

    [Fact]
    public async Task Config_ObservedSessionDiffers_IsChanged()
    {
        await Config(new() { GetAll = new() });
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Client.ConfigAsync(new Proto.ConfigRequest { SessionId = _session, UserContext = ServiceFixture.User, ClientObservedServerSideSessionId = Guid.NewGuid().ToString(), Operation = new() { GetAll = new() } }));
        Assert.Contains("INVALID_HANDLE.SESSION_CHANGED", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneSession_GivesFreshIds()
    {
        await Config(new() { GetAll = new() });
        var clone = await fixture.Client.CloneSessionAsync(new Proto.CloneSessionRequest { SessionId = _session, UserContext = ServiceFixture.User });
        Assert.NotEqual(clone.SessionId, clone.NewSessionId);
        Assert.NotEqual(clone.ServerSideSessionId, clone.NewServerSideSessionId);
    }

    [Fact]
    public async Task AddArtifacts_BatchAndChunks_ChecksumsDecide()
    {
        byte[] small = Encoding.UTF8.GetBytes("def seven(): return 7");
        byte[] large = new byte[100_000];
        Random.Shared.NextBytes(large);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large));
        using var call = fixture.Client.AddArtifacts();
        await call.RequestStream.WriteAsync(Upload(new Proto.AddArtifactsRequest { Batch = new() { Artifacts = { One("pyfiles/a.py", small, Crc32.Of(small)), One("files/b", small, 1) } } }));
        await call.RequestStream.WriteAsync(Upload(new Proto.AddArtifactsRequest { BeginChunk = new() { Name = "cache/" + hash, NumChunks = 2, TotalBytes = large.Length, InitialChunk = Chunk(large.AsSpan(0, 60_000)) } }));
        await call.RequestStream.WriteAsync(Upload(new Proto.AddArtifactsRequest { Chunk = Chunk(large.AsSpan(60_000)) }));
        await call.RequestStream.CompleteAsync();
        var answer = await call;
        Assert.Equal([true, false, true], answer.Artifacts.Select(static artifact => artifact.IsCrcSuccessful));
        var status = await fixture.Client.ArtifactStatusAsync(new Proto.ArtifactStatusesRequest { SessionId = _session, UserContext = ServiceFixture.User, Names = { "cache/" + hash, "cache/00", "pyfiles/a.py" } });
        Assert.Equal((true, false, false), (status.Statuses["cache/" + hash].Exists, status.Statuses["cache/00"].Exists, status.Statuses["pyfiles/a.py"].Exists));
    }

    [Fact]
    public async Task AddArtifacts_PathLeavesDirectory_IsRefused()
    {
        using var call = fixture.Client.AddArtifacts();
        await call.RequestStream.WriteAsync(Upload(new Proto.AddArtifactsRequest { Batch = new() { Artifacts = { One("pyfiles/../../x", [1], 0) } } }));
        await call.RequestStream.CompleteAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Contains("INVALID_ARTIFACT_PATH", failure.Status.Detail, StringComparison.Ordinal);
    }

    private Proto.AddArtifactsRequest Upload(Proto.AddArtifactsRequest request)
    {
        request.SessionId = _session;
        request.UserContext = ServiceFixture.User;
        return request;
    }

    private static Proto.AddArtifactsRequest.Types.SingleChunkArtifact One(string name, byte[] data, long crc) => new() { Name = name, Data = new() { Data = ByteString.CopyFrom(data), Crc = crc } };

    private static Proto.AddArtifactsRequest.Types.ArtifactChunk Chunk(ReadOnlySpan<byte> data) => new() { Data = ByteString.CopyFrom(data), Crc = Crc32.Of(data) };

    private async Task<Proto.ConfigResponse> Config(Proto.ConfigRequest.Types.Operation operation) =>
        await fixture.Client.ConfigAsync(new Proto.ConfigRequest { SessionId = _session, UserContext = ServiceFixture.User, Operation = operation });
}
