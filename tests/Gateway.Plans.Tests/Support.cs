using Gateway.Engine;
using Gateway.Execution.Running;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;
using Gateway.Plans.Optimization.Rules;

namespace Gateway.Plans.Tests;

/// <summary>A session over a few small tables that ends with its warehouse.</summary>
internal sealed class PlanSession : IDisposable
{
    private static readonly string[] _tables =
    [
        "CREATE TABLE t (a INT, b INT, s STRING, d DECIMAL(12, 2)) USING parquet",
        "INSERT INTO t VALUES (1, 10, 'x', 1.50), (2, 20, 'y', 99.99), (3, NULL, NULL, 3.00)",
        "CREATE TABLE u (k INT, v INT) USING parquet",
        "INSERT INTO u VALUES (1, 100), (2, 200)",
        "CREATE TABLE w (m INT, n INT) USING parquet",
        "INSERT INTO w VALUES (1, 1)",
        "CREATE TABLE c (x CHAR(5), y CHAR(3)) USING parquet",
    ];

    private readonly string _warehouse = Path.Combine(Path.GetTempPath(), "gateway-plans-" + Guid.NewGuid().ToString("N"));

    public PlanSession()
    {
        Session = GatewaySession.Create(new EngineOptions { WarehouseDirectory = _warehouse, Parallelism = 2, Execution = ExecutionOptions.Default with { Workers = 1 } });
        foreach (string statement in _tables)
        {
            Session.Sql(statement);
        }
        Session.Read.Parquet(Path.Combine(Repository.Root, "tests", "data", "tpch-sf0.01", "lineitem.parquet")).CreateOrReplaceTempView("lineitem");
    }

    public GatewaySession Session { get; }

    /// <summary>Resolves a query and takes the names out, as the optimizer does first.</summary>
    public LogicalPlan Resolve(string sql, bool keepNames)
    {
        var plan = Session.Analyze(Session.ParsePlan(sql));
        return keepNames ? plan : new RuleSet("names", new RemoveAliases()).Apply(plan, RuleContext.Default);
    }

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(_warehouse, recursive: true);
    }
}
