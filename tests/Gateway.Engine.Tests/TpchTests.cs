using Gateway.Engine;
using Gateway.Execution.Running;
using Gateway.Golden;

namespace Gateway.Engine.Tests;

/// <summary>All TPC-H queries at scale 0.01 against Spark's recorded answers, under every way of running them.</summary>
public sealed class TpchTests
{
    private const long SmallMemory = 256L << 20;
    private const long LeastMemory = 24L << 20;

    private static readonly string _golden = Path.Combine(Repository.Root, "tests", "golden", "tpch");
    private static readonly QuerySuite _suite = new(_golden, Path.Combine(Repository.Root, "tests", "data", "tpch-sf0.01"), Path.Combine(_golden, "answers-sf0.01.jsonl.gz"));

    [Fact]
    public void Queries_DefaultOptions_EqualSpark() => Check(new EngineOptions());

    [Fact]
    public void Queries_SpillingForcedOneWorker_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 1, Spill = SpillMode.Always } });

    [Fact]
    public void Queries_BatchesOfThreeRows_EqualSpark() => Check(new EngineOptions { BatchSize = 3 });

    [Fact]
    public void Queries_PlansRunFromBytes_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { RoundTripPlans = true } });

    [Fact]
    public void Queries_SmallMemory_EqualSpark() => Check(new EngineOptions { MemoryLimitBytes = SmallMemory });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_LeastMemory_EqualSpark() => Check(new EngineOptions { MemoryLimitBytes = LeastMemory });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_BatchesOfOneRow_EqualSpark() => Check(new EngineOptions { BatchSize = 1 });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_OneWorker_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 1 } });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_TwoWorkers_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 2, InlineRows = 0 } });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_SpillingForced_EqualSpark() => Check(new EngineOptions { Execution = ExecutionOptions.Default with { Workers = 2, Spill = SpillMode.Always } });

    [Fact]
    [Trait("Category", "Long")]
    public void Queries_WithoutOptimizer_EqualSpark() => Check(new EngineOptions { Optimize = false });

    /// <summary>Three queries as calls of the .NET door, none of them as SQL.</summary>
    [Theory]
    [InlineData("q03")]
    [InlineData("q06")]
    [InlineData("q12")]
    public void Frames_TpchQuery_EqualSpark(string query)
    {
        using var session = GatewaySession.Create();
        _suite.CreateViews(session);
        var frame = query switch
        {
            "q03" => session.Read.Table("customer").Where("c_mktsegment = 'BUILDING'")
                .Join(session.Read.Table("orders").Where("o_orderdate < DATE '1995-03-15'"), "c_custkey = o_custkey")
                .Join(session.Read.Table("lineitem").Where("l_shipdate > DATE '1995-03-15'"), "l_orderkey = o_orderkey")
                .GroupBy("l_orderkey", "o_orderdate", "o_shippriority").Aggregate("sum(l_extendedprice * (1 - l_discount)) AS revenue")
                .Select("l_orderkey", "revenue", "o_orderdate", "o_shippriority").OrderBy("revenue DESC", "o_orderdate").Limit(10),
            "q06" => session.Read.Table("lineitem")
                .Where("l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01' AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24")
                .GroupBy().Aggregate("sum(l_extendedprice * l_discount) AS revenue"),
            _ => session.Read.Table("lineitem")
                .Where("l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate")
                .Where("l_receiptdate >= DATE '1994-01-01' AND l_receiptdate < DATE '1995-01-01'")
                .Join(session.Read.Table("orders"), "o_orderkey = l_orderkey")
                .WithColumn("urgent", "IF(o_orderpriority IN ('1-URGENT', '2-HIGH'), 1, 0)")
                .GroupBy("l_shipmode").Aggregate("sum(urgent) AS high_line_count", "sum(1 - urgent) AS low_line_count").OrderBy("l_shipmode"),
        };
        Assert.Null(_suite.Check(frame, query));
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }

    private static void Check(EngineOptions options)
    {
        using var engine = new GatewayEngine(options);
        using var session = engine.CreateSession();
        var results = _suite.Run(session).ToList();
        Assert.All(results, static result => Assert.Null(result.Problem));
        Assert.Equal(22, results.Count);
        Assert.Equal(0, engine.Pool.UsedBytes);
    }
}
