using System.Text;
using Google.Protobuf;
using Gateway.Connect.Artifacts;
using Gateway.Connect.Tests.Service;

namespace Gateway.Connect.Tests.BadInput;

/// <summary>Uploads that lie about sums, sizes, order or place are reported and leave nothing behind.</summary>
public sealed class ArtifactTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly byte[] _data = Encoding.UTF8.GetBytes("some data");
    private readonly Answers _answers = new(fixture);

    [Fact]
    public async Task AddArtifacts_WrongChecksum_IsReportedAndNotKept()
    {
        var summary = Assert.Single((await Upload(Begin("cache/abc", 1, _data.Length, Chunk(_data, crc: 1)))).Artifacts);
        Assert.False(summary.IsCrcSuccessful);
        var status = await fixture.Client.ArtifactStatusAsync(new() { SessionId = _answers.Session, UserContext = ServiceFixture.User, Names = { "cache/abc" } });
        Assert.False(status.Statuses["cache/abc"].Exists);
    }

    [Fact]
    public async Task AddArtifacts_WrongTotal_IsReported() =>
        Assert.False(Assert.Single((await Upload(Begin("cache/abd", 2, 1_000_000_000_000, Chunk(_data)), new() { Chunk = Chunk(_data) })).Artifacts).IsCrcSuccessful);

    [Fact]
    public async Task AddArtifacts_ChunkFirst_IsTyped() => Assert.Equal("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", await Fails(new Proto.AddArtifactsRequest { Chunk = Chunk(_data) }));

    [Fact]
    public async Task AddArtifacts_ChunkAfterTheLast_IsTyped() =>
        Assert.Equal("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", await Fails(Begin("cache/a", 1, _data.Length, Chunk(_data)), new() { Chunk = Chunk(_data) }));

    [Fact]
    public async Task AddArtifacts_ChunkMissing_IsTyped() => Assert.Equal("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", await Fails(Begin("cache/a", 3, 30, Chunk(_data))));

    [Fact]
    public async Task AddArtifacts_BeginInsideAnother_IsTyped() =>
        Assert.Equal("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", await Fails(Begin("cache/a", 3, 30, Chunk(_data)), Begin("cache/b", 1, _data.Length, Chunk(_data))));

    [Fact]
    public async Task AddArtifacts_NoData_IsTyped()
    {
        Assert.Equal("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", await Fails(Begin("cache/a", 3, 30, null)));
        Assert.Equal("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", await Fails(new Proto.AddArtifactsRequest { Batch = new() { Artifacts = { new Proto.AddArtifactsRequest.Types.SingleChunkArtifact { Name = "cache/a" } } } }));
        Assert.Equal("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", await Fails(new Proto.AddArtifactsRequest()));
    }

    [Theory]
    [InlineData("cache/../../etc/passwd")]
    [InlineData("pyfiles//etc/passwd")]
    [InlineData("nowhere/a")]
    [InlineData("cache/")]
    [InlineData("")]
    [InlineData("files/a\0b")]
    public async Task AddArtifacts_BadName_IsTyped(string name) => Assert.Equal("INVALID_ARTIFACT_PATH", await Fails(Begin(name, 1, _data.Length, Chunk(_data))));

    [Fact]
    public async Task Reattach_UnknownIds_AreTyped()
    {
        await _answers.OthersGoOn();
        Assert.Null(await _answers.Execute(new() { Root = new() { Range = new() { End = 1, Step = 1 } } }));
        foreach (string id in new[] { "", "nonsense", Guid.NewGuid().ToString() })
        {
            string? condition = await Answers.Ask(async () =>
            {
                using var call = fixture.Client.ReattachExecute(new() { SessionId = _answers.Session, UserContext = ServiceFixture.User, OperationId = id, LastResponseId = "x" });
                await call.ResponseStream.MoveNext(default);
            });
            Assert.Equal("INVALID_HANDLE.OPERATION_NOT_FOUND", condition);
        }
    }

    [Fact]
    public async Task Reattach_UnknownResponse_IsTyped()
    {
        string operation = Guid.NewGuid().ToString();
        using (var call = fixture.Client.ExecutePlan(new()
        {
            SessionId = _answers.Session,
            UserContext = ServiceFixture.User,
            OperationId = operation,
            Plan = new() { Root = new() { Range = new() { End = 1, Step = 1 } } },
            RequestOptions = { new Proto.ExecutePlanRequest.Types.RequestOption { ReattachOptions = new() { Reattachable = true } } },
        }))
        {
            while (await call.ResponseStream.MoveNext(default))
            {
            }
        }
        Assert.Equal("INVALID_CURSOR.POSITION_NOT_FOUND", await Answers.Ask(async () =>
        {
            using var call = fixture.Client.ReattachExecute(new() { SessionId = _answers.Session, UserContext = ServiceFixture.User, OperationId = operation, LastResponseId = "nonsense" });
            await call.ResponseStream.MoveNext(default);
        }));
        await fixture.Client.ReleaseExecuteAsync(new() { SessionId = _answers.Session, UserContext = ServiceFixture.User, OperationId = operation, ReleaseAll = new() });
    }

    private Task<string?> Fails(params Proto.AddArtifactsRequest[] requests) => Answers.Ask(async () => await Upload(requests));

    private async Task<Proto.AddArtifactsResponse> Upload(params Proto.AddArtifactsRequest[] requests)
    {
        using var call = fixture.Client.AddArtifacts();
        foreach (var request in requests)
        {
            request.SessionId = _answers.Session;
            request.UserContext = ServiceFixture.User;
            try
            {
                await call.RequestStream.WriteAsync(request);
            }
            catch (Grpc.Core.RpcException)
            {
                // The server has already refused; the response says why.
                break;
            }
        }
        try
        {
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception closed) when (closed is Grpc.Core.RpcException or InvalidOperationException)
        {
        }
        return await call.ResponseAsync;
    }

    private static Proto.AddArtifactsRequest Begin(string name, long chunks, long bytes, Proto.AddArtifactsRequest.Types.ArtifactChunk? first) => new()
    {
        BeginChunk = new() { Name = name, NumChunks = chunks, TotalBytes = bytes, InitialChunk = first },
    };

    private static Proto.AddArtifactsRequest.Types.ArtifactChunk Chunk(byte[] data, long? crc = null) => new() { Data = ByteString.CopyFrom(data), Crc = crc ?? Crc32.Of(data) };
}
