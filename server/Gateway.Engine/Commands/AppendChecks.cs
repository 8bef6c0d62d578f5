using System.Collections.Immutable;
using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;

namespace Gateway.Engine.Commands;

/// <summary>Checks that what <c>saveAsTable</c> in append mode asks for is what the existing table is, in the order of Spark's checks.</summary>
internal static class AppendChecks
{
    /// <exception cref="QueryException">Format, columns, partitioning, buckets or clustering differ.</exception>
    public static void Run(StoredTable table, SaveData command, CommandContext context)
    {
        string name = string.Join('.', table.NameParts);
        var comparer = context.Settings.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var (existing, specified) = (SourceClass(table.Provider), SourceClass(SaveDataHandler.FormatOf(command, context)));
        Require("_LEGACY_ERROR_TEMP_1159", name, "Provider", specified, existing);
        CheckLocation(table, command);
        CheckColumns(name, table.Schema, context.Session.Analyze(command.Input, context.Settings).Schema, comparer);
        Require("_LEGACY_ERROR_TEMP_1163", name, "PartCols", string.Join(", ", command.PartitionColumns.Select(Spelled)), string.Join(", ", table.PartitionColumns));
        Require("_LEGACY_ERROR_TEMP_1164", name, "BucketString", Text(command.Buckets), Text(table.Buckets));
        Require("CLUSTERING_COLUMNS_MISMATCH", name, "ClusteringString", command.ClusterBy.IsEmpty ? "" : Clustering.Text(command.ClusterBy), table.Properties.GetValueOrDefault(Clustering.PropertyName, ""));

        string Spelled(string column) => table.Schema.Fields.FirstOrDefault(field => comparer.Equals(field.Name, column))?.Name ?? column;
    }

    private static void Require(string condition, string table, string what, string specified, string existing)
    {
        if (specified != existing)
        {
            throw new QueryException(condition, ("tableName", table), ("specified" + what, specified), ("existing" + what, existing)).As("AnalysisException");
        }
    }

    private static void CheckLocation(StoredTable table, SaveData command)
    {
        if (new SourceOptions(command.Options).Text("path") is { } path && PathText.ToLocal(path).TrimEnd('/') != table.Location)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1160",
                ("identifier", table.QuotedName), ("existingTableLoc", (table.IsExternal ? "file://" : "file:") + table.Location), ("tableDescLoc", "file://" + PathText.ToLocal(path))).As("AnalysisException");
        }
    }

    private static void CheckColumns(string table, StructType existing, StructType query, StringComparer comparer)
    {
        if (query.Fields.Length != existing.Fields.Length)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1161", ("tableName", table), ("existingTableSchema", TypeText.CatalogString(existing)), ("querySchema", TypeText.CatalogString(query)));
        }
        foreach (var column in existing.Fields)
        {
            if (!query.Fields.Any(field => comparer.Equals(field.Name, column.Name)))
            {
                throw new QueryException("_LEGACY_ERROR_TEMP_1162", ("col", column.Name), ("inputColumns", string.Join(", ", query.Fields.Select(static field => field.Name))));
            }
        }
    }

    private static string Text(BucketSpec? buckets) => buckets is null ? "not bucketed"
        : $"{buckets.Count} buckets, bucket columns: [{string.Join(", ", buckets.Columns)}]" + (buckets.SortColumns.IsEmpty ? "" : $", sort columns: [{string.Join(", ", buckets.SortColumns)}]");

    /// <summary>Names the class that Spark reads a format with.</summary>
    private static string SourceClass(string format) => FileFormats.Find(format).Name switch
    {
        "parquet" => "ParquetDataSourceV2",
        "csv" => "CSVDataSourceV2",
        "json" => "JsonDataSourceV2",
        "text" => "TextDataSourceV2",
        "xml" => "XmlFileFormat",
        var other => other,
    };
}
