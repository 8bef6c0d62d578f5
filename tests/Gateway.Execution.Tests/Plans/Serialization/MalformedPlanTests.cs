using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Plans.Serialization;

namespace Gateway.Execution.Tests.Plans.Serialization;

/// <summary>Bytes that are no plan give one kind of error, and no memory is kept.</summary>
public sealed class MalformedPlanTests : IDisposable
{
    private readonly MemoryPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Read_OtherHeaders_AreRefused()
    {
        byte[] bytes = PlanBytes.Write(new OneRowNode(), SamplePlans.Settings);
        AssertRefused([], "does not begin");
        AssertRefused([.. "PLAN"u8, .. bytes[4..]], "does not begin");
        AssertRefused([.. bytes[..4], 99, .. bytes[5..]], "version 99");
        AssertRefused([.. bytes, 0], "checksum");
        AssertRefused(Sealed([.. bytes, 0]), "follow its end");
    }

    [Fact]
    public void Read_CutBytes_AreRefused()
    {
        foreach (byte[] bytes in Samples())
        {
            for (int length = 0; length < bytes.Length; length += length < 60 ? 1 : 61)
            {
                AssertRefused(bytes[..length], "");
                AssertRefused(Sealed(bytes[..length]), "");
            }
        }
        Assert.Equal(0, _pool.UsedBytes);
    }

    [Fact]
    public void Read_DamagedBytes_AreRefusedOrStillAPlan()
    {
        var random = new Random(97);
        foreach (byte[] bytes in Samples())
        {
            for (int round = 0; round < 300; round++)
            {
                byte[] damaged = [.. bytes];
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    damaged[random.Next(PlanBytes.HeaderBytes, bytes.Length)] = (byte)random.Next(256);
                }
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    PlanBytes.Read(Sealed(damaged), _pool).Dispose();
                }
                catch (PlanFormatException)
                {
                    // What is asked for.
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
                Assert.Equal(0, _pool.UsedBytes);
            }
        }
    }

    [Fact]
    public void Read_UnknownNames_AreNamed()
    {
        byte[] bytes = PlanBytes.Write(new FilterNode(new OneRowNode(), SamplePlans.Call("isnotnull", Literal.True)), SamplePlans.Settings);
        AssertRefused(Replaced(bytes, "isnotnull", "isnotnulk"), "isnotnulk is not known");
        AssertRefused(Replaced(bytes, "FilterNode", "FilterNope"), "FilterNope is not known");
        AssertRefused(Replaced(bytes, "Condition", "Conditiom"), "Conditiom");
        AssertRefused(Replaced(bytes, "Ansi", "Anzi"), "Anzi");
    }

    [Fact]
    public void Read_WrongKindOfObject_IsRefused() => AssertRefused(Built(static writer =>
    {
        writer.Reference(SamplePlans.Settings);
        writer.Reference(Literal.True);
    }), "belongs");

    [Fact]
    public void Read_NullWhereSomethingBelongs_IsRefused() => AssertRefused(Built(static writer =>
    {
        writer.Reference(SamplePlans.Settings);
        writer.Reference(new FilterNode(new OneRowNode(), null!));
    }), "missing");

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(int.MaxValue)]
    [InlineData(1000UL)]
    public void Read_AbsurdLengths_AreRefused(ulong length)
    {
        foreach (string what in new[] { "DistinctNode", "UnionNode", "ValuesNode", "MemorySource" })
        {
            AssertRefused(Built(writer =>
            {
                writer.Reference(SamplePlans.Settings);
                Start(writer, what);
                switch (what)
                {
                    case "DistinctNode":
                        writer.Reference(new OneRowNode());
                        writer.Number(length);
                        break;
                    case "UnionNode":
                        writer.Number(length);
                        break;
                    case "ValuesNode":
                        writer.Reference(StructType.Empty);
                        writer.Number(length);
                        break;
                    default:
                        writer.Reference(new StructType([new("a", LongType.Instance, true), new("b", new ArrayType(StringType.Instance, true), true)]));
                        writer.Number(1);
                        writer.Number(1);
                        writer.Number(length);
                        break;
                }
            }), "");
        }
        Assert.Equal(0, _pool.UsedBytes);
    }

    [Fact]
    public void Read_NestedTooDeeply_IsRefusedOnASmallStack()
    {
        byte[] bytes = DeepStack.Run(static () =>
        {
            Expression deep = Literal.True;
            for (int i = 0; i < 100_000; i++)
            {
                deep = new CommonExpressionReference(deep);
            }
            return PlanBytes.Write(new FilterNode(new OneRowNode(), deep), SamplePlans.Settings);
        }, 256 << 20);
        DeepStack.Run(() =>
        {
            AssertRefused(bytes, "nested too deeply");
            return 0;
        }, 512 << 10);
        DeepStack.Run(() =>
        {
            using var decoded = PlanBytes.Read(bytes, _pool);
            Assert.IsType<FilterNode>(decoded.Plan);
            return 0;
        }, 256 << 20);
    }

    /// <summary>Writes the start of a new object of a shape that has not been met.</summary>
    private static void Start(PlanWriter writer, string name)
    {
        // One shape, the settings', came before.
        writer.Number(4);
        var shape = PlanTypes.Find(name)!;
        writer.Name(shape.Name);
        writer.Count(shape.Members.Length);
        foreach (string member in shape.Members)
        {
            writer.Name(member);
        }
    }

    private List<byte[]> Samples()
    {
        var samples = new List<byte[]>();
        foreach (var (name, plan) in SamplePlans.All(_pool))
        {
            if (name is "values" or "project" or "shared" or "window" or "memory" or "csv")
            {
                samples.Add(PlanBytes.Write(plan, SamplePlans.Settings));
            }
            foreach (var scan in plan.Children.OfType<ScanNode>())
            {
                (scan.Source as IDisposable)?.Dispose();
            }
        }
        return samples;
    }

    private void AssertRefused(byte[] bytes, string reason)
    {
        var failure = Assert.Throws<PlanFormatException>(() => PlanBytes.Read(bytes, _pool));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Built(Action<PlanWriter> write)
    {
        var writer = new PlanWriter();
        writer.Bytes(new byte[PlanBytes.HeaderBytes]);
        write(writer);
        return Sealed(writer.ToArray());
    }

    private static byte[] Sealed(byte[] bytes)
    {
        if (bytes.Length >= PlanBytes.HeaderBytes)
        {
            PlanBytes.Seal(bytes);
        }
        return bytes;
    }

    private static byte[] Replaced(byte[] bytes, string text, string other)
    {
        byte[] changed = [.. bytes];
        int at = changed.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Encoding.UTF8.GetBytes(other).CopyTo(changed, at);
        return Sealed(changed);
    }
}
