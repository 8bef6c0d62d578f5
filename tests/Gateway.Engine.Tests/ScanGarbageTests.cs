using Xunit.Abstractions;

namespace Gateway.Engine.Tests;

/// <summary>Tests that need the process for themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>Scans work in pooled native memory: they leave the collector nothing that lives long.</summary>
[Collection(Alone.Name)]
public sealed class ScanGarbageTests(ITestOutputHelper output)
{
    private const int Passes = 40;

    /// <summary>A collection in one round may have another cause, such as a machine short of memory; the scan's own would be in each.</summary>
    private const int Rounds = 3;

    [Fact]
    public void Scan_ManyPasses_CausesNoSecondGenerationCollection()
    {
        using var session = GatewaySession.Create();
        session.Read.Parquet(Path.Combine(Repository.Root, "tests", "data", "tpch-sf0.01", "lineitem.parquet")).CreateOrReplaceTempView("lineitem");
        var query = session.Prepare(session.ParsePlan(
            "SELECT max(l_orderkey), max(l_quantity), max(l_extendedprice), max(l_discount), max(l_returnflag), max(l_shipdate), max(l_shipmode), max(l_comment) FROM lineitem"));
        query.Collect();
        int fewest = int.MaxValue;
        for (int round = 0; round < Rounds && fewest > 0; round++)
        {
            GC.Collect();
            int before = GC.CollectionCount(2);
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Passes; i++)
            {
                query.Collect();
            }
            output.WriteLine($"{(GC.GetTotalAllocatedBytes(precise: true) - allocated) / Passes / 1024} KiB of managed memory a pass of 60,175 rows");
            fewest = Math.Min(fewest, GC.CollectionCount(2) - before);
        }
        Assert.Equal(0, fewest);
    }
}
