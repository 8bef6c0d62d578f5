using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Execution.Plans;
using Gateway.Execution.Running;

namespace Gateway.Execution.Tests.Support;

/// <summary>How a plan is run in a test.</summary>
public sealed record RunMode(int BatchSize, int Workers, SpillMode Spill, long InlineRows = 0)
{
    public static readonly TheoryData<RunMode> All = new()
    {
        new RunMode(2048, 1, SpillMode.Off, long.MaxValue),
        new RunMode(3, 1, SpillMode.Always),
        new RunMode(1, 2, SpillMode.Off),
        new RunMode(3, 2, SpillMode.Always),
        new RunMode(2048, 2, SpillMode.Off),
        new RunMode(2048, 2, SpillMode.Always),
    };
}

/// <summary>Runs plans to the end and collects their rows as boxed values.</summary>
public static class Run
{
    public static List<object?[]> Collect(PhysicalPlan plan, RunMode mode)
    {
        var pool = new MemoryPool();
        var options = new ExecutionOptions { Workers = mode.Workers, Spill = mode.Spill, InlineRows = mode.InlineRows, ResultQueueBatches = 2 };
        List<object?[]> rows = [];
        try
        {
            using var result = QueryExecutor.Execute(plan, options, QuerySettings.Default with { BatchSize = mode.BatchSize }, pool, CancellationToken.None);
            while (result.TryNext(out var batch))
            {
                Assert.Equal(plan.Output.Fields.Length, batch.Columns.Length);
                for (int i = 0; i < batch.ActiveCount; i++)
                {
                    int row = batch.Selection[i];
                    rows.Add(Array.ConvertAll(batch.Columns, column => ColumnValues.Get(column, row)));
                }
            }
        }
        finally
        {
            Assert.Equal(0, pool.UsedBytes);
            pool.Dispose();
        }
        return rows;
    }

    /// <summary>Compares rows in order.</summary>
    public static void Same(IEnumerable<object?[]> expected, IEnumerable<object?[]> actual) =>
        Assert.Equal(string.Join('\n', expected.Select(Text)), string.Join('\n', actual.Select(Text)));

    /// <summary>Compares rows as multisets.</summary>
    public static void SameSet(IEnumerable<object?[]> expected, IEnumerable<object?[]> actual) =>
        Assert.Equal(string.Join('\n', expected.Select(Text).Order(StringComparer.Ordinal)), string.Join('\n', actual.Select(Text).Order(StringComparer.Ordinal)));

    public static string Text(object?[] row) => "(" + string.Join(", ", row.Select(Text)) + ")";

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        object?[] values => Text(values),
        BoxedMap map => "{" + Text(map.Keys) + "->" + Text(map.Values) + "}",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
