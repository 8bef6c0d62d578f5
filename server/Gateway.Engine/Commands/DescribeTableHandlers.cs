using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

/// <summary>Describes the columns of a table or view, and with EXTENDED all that the catalog knows of it.</summary>
internal sealed class DescribeTableHandler : CommandHandler<DescribeTable>
{
    protected override IEnumerable<object?[]> Rows(DescribeTable command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
        var rows = new List<object?[]>();
        string? partition = null;
        if (command.Partition is { } spec)
        {
            if (relation is not StoredTable partitioned)
            {
                throw new QueryException("FORBIDDEN_OPERATION", ("statement", "DESC PARTITION"), ("objectType", TableLookup.IsTemporary(relation) ? "TEMPORARY VIEW" : "VIEW"), ("objectName", Quote.Id([relation.NameParts[^1]])));
            }
            if (partitioned.PartitionColumns.IsEmpty)
            {
                throw new QueryException("_LEGACY_ERROR_TEMP_1251", ("action", "DESC PARTITION"), ("tableName", partitioned.NameParts[^1]));
            }
            var values = StaticPartition.Complete(spec, partitioned, context, command.Origin);
            partition = StaticPartition.Folder(values, partitioned);
            if (!partitioned.Partitions.Contains(partition))
            {
                throw new QueryException("PARTITIONS_NOT_FOUND", ("partitionList", StaticPartition.Shown(values, partitioned)), ("tableName", Quote.Id(partitioned.NameParts[1..])));
            }
        }
        var columns = RelationColumns.Of(relation, command.NameParts, context);
        if (command.AsJson)
        {
            return [[RelationJson.Of(relation, columns, partition, context)]];
        }
        rows.AddRange(columns.Select(Column));
        if (relation is StoredTable table)
        {
            Layout(rows, table);
        }
        if (command.Extended && relation is StoredTable or CatalogView { IsTemporary: false })
        {
            Details(rows, relation, partition);
        }
        if (relation is StoredTable { Schema: var schema } && schema.Fields.Any(static column => column.Metadata.Contains(TableColumns.CurrentDefaultKey)))
        {
            rows.Add(["", "", ""]);
            rows.Add(["# Column Default Values", "", ""]);
            rows.AddRange(schema.Fields.Where(static column => column.Metadata.Contains(TableColumns.CurrentDefaultKey))
                .Select(static column => new object?[] { column.Name, TableColumns.DeclaredText(column), column.Metadata.GetString(TableColumns.CurrentDefaultKey) }));
        }
        return rows;
    }

    private static object?[] Column(StructField column) => [column.Name, TableColumns.DeclaredText(column), column.Metadata.GetString(TableColumns.CommentKey)];

    private static void Layout(List<object?[]> rows, StoredTable table)
    {
        if (!table.PartitionColumns.IsEmpty)
        {
            rows.Add(["# Partition Information", "", ""]);
            rows.Add(["# col_name", "data_type", "comment"]);
            rows.AddRange(table.PartitionColumns.Select(name => Column(table.Schema.Fields.First(column => column.Name == name))));
        }
        if (table.Properties.ContainsKey(Clustering.PropertyName))
        {
            rows.Add(["# Clustering Information", "", ""]);
            rows.Add(["# col_name", "data_type", "comment"]);
            foreach (var path in table.ClusterBy)
            {
                DataType type = table.Schema;
                StructField? found = null;
                foreach (string part in path)
                {
                    found = (type as StructType)?.Fields.FirstOrDefault(field => field.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
                    type = found?.Type ?? NullType.Instance;
                }
                rows.Add([string.Join('.', path), TypeText.CatalogString(type), found?.Metadata.GetString(TableColumns.CommentKey)]);
            }
        }
    }

    private static void Details(List<object?[]> rows, CatalogRelation relation, string? partition)
    {
        void Row(string name, string value) => rows.Add([name, value, ""]);
        Row("", "");
        if (partition is not null && relation is StoredTable owner)
        {
            Row("# Detailed Partition Information", "");
            Row("Database", owner.NameParts[1]);
            Row("Table", owner.NameParts[2]);
            foreach (var (name, value) in RelationDetails.OfPartition(owner, partition))
            {
                Row(name, value);
            }
            Row("", "");
            Row("# Storage Information", "");
            foreach (var (name, value) in RelationDetails.Buckets(owner))
            {
                Row(name, value);
            }
            Row("Location", PathText.Qualified(owner.Location));
            return;
        }
        Row("# Detailed Table Information", "");
        foreach (var (name, value) in RelationDetails.Of(relation))
        {
            Row(name, value);
        }
    }
}

/// <summary>Describes one column.</summary>
internal sealed class DescribeColumnHandler : CommandHandler<DescribeColumn>
{
    protected override IEnumerable<object?[]> Rows(DescribeColumn command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var columns = RelationColumns.Of(relation, command.NameParts, context);
        StructField? Find(string name) => columns.FirstOrDefault(field => field.Name.Equals(name, comparison));
        var path = command.Column;
        if (path.Length > 1 && Find(path[0]) is null && path[0].Equals(relation.NameParts[^1], comparison))
        {
            path = path[1..];
        }
        var column = Find(path[0]) ?? throw new QueryException("COLUMN_NOT_FOUND", ("colName", Quote.Id(command.Column)), ("caseSensitiveConfig", "\"spark.sql.caseSensitive\""));
        if (path.Length > 1)
        {
            throw column.Type is StructType or ArrayType or MapType
                ? new QueryException("_LEGACY_ERROR_TEMP_1060", ("command", "DESC TABLE COLUMN"), ("column", string.Join('.', command.Column)))
                : new QueryException("INVALID_EXTRACT_BASE_FIELD_TYPE", command.Origin, ("base", "\"" + column.Name + "\""), ("other", Quote.Type(column.Type)));
        }
        var rows = new List<object?[]>
        {
            new object?[] { "col_name", path[0] },
            new object?[] { "data_type", TableColumns.DeclaredText(column) },
            new object?[] { "comment", column.Metadata.GetString(TableColumns.CommentKey) ?? "NULL" },
        };
        if (command.Extended)
        {
            rows.AddRange(Statistics((relation as StoredTable)?.ColumnStatistics.GetValueOrDefault(column.Name)));
            if (column.Metadata.GetString(TableColumns.CurrentDefaultKey) is { } written)
            {
                rows.Add(["default", written]);
            }
        }
        return rows;
    }

    private static IEnumerable<object?[]> Statistics(AnalyzedColumn? found)
    {
        yield return ["min", found?.Min ?? "NULL"];
        yield return ["max", found?.Max ?? "NULL"];
        yield return ["num_nulls", Text(found?.NullCount)];
        yield return ["distinct_count", Text(found?.DistinctCount)];
        yield return ["avg_col_len", Text(found?.AverageLength)];
        yield return ["max_col_len", Text(found?.MaxLength)];
        if (found?.Height is not { } height)
        {
            yield return ["histogram", "NULL"];
            yield break;
        }
        yield return ["histogram", string.Create(CultureInfo.InvariantCulture, $"height: {height}, num_of_bins: {found.Bins.Length}")];
        for (int i = 0; i < found.Bins.Length; i++)
        {
            var (lower, upper, distinct) = found.Bins[i];
            yield return [string.Create(CultureInfo.InvariantCulture, $"bin_{i}"), string.Create(CultureInfo.InvariantCulture, $"lower_bound: {lower}, upper_bound: {upper}, distinct_count: {distinct}")];
        }
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
}
