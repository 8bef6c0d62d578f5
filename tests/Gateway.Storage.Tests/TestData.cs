using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Tests;

/// <summary>Finds test files and runs whole scans.</summary>
internal static class TestData
{
    public static string Folder() => Locate();

    private static string Locate([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "data"));

    /// <summary>Reads every selected row of a source in boxed form.</summary>
    public static List<object?[]> ReadAll(ScanSource source, ScanRequest request, int batchSize = Batch.DefaultCapacity, QuerySettings? settings = null)
    {
        var rows = new List<object?[]>();
        using var pool = new MemoryPool();
        using (var memory = new MemoryScope(pool))
        {
            var used = (settings ?? QuerySettings.Default) with { BatchSize = batchSize };
            using var reader = source.OpenReader(request, new EvaluationContext(used, memory));
            var batch = new Batch([.. request.Columns.Select(column => Column.Create(source.Field(column).Type, 1, memory))]);
            foreach (var morsel in source.PlanMorsels(request, used))
            {
                reader.Open(morsel);
                while (reader.Next(batch))
                {
                    for (int i = 0; i < batch.ActiveCount; i++)
                    {
                        int row = batch.Selection[i];
                        rows.Add([.. batch.Columns.Select(column => ColumnValues.Get(column, row))]);
                    }
                }
            }
        }
        Assert.Equal(0, pool.UsedBytes);
        return rows;
    }

    public static ScanRequest Everything(ScanSource source) => new([.. Enumerable.Range(0, source.Schema.Fields.Length)], []);
}
