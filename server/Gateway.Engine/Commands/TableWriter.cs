using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;
using Gateway.Storage.Writing;

namespace Gateway.Engine.Commands;

/// <summary>Writes the rows of a query into the files of a table.</summary>
internal static class TableWriter
{
    /// <param name="rows">A plan with the table's columns, in order and type.</param>
    /// <param name="isReplaced">For overwrites, tells which known partitions go; null for all that were there.</param>
    /// <returns>The table with the partitions it has now.</returns>
    public static StoredTable Write(StoredTable table, LogicalPlan rows, bool overwrite, Func<string, bool>? isReplaced, CommandContext context)
    {
        var query = context.Session.Prepare(rows, context.Cancellation);
        var options = new SourceOptions(table.Options);
        bool partitioned = !table.PartitionColumns.IsEmpty;
        var mode = overwrite && !partitioned ? WriteMode.Overwrite : WriteMode.Append;
        var request = new FileWriteRequest(table.Provider, table.Location, table.Schema, table.PartitionColumns, mode, options);
        var limits = table.Schema.Fields.Select(TableColumns.Limit).ToArray();
        bool limited = limits.Any(static limit => limit is not null) && !IsLegacyText(context);
        using var job = FileWriteJob.Start(request, context.Settings, context.Session.Engine.Pool)!;
        using (var result = query.Execute(context.Cancellation))
        {
            while (result.TryNext(out var batch))
            {
                if (limited)
                {
                    CheckLengths(batch, limits);
                }
                job.Write(batch);
            }
        }
        var partitions = table.Partitions;
        if (overwrite && partitioned)
        {
            bool dynamic = isReplaced is null && IsDynamic(options, context);
            foreach (string folder in partitions)
            {
                if (dynamic ? job.PartitionFolders.Contains(folder) : isReplaced is null || isReplaced(folder))
                {
                    TableFiles.Clear(Path.Combine(table.Location, folder));
                    partitions = partitions.Remove(folder);
                }
            }
        }
        job.Commit();
        return table.WithChangedFiles() with { Partitions = partitions.Union(job.PartitionFolders) };
    }

    public static bool IsLegacyText(CommandContext context) =>
        context.Settings.Configuration.GetValueOrDefault("spark.sql.legacy.charVarcharAsString", "false").Equals("true", StringComparison.OrdinalIgnoreCase);

    public static bool IsDynamic(SourceOptions options, CommandContext context) =>
        (options.Text("partitionOverwriteMode") ?? context.Settings.Configuration.GetValueOrDefault("spark.sql.sources.partitionOverwriteMode", "static")).Equals("dynamic", StringComparison.OrdinalIgnoreCase);

    private static void CheckLengths(Batch batch, (int Length, bool IsChar)?[] limits)
    {
        for (int column = 0; column < limits.Length; column++)
        {
            if (limits[column] is not { } limit)
            {
                continue;
            }
            for (int i = 0; i < batch.Selection.Count; i++)
            {
                if (ColumnValues.Get(batch.Columns[column], batch.Selection[i]) is string text && text.EnumerateRunes().Count() > limit.Length)
                {
                    throw QueryErrors.ExceedsLength(limit.Length);
                }
            }
        }
    }
}
