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
    /// <param name="isReplaced">For overwrites, tells which partitions go; null for all that were there, or that are written under dynamic overwrite.</param>
    /// <returns>The table with the partitions it has now.</returns>
    public static StoredTable Write(StoredTable table, LogicalPlan rows, bool overwrite, Func<string, bool>? isReplaced, CommandContext context)
    {
        var query = context.Session.Prepare(rows, context.Cancellation);
        var options = new SourceOptions(table.Options);
        bool partitioned = !table.PartitionColumns.IsEmpty;
        var mode = overwrite && isReplaced is null ? WriteMode.Overwrite : WriteMode.Append;
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
        if (overwrite && isReplaced is null && partitioned && !IsDynamic(options, context))
        {
            partitions = [];
        }
        else if (overwrite && isReplaced is not null)
        {
            // Folders on disk, not those the catalog knows: data from before the table was made is replaced too.
            foreach (string folder in TableFiles.PartitionFolders(table).Where(isReplaced))
            {
                Directory.Delete(Path.Combine(table.Location, folder), recursive: true);
            }
            foreach (string folder in table.Partitions.Where(isReplaced).Where(table.PartitionPlaces.ContainsKey))
            {
                TableFiles.Clear(table.PlaceOf(folder));
            }
            partitions = partitions.Except(partitions.Where(isReplaced));
        }
        job.Commit();
        foreach (string folder in job.PartitionFolders.Where(table.PartitionPlaces.ContainsKey))
        {
            TableFiles.Move(Path.Combine(table.Location, folder), table.PlaceOf(folder));
        }
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
