using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Counts the bytes and, unless NOSCAN is written, the rows of a table or of its partitions.</summary>
internal sealed class AnalyzeTableHandler : CommandHandler<AnalyzeTable>
{
    protected override IEnumerable<object?[]> Rows(AnalyzeTable command, CommandContext context)
    {
        var table = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog) switch
        {
            StoredTable found => found,
            CatalogView { IsTemporary: false } => throw new QueryException("UNSUPPORTED_FEATURE.ANALYZE_VIEW"),
            var view => throw TableLookup.NotPermanent(view, command.NameOrigin, "ANALYZE TABLE"),
        };
        TableLookup.Replace(command.Partition is { } spec ? Partitions(table, spec, command.NoScan, command.Origin, context) : Whole(table, command.NoScan, context), context);
        return [];
    }

    public static StoredTable Whole(StoredTable table, bool noScan, CommandContext context)
    {
        long size = SizeOf(table);
        return noScan && table.Statistics?.SizeBytes == size ? table
            : table with { Statistics = new TableStatistics(size, noScan ? 0 : StatisticsQuery.CountRows(table, context)) };
    }

    public static long SizeOf(StoredTable table) => table.PartitionColumns.IsEmpty ? SizeOf(table.Location) : table.Partitions.Sum(folder => SizeOf(table.PlaceOf(folder)));

    private static StoredTable Partitions(StoredTable table, PartitionSpec spec, bool noScan, Origin origin, CommandContext context)
    {
        var names = StaticPartition.Names(spec, table, context);
        var values = StaticPartition.Values(spec, table, context, origin, dynamicFirst: true);
        if (!table.PartitionColumns.Take(values.Count).All(values.ContainsKey))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1237",
                ("specColumns", string.Join(',', names)), ("schemaColumns", string.Join(',', table.PartitionColumns)), ("table", table.NameParts[2]), ("database", table.NameParts[1]));
        }
        var matches = StaticPartition.Matcher(values, table);
        var found = table.Partitions.Where(matches).ToList();
        if (found.Count == 0 && values.Count > 0)
        {
            throw PartitionFaults.NotFound(StaticPartition.Shown(values, table), table);
        }
        var statistics = table.PartitionStatistics;
        foreach (string folder in found)
        {
            long size = SizeOf(table.PlaceOf(folder));
            if (!noScan)
            {
                statistics = statistics.SetItem(folder, new TableStatistics(size, StatisticsQuery.CountRows(table with { Partitions = [folder] }, context)));
            }
            else if (statistics.GetValueOrDefault(folder)?.SizeBytes != size)
            {
                statistics = statistics.SetItem(folder, new TableStatistics(size, null));
            }
        }
        return table with { PartitionStatistics = statistics };
    }

    private static long SizeOf(string directory) => !Directory.Exists(directory) ? 0
        : new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => file.Name[0] is not ('_' or '.')).Sum(static file => file.Length);
}

/// <summary>Computes statistics of columns, and the table's own along with them.</summary>
internal sealed class AnalyzeColumnsHandler : CommandHandler<AnalyzeColumns>
{
    protected override IEnumerable<object?[]> Rows(AnalyzeColumns command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog);
        if (relation is CatalogView { IsTemporary: false })
        {
            throw new QueryException("UNSUPPORTED_FEATURE.ANALYZE_VIEW");
        }
        if (relation is not StoredTable && !context.Catalog.Cached.ContainsKey(Quote.Id(relation.NameParts)))
        {
            throw new QueryException("UNSUPPORTED_FEATURE.ANALYZE_UNCACHED_TEMP_VIEW", ("viewName", Quote.Id(relation.NameParts)));
        }
        var all = RelationColumns.Of(relation, command.NameParts, context);
        var columns = command.AllColumns ? [.. all] : command.Columns.Select(name => Find(all, name, context)).ToList();
        TableColumns.CheckNames(columns, context.Settings.CaseSensitive);
        foreach (var column in columns)
        {
            if (!StatisticsQuery.Supports(column.Type))
            {
                throw new QueryException("UNSUPPORTED_FEATURE.ANALYZE_UNSUPPORTED_COLUMN_TYPE",
                    ("columnType", Quote.Type(column.Type)), ("columnName", Quote.Id([column.Name])), ("tableName", Quote.Id(relation.NameParts)));
            }
        }
        if (relation is not StoredTable table)
        {
            return [];
        }
        var (rowCount, statistics) = StatisticsQuery.Run(table, columns, context);
        TableLookup.Replace(table with
        {
            Statistics = new TableStatistics(AnalyzeTableHandler.SizeOf(table), rowCount),
            ColumnStatistics = table.ColumnStatistics.SetItems(columns.Zip(statistics, static (column, found) => KeyValuePair.Create(column.Name, found))),
        }, context);
        return [];
    }

    private static StructField Find(IReadOnlyList<StructField> columns, string name, CommandContext context)
    {
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return columns.FirstOrDefault(column => column.Name.Equals(name, comparison))
            ?? throw new QueryException("COLUMN_NOT_FOUND", ("colName", Quote.Id([name])), ("caseSensitiveConfig", Quote.Conf("spark.sql.caseSensitive")));
    }
}

/// <summary>Analyses every table of a database.</summary>
internal sealed class AnalyzeTablesHandler : CommandHandler<AnalyzeTables>
{
    protected override IEnumerable<object?[]> Rows(AnalyzeTables command, CommandContext context)
    {
        string name = command.Namespace.IsDefaultOrEmpty ? string.Join('.', context.Catalog.CurrentNamespace) : NamespaceNames.Existing(command.Namespace);
        context.Catalog.Global.GetDatabase(name);
        foreach (var table in context.Catalog.Global.Relations(name).Select(static pair => pair.Relation).OfType<StoredTable>())
        {
            TableLookup.Replace(AnalyzeTableHandler.Whole(table, command.NoScan, context), context);
        }
        return [];
    }
}
