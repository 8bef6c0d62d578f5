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
    private const string TimeFormat = "ddd MMM dd HH:mm:ss 'UTC' yyyy";

    protected override IEnumerable<object?[]> Rows(DescribeTable command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
        var rows = new List<object?[]>();
        string? partition = null;
        if (command.Partition is { } spec)
        {
            if (relation is not StoredTable partitioned)
            {
                throw new QueryException("FORBIDDEN_OPERATION", ("statement", "DESC PARTITION"), ("objectType", relation.NameParts.Length == 1 ? "TEMPORARY VIEW" : "VIEW"), ("objectName", Quote.Id(relation.NameParts)));
            }
            var values = StaticPartition.Complete(spec, partitioned, context);
            partition = StaticPartition.Folder(values, partitioned);
            if (!partitioned.Partitions.Contains(partition))
            {
                throw new QueryException("PARTITIONS_NOT_FOUND", ("partitionList", StaticPartition.Shown(values, partitioned)), ("tableName", Quote.Id(partitioned.NameParts[1..])));
            }
        }
        var columns = RelationColumns.Of(relation, command.NameParts, context);
        rows.AddRange(columns.Select(Column));
        if (relation is StoredTable table)
        {
            Layout(rows, table);
        }
        if (command.Extended && relation is StoredTable or CatalogView { IsTemporary: false })
        {
            Details(rows, relation, partition, context);
        }
        if (relation is StoredTable { Schema: var schema } && schema.Fields.Any(static column => column.Metadata.Contains(TableColumns.CurrentDefaultKey)))
        {
            rows.Add(["", "", ""]);
            rows.Add(["# Column Default Values", "", ""]);
            rows.AddRange(schema.Fields.Where(static column => column.Metadata.Contains(TableColumns.CurrentDefaultKey))
                .Select(static column => new object?[] { column.Name, TypeText.CatalogString(column.Type), column.Metadata.GetString(TableColumns.CurrentDefaultKey) }));
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
        if (table.Properties.ContainsKey("clusteringColumns"))
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

    private static void Details(List<object?[]> rows, CatalogRelation relation, string? partition, CommandContext context)
    {
        void Row(string name, string value) => rows.Add([name, value, ""]);
        Row("", "");
        var created = (relation as StoredTable)?.Created ?? context.Session.Engine.Options.Clock.GetUtcNow();
        string time = created.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        if (partition is not null && relation is StoredTable owner)
        {
            Row("# Detailed Partition Information", "");
            Row("Database", owner.NameParts[1]);
            Row("Table", owner.NameParts[2]);
            Row("Partition Values", "[" + partition.Replace("/", ", ", StringComparison.Ordinal) + "]");
            Row("Location", PathText.Qualified(Path.Combine(owner.Location, partition)));
            Row("Created Time", time);
            Row("Last Access", "UNKNOWN");
            Row("", "");
            Row("# Storage Information", "");
            Buckets(owner, Row);
            Row("Location", PathText.Qualified(owner.Location));
            return;
        }
        Row("# Detailed Table Information", "");
        Row("Catalog", relation.NameParts[0]);
        Row("Database", relation.NameParts[1]);
        Row("Table", relation.NameParts[2]);
        Row("Created Time", time);
        Row("Last Access", "UNKNOWN");
        Row("Created By", "Spark 4.3.0");
        switch (relation)
        {
            case StoredTable table:
                Row("Type", table.TypeName);
                Row("Provider", table.Provider);
                Buckets(table, Row);
                if (table.Comment is { } comment)
                {
                    Row("Comment", comment);
                }
                if (!table.Properties.IsEmpty)
                {
                    Row("Table Properties", "[" + string.Join(", ", table.Properties.Select(static pair => pair.Key + "=" + pair.Value)) + "]");
                }
                Row("Location", PathText.Qualified(table.Location));
                if (!table.Options.IsEmpty)
                {
                    Row("Storage Properties", "[" + string.Join(", ", table.Options.Select(static pair => pair.Key + "=" + pair.Value)) + "]");
                }
                if (!table.PartitionColumns.IsEmpty)
                {
                    Row("Partition Provider", "Catalog");
                }
                break;
            case CatalogView view:
                Row("Type", "VIEW");
                Row("View Text", view.Text);
                Row("View Original Text", view.Text);
                Row("View Schema Mode", "COMPENSATION");
                Row("View Catalog and Namespace", string.Join('.', [view.CurrentCatalog, .. view.CurrentNamespace]));
                Row("View Query Output Columns", "[" + string.Join(", ", view.QueryColumnNames.Select(static name => Quote.Id([name]))) + "]");
                break;
        }
    }

    private static void Buckets(StoredTable table, Action<string, string> row)
    {
        if (table.Buckets is { } buckets)
        {
            row("Num Buckets", buckets.Count.ToString(CultureInfo.InvariantCulture));
            row("Bucket Columns", "[" + string.Join(", ", buckets.Columns.Select(static name => Quote.Id([name]))) + "]");
            row("Sort Columns", "[" + string.Join(", ", buckets.SortColumns.Select(static name => Quote.Id([name]))) + "]");
        }
    }
}

/// <summary>Describes one column.</summary>
internal sealed class DescribeColumnHandler : CommandHandler<DescribeColumn>
{
    private static readonly string[] _statistics = ["min", "max", "num_nulls", "distinct_count", "avg_col_len", "max_col_len", "histogram"];

    protected override IEnumerable<object?[]> Rows(DescribeColumn command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var column = RelationColumns.Of(relation, command.NameParts, context).FirstOrDefault(field => field.Name.Equals(command.Column[0], comparison))
            ?? throw new QueryException("COLUMN_NOT_FOUND", ("colName", Quote.Id(command.Column)), ("caseSensitiveConfig", "\"spark.sql.caseSensitive\""));
        if (command.Column.Length > 1)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1060", ("command", "DESC TABLE COLUMN"), ("column", string.Join('.', command.Column)));
        }
        var rows = new List<object?[]>
        {
            new object?[] { "col_name", column.Name },
            new object?[] { "data_type", TableColumns.DeclaredText(column) },
            new object?[] { "comment", column.Metadata.GetString(TableColumns.CommentKey) ?? "NULL" },
        };
        if (command.Extended)
        {
            rows.AddRange(_statistics.Select(static name => new object?[] { name, "NULL" }));
            if (column.Metadata.GetString(TableColumns.CurrentDefaultKey) is { } written)
            {
                rows.Add(["default", written]);
            }
        }
        return rows;
    }
}
