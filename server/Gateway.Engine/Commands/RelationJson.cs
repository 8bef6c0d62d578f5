using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

/// <summary>Describes tables and views as one JSON object, for DESCRIBE .. AS JSON.</summary>
internal static class RelationJson
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints JSON without escapes that the format does not ask for.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(s_plain);

    /// <param name="partition">The directory of the described partition, such as <c>a=1</c>, or null.</param>
    public static string Of(CatalogRelation relation, IEnumerable<StructField> columns, string? partition, CommandContext context)
    {
        bool isTemporary = TableLookup.IsTemporary(relation);
        string schema = isTemporary ? "session" : relation.NameParts[^2];
        var json = new JsonObject
        {
            ["table_name"] = relation.NameParts[^1],
            ["catalog_name"] = isTemporary ? "system" : relation.NameParts[0],
            ["namespace"] = new JsonArray(schema),
            ["schema_name"] = schema,
            ["columns"] = new JsonArray([.. columns.Select(Column)]),
        };
        if (relation is StoredTable stored)
        {
            Table(json, stored, partition);
        }
        else
        {
            View(json, relation as CatalogView, context);
        }
        json["collation"] = (relation as StoredTable)?.Collation ?? "UTF8_BINARY";
        return Text(json);
    }

    private static void Table(JsonObject json, StoredTable table, string? partition)
    {
        if (partition is not null)
        {
            json["partition_values"] = new JsonObject(partition.Split('/').Select(static part => part.Split('=', 2)).Select(static pair =>
                KeyValuePair.Create(PathText.Unescape(pair[0]), (JsonNode?)PathText.Unescape(pair[1]))));
        }
        if (table.Buckets is { } buckets)
        {
            json["num_buckets"] = buckets.Count;
            json["bucket_columns"] = Names(buckets.Columns);
            json["sort_columns"] = Names(buckets.SortColumns);
        }
        if (!table.ClusterBy.IsEmpty)
        {
            json["clustering_columns"] = Names(table.ClusterBy.Select(static path => string.Join('.', path)));
        }
        json["location"] = PathText.Qualified(partition is null ? table.Location : table.PlaceOf(partition));
        Creation(json, table.Created, table.TypeName);
        json["provider"] = table.Provider;
        AddComment(json, table.Comment);
        AddPairs(json, "table_properties", table.Properties);
        if (table.Statistics is { } statistics)
        {
            json["statistics"] = new JsonObject { ["size_in_bytes"] = statistics.SizeBytes, ["num_rows"] = statistics.RowCount };
        }
        AddPairs(json, "storage_properties", table.Options);
        if (!table.PartitionColumns.IsEmpty)
        {
            json["partition_provider"] = "Catalog";
            json["partition_columns"] = Names(table.PartitionColumns);
        }
    }

    private static void View(JsonObject json, CatalogView? view, CommandContext context)
    {
        Creation(json, view?.Created ?? default, "VIEW");
        if (view is null)
        {
            return;
        }
        AddComment(json, view.IsTemporary ? null : view.Comment);
        json["view_text"] = view.Text;
        if (!view.IsTemporary)
        {
            json["view_original_text"] = view.Text;
        }
        json["view_schema_mode"] = RelationDetails.BindingText(view);
        json["view_catalog_and_namespace"] = string.Join('.', [view.CurrentCatalog, .. view.CurrentNamespace]);
        json["view_query_output_columns"] = Names(view.QueryColumnNames);
        AddPairs(json, "table_properties", view.Properties);
        if (!view.IsTemporary)
        {
            AddPairs(json, "view_creation_spark_configuration", view.Settings);
        }
    }

    private static void Creation(JsonObject json, DateTimeOffset created, string type)
    {
        json["created_time"] = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        json["last_access"] = "UNKNOWN";
        json["created_by"] = RelationDetails.Creator;
        json["type"] = type;
    }

    private static void AddComment(JsonObject json, string? comment)
    {
        if (comment is not null)
        {
            json["comment"] = comment;
        }
    }

    private static void AddPairs(JsonObject json, string key, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var members = new JsonObject(pairs.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (members.Count > 0)
        {
            json[key] = members;
        }
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(static name => (JsonNode)name)]);

    private static JsonNode Column(StructField column)
    {
        var json = new JsonObject { ["name"] = column.Name, ["type"] = Type(column.Type), ["nullable"] = column.Nullable };
        AddComment(json, column.Metadata.GetString(TableColumns.CommentKey));
        if (column.Metadata.GetString(TableColumns.CurrentDefaultKey) is { } written)
        {
            json["default"] = written;
        }
        return json;
    }

    private static JsonObject Type(DataType type) => type switch
    {
        StringType s => new() { ["name"] = "string", ["collation"] = s.IsBinaryCollation ? "UTF8_BINARY" : s.Collation },
        DecimalType d => new() { ["name"] = "decimal", ["precision"] = d.Precision, ["scale"] = d.Scale },
        ArrayType a => new() { ["name"] = "array", ["element_type"] = Type(a.Element), ["element_nullable"] = a.ContainsNull },
        MapType m => new() { ["name"] = "map", ["key_type"] = Type(m.Key), ["value_type"] = Type(m.Value), ["value_nullable"] = m.ValueContainsNull },
        StructType s => new() { ["name"] = "struct", ["fields"] = new JsonArray([.. s.Fields.Select(Column)]) },
        TimestampType => new() { ["name"] = "timestamp_ltz" },
        DayTimeIntervalType or YearMonthIntervalType => Interval(TypeText.CatalogString(type).Split(' ')),
        _ => new() { ["name"] = TypeText.CatalogString(type) },
    };

    private static JsonObject Interval(string[] words) => new() { ["name"] = "interval", ["start_unit"] = words[1], ["end_unit"] = words[^1] };
}
