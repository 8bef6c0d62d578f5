using Google.Protobuf;
using Gateway.Connect.Tests.Service;

namespace Gateway.Connect.Tests.BadInput;

/// <summary>Plans deeper, larger or denser than they should be get an answer in bounded time and memory.</summary>
public sealed class DeepPlanTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const int InputField = 1, LimitField = Proto.Relation.LimitFieldNumber, RootField = Proto.Plan.RootFieldNumber;
    private readonly Answers _answers = new(fixture);

    [Theory]
    [InlineData(400, null)]
    [InlineData(5000, "CONNECT_INVALID_PLAN.CANNOT_PARSE")]
    [InlineData(100_000, "CONNECT_INVALID_PLAN.CANNOT_PARSE")]
    public async Task ExecutePlan_ManyLimits_WorksOrIsTyped(int depth, string? condition)
    {
        Assert.Equal(condition, await _answers.Send("ExecutePlan", Request(Nested(RootField, Relations(depth)))));
        await _answers.OthersGoOn();
    }

    [Fact]
    public async Task ExecutePlan_DeepPlanCompressed_IsTyped()
    {
        Assert.Equal("CONNECT_INVALID_PLAN.CANNOT_PARSE", await _answers.Execute(Compressed(Zstd(Relations(5000)))));
        await _answers.OthersGoOn();
    }

    [Fact]
    public async Task ExecutePlan_DeepExpression_IsTyped()
    {
        var expression = new Proto.Expression { Literal = new() { Integer = 1 } };
        for (int i = 0; i < 450; i++)
        {
            expression = new() { UnresolvedFunction = new() { FunctionName = "negative", Arguments = { expression } } };
        }
        Assert.Null(await _answers.Execute(new() { Root = new() { Project = new() { Expressions = { expression } } } }));
    }

    [Fact]
    public async Task ExecutePlan_CompressedGigabytes_IsTyped()
    {
        // 600 MB of zeros in a few kilobytes.
        using var packed = new MemoryStream();
        using (var writer = new ZstdSharp.CompressionStream(packed, 1))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 600; i++)
            {
                writer.Write(zeros);
            }
        }
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal("CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX", await _answers.Execute(Compressed(packed.ToArray())));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
        await _answers.OthersGoOn();
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0xFF, 0xFF, 0xFF })]
    public async Task ExecutePlan_BrokenCompression_IsTyped(byte[] data) =>
        Assert.StartsWith("CONNECT_INVALID_PLAN.", await _answers.Execute(Compressed(data)), StringComparison.Ordinal);

    [Fact]
    public async Task ExecutePlan_UnknownFieldsAndKinds_AreTyped()
    {
        byte[] unknown = [0xFA, 0x7F, 0x02, 0x08, 0x01];
        Assert.Equal("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", await _answers.Send("ExecutePlan", Request(Nested(RootField, unknown))));
        Assert.Equal("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", await _answers.Send("ExecutePlan", Request(unknown)));
        await _answers.OthersGoOn();
    }

    private static Proto.Plan Compressed(byte[] data) => new()
    {
        CompressedOperation = new()
        {
            Data = ByteString.CopyFrom(data),
            CompressionCodec = Proto.CompressionCodec.Zstd,
            OpType = Proto.Plan.Types.CompressedOperation.Types.OpType.Relation,
        },
    };

    private static byte[] Zstd(byte[] data)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(data).ToArray();
    }

    /// <summary>A range under so many LIMITs, written from the inside out: the client's own library would refuse the depth.</summary>
    private static byte[] Relations(int depth)
    {
        byte[] range = new Proto.Relation { Range = new() { End = 3, Step = 1 } }.ToByteArray();
        var heads = new List<byte[]>();
        int length = range.Length;
        for (int i = 0; i < depth; i++)
        {
            foreach (int field in (int[])[InputField, LimitField])
            {
                byte[] head = [(byte)(field << 3 | 2), .. Varint(length)];
                heads.Add(head);
                length += head.Length;
            }
        }
        heads.Reverse();
        return [.. heads.SelectMany(static head => head), .. range];
    }

    private static byte[] Request(byte[] plan) =>
    [
        .. new Proto.ExecutePlanRequest { SessionId = Guid.NewGuid().ToString(), UserContext = ServiceFixture.User }.ToByteArray(),
        .. Nested(Proto.ExecutePlanRequest.PlanFieldNumber, plan),
    ];

    private static byte[] Nested(int field, byte[] content) => [(byte)(field << 3 | 2), .. Varint(content.Length), .. content];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            yield return (byte)(value & 0x7F | 0x80);
        }
        yield return (byte)value;
    }
}
