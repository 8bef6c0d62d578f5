using Gateway.Core.Errors;
using Gateway.Engine;

namespace Gateway.Engine.Tests;

/// <summary>The .NET door: the engine without a socket.</summary>
public sealed class DataFrameTests
{
    private static string Data(string table) => Path.Combine(Repository.Root, "tests", "data", "tpch-sf0.01", table + ".parquet");

    [Fact]
    public async Task Sql_OneRow_Collects()
    {
        using var session = GatewaySession.Create();
        var rows = await session.Sql("SELECT 1 AS one, 'x' AS two").CollectAsync();
        Assert.Equal(1, rows.Single().Get<int>("one"));
        Assert.Equal("x", rows.Single().Get<string>("two"));
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }

    [Fact]
    public void Frame_FilterGroupSort_GivesWhatSqlGives()
    {
        using var session = GatewaySession.Create();
        session.Read.Parquet(Data("orders")).CreateOrReplaceTempView("orders");
        var byFrame = session.Read.Table("orders").Where("o_orderdate >= DATE '1995-01-01'").GroupBy("o_orderpriority").Aggregate("count(*) AS n").OrderBy("o_orderpriority").Collect();
        var bySql = session.Sql("SELECT o_orderpriority, count(*) AS n FROM orders WHERE o_orderdate >= DATE '1995-01-01' GROUP BY o_orderpriority ORDER BY o_orderpriority").Collect();
        Assert.Equal(bySql.Select(static row => row.ToString()), byFrame.Select(static row => row.ToString()));
        Assert.Equal(5, bySql.Count);
    }

    [Fact]
    public void Show_ThreeRows_LooksLikeSpark()
    {
        using var session = GatewaySession.Create();
        Assert.Equal("+---+\n| id|\n+---+\n|  0|\n|  1|\n+---+\nonly showing top 2 rows", session.Range(0, 3).Show(2));
    }

    [Theory]
    [InlineData("SET VAR calls = calls + 1")]
    [InlineData("EXECUTE IMMEDIATE 'SET VAR calls = calls + 1'")]
    public void Sql_Statement_RunsOnceAndAtOnce(string statement)
    {
        using var session = GatewaySession.Create();
        session.Sql("DECLARE calls INT DEFAULT 0");
        var frame = session.Sql(statement);
        frame.Collect();
        Assert.Equal(1, session.Sql("SELECT calls").Collect().Single().Get<int>("calls"));
    }

    [Fact]
    public void Sql_UnknownColumn_ThrowsSparksCondition()
    {
        using var session = GatewaySession.Create();
        var exception = Assert.Throws<QueryException>(() => session.Sql("SELECT nope FROM range(1)").Collect());
        Assert.Equal("UNRESOLVED_COLUMN.WITH_SUGGESTION", exception.Error.Condition);
        Assert.Equal("`nope`", exception.Error["objectName"]);
    }

    [Fact]
    public void ToArrow_Rows_GivesStreams()
    {
        using var session = GatewaySession.Create();
        int rows = 0;
        foreach (var block in session.Range(0, 100_000).ToArrow())
        {
            using (block)
            {
                rows += block.RowCount;
            }
        }
        Assert.Equal(100_000, rows);
        Assert.Equal(0, session.Engine.Pool.UsedBytes);
    }
}
