using System.Text.Json.Nodes;

namespace Gateway.Core.Types;

/// <summary>Moves collations between the types of fields and their metadata, where Spark's JSON form of a schema keeps them.</summary>
internal static class CollationMetadata
{
    private const string Key = "__COLLATIONS";

    /// <summary>Returns the type with every string outside of nested fields without a collation.</summary>
    public static DataType Strip(DataType type) => type switch
    {
        StringType { IsBinaryCollation: false } => StringType.Instance,
        ArrayType array => array with { Element = Strip(array.Element) },
        MapType map => map with { Key = Strip(map.Key), Value = Strip(map.Value) },
        _ => type,
    };

    /// <summary>Makes a field's metadata with the collations of its strings, by path.</summary>
    public static JsonNode? Add(StructField field)
    {
        var metadata = JsonNode.Parse(field.Metadata.Json);
        var collations = new JsonObject();
        Collect(field.Type, field.Name, collations);
        if (collations.Count > 0)
        {
            metadata![Key] = collations;
        }
        return metadata;
    }

    /// <summary>Gives a field's type the collations that its metadata lists.</summary>
    public static DataType Restore(string name, DataType type, JsonNode? metadata) =>
        metadata is JsonObject content && content[Key] is JsonObject collations ? Apply(type, name, collations) : type;

    private static DataType Apply(DataType type, string path, JsonObject collations) => type switch
    {
        StringType when collations[path] is { } name => new StringType(name.GetValue<string>().Split('.', 2)[^1]),
        ArrayType array => array with { Element = Apply(array.Element, path + ".element", collations) },
        MapType map => map with { Key = Apply(map.Key, path + ".key", collations), Value = Apply(map.Value, path + ".value", collations) },
        _ => type,
    };

    private static void Collect(DataType type, string path, JsonObject collations)
    {
        switch (type)
        {
            case StringType { IsBinaryCollation: false } text:
                collations[path] = (text.Collation is { } name && name.StartsWith("UTF8_", StringComparison.Ordinal) ? "spark." : "icu.") + (text.Collation ?? "null");
                break;
            case ArrayType array:
                Collect(array.Element, path + ".element", collations);
                break;
            case MapType map:
                Collect(map.Key, path + ".key", collations);
                Collect(map.Value, path + ".value", collations);
                break;
            default:
                break;
        }
    }
}
