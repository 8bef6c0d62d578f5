using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Execution.Running;

namespace Gateway.Engine.Tests.Memory;

/// <summary>Window functions over partitions that are stored in pages answer as over those that fit into memory.</summary>
public sealed class StoredPartitionTests
{
    private const string Rows = "(SELECT id, id % 3 k, id div 7 o, if(id % 5 = 0, NULL, id) v, repeat(cast(id % 11 AS string), 9) s FROM range(400))";

    [Theory]
    [InlineData("count(*) OVER (PARTITION BY k)")]
    [InlineData("sum(v) FILTER (WHERE id % 2 = 0) OVER ()")]
    [InlineData("sort_array(collect_list(id) OVER (PARTITION BY k))")]
    [InlineData("max(s) OVER (PARTITION BY k), row_number() OVER (PARTITION BY k ORDER BY id)")]
    [InlineData("ntile(7) OVER (PARTITION BY k ORDER BY id)")]
    [InlineData("percent_rank() OVER (ORDER BY o), cume_dist() OVER (ORDER BY o), dense_rank() OVER (ORDER BY o), rank() OVER (ORDER BY o)")]
    [InlineData("cume_dist() OVER (ORDER BY k)")]
    [InlineData("lag(s) OVER (ORDER BY id), lead(v, 30, -id) OVER (ORDER BY id), lag(v, -2) OVER (ORDER BY id)")]
    [InlineData("lead(id, 150) OVER (PARTITION BY k ORDER BY id)")]
    [InlineData("lag(id, 1000, id) OVER (ORDER BY id)")]
    [InlineData("lag(v) IGNORE NULLS OVER (ORDER BY id)")]
    [InlineData("sum(v) OVER (ORDER BY id ROWS BETWEEN 5 PRECEDING AND 40 FOLLOWING), avg(id) OVER (ORDER BY id ROWS BETWEEN 30 PRECEDING AND 20 PRECEDING)")]
    [InlineData("min(s) OVER (ORDER BY id ROWS BETWEEN 3 FOLLOWING AND 9 FOLLOWING), ntile(5) OVER (ORDER BY id)")]
    [InlineData("first_value(s) OVER (PARTITION BY k ORDER BY id), first_value(v) IGNORE NULLS OVER (PARTITION BY k ORDER BY id)")]
    [InlineData("last_value(o) OVER (PARTITION BY k ORDER BY o), last_value(v) IGNORE NULLS OVER (PARTITION BY k)")]
    [InlineData("nth_value(s, 20) OVER (PARTITION BY k ORDER BY id), nth_value(nullif(o, 5), 50) IGNORE NULLS OVER (PARTITION BY k ORDER BY o), nth_value(v, 500) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)")]
    [InlineData("nth_value(v, 2) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING)")]
    [InlineData("sum(v) OVER (PARTITION BY k ORDER BY o), count(*) OVER (PARTITION BY k ORDER BY o ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)")]
    [InlineData("sum(v) OVER (ORDER BY o RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING)")]
    [InlineData("sum(v) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)")]
    [InlineData("named_struct('a', lag(array(id, v)) OVER (ORDER BY id), 'b', first_value(map('k', s)) OVER (PARTITION BY k ORDER BY id))")]
    public void Functions_OverStoredPartitions_AnswerAsInMemory(string functions)
    {
        string sql = $"SELECT to_json(struct(id, s, {functions})) FROM {Rows}";
        var want = Run(sql, Gateway.Core.Columns.Batch.DefaultCapacity, SpillMode.Off);
        foreach (int batchSize in (int[])[1, 3, 16])
        {
            Assert.Equal(want, Run(sql, batchSize, SpillMode.Always));
        }
    }

    private static List<string> Run(string sql, int batchSize, SpillMode spill)
    {
        using var engine = new GatewayEngine(new EngineOptions { BatchSize = batchSize, Execution = ExecutionOptions.Default with { Spill = spill, Workers = 2 } });
        List<string> rows;
        using (var session = engine.CreateSession())
        {
            rows = [.. session.Sql(sql).Collect().Select(static row => Convert.ToString(row[0], CultureInfo.InvariantCulture)!).Order(StringComparer.Ordinal)];
        }
        Assert.Equal(0, engine.Pool.UsedBytes);
        return rows;
    }
}
