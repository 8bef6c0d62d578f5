using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Errors;

namespace Gateway.Core.Types;

/// <summary>Writes and reads Spark's JSON form of types (<c>DataType.json</c>).</summary>
public static class TypeJson
{
    private static readonly JsonSerializerOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints a type as compact JSON.</summary>
    public static string Write(DataType type) => ToNode(type).ToJsonString(_options);

    public static JsonNode ToNode(DataType type) => type switch
    {
        ArrayType array => new JsonObject { ["type"] = "array", ["elementType"] = ToNode(array.Element), ["containsNull"] = array.ContainsNull },
        MapType map => new JsonObject { ["type"] = "map", ["keyType"] = ToNode(map.Key), ["valueType"] = ToNode(map.Value), ["valueContainsNull"] = map.ValueContainsNull },
        StructType structure => new JsonObject
        {
            ["type"] = "struct",
            ["fields"] = new JsonArray([.. structure.Fields.Select(static member => (JsonNode)new JsonObject
            {
                ["name"] = member.Name,
                ["type"] = ToNode(CollationMetadata.Strip(member.Type)),
                ["nullable"] = member.Nullable,
                ["metadata"] = CollationMetadata.Add(member),
            })]),
        },
        UserDefinedType user => User(user),
        _ => JsonValue.Create(Name(type)),
    };

    /// <summary>Reads a type from JSON text; throws INVALID_JSON_DATA_TYPE for anything else.</summary>
    public static DataType Parse(string json)
    {
        try
        {
            return FromNode(JsonNode.Parse(json));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new QueryException(QueryException.Create("INVALID_JSON_DATA_TYPE", Origin.None, null, ("invalidType", json)), exception);
        }
    }

    private static JsonObject User(UserDefinedType user)
    {
        var node = new JsonObject { ["type"] = "udt" };
        if (user.JvmClass is not null)
        {
            node["class"] = user.JvmClass;
        }
        if (user.PythonClass is not null)
        {
            node["pyClass"] = user.PythonClass;
        }
        if (user.SerializedPythonClass is not null)
        {
            node["serializedClass"] = user.SerializedPythonClass;
        }
        node["sqlType"] = ToNode(user.SqlType);
        return node;
    }

    private static string Name(DataType type) => type switch
    {
        DecimalType or CharType or VarcharType or TimeType or TimestampNanosType or DayTimeIntervalType or YearMonthIntervalType => TypeText.CatalogString(type),
        SpatialType spatial => $"{spatial.TypeName}({SpatialReferences.NameOf(spatial.Srid)}{(spatial.IsGeography ? ", SPHERICAL" : "")})",
        StringType { IsBinaryCollation: false } text => $"string collate {text.Collation ?? "null"}",
        _ => type.TypeName,
    };

    private static DataType FromNode(JsonNode? node) => node switch
    {
        JsonValue value => FromName(value.GetValue<string>()),
        JsonObject item => item["type"]?.GetValue<string>() switch
        {
            "array" => new ArrayType(FromNode(item["elementType"]), Member(item, "containsNull").GetValue<bool>()),
            "map" => new MapType(FromNode(item["keyType"]), FromNode(item["valueType"]), Member(item, "valueContainsNull").GetValue<bool>()),
            "struct" => new StructType(Member(item, "fields").AsArray().Select(Field)),
            "udt" => new UserDefinedType(item["class"]?.GetValue<string>(), item["pyClass"]?.GetValue<string>(), item["serializedClass"]?.GetValue<string>(), FromNode(item["sqlType"])),
            var other => throw new FormatException(other),
        },
        _ => throw new FormatException("null"),
    };

    private static StructField Field(JsonNode? member)
    {
        string name = Member(member, "name").GetValue<string>();
        return new StructField(
            name, CollationMetadata.Restore(name, FromNode(member!["type"]), member["metadata"]), member["nullable"]?.GetValue<bool>() ?? true, Metadata.Parse(member["metadata"]?.ToJsonString()));
    }

    private static JsonNode Member(JsonNode? node, string name) => node?[name] ?? throw new KeyNotFoundException(name);

    private static DataType FromName(string name)
    {
        switch (name)
        {
            case "void" or "null": return NullType.Instance;
            case "boolean": return BooleanType.Instance;
            case "byte" or "tinyint": return ByteType.Instance;
            case "short" or "smallint": return ShortType.Instance;
            case "integer" or "int": return IntegerType.Instance;
            case "long" or "bigint": return LongType.Instance;
            case "float": return FloatType.Instance;
            case "double": return DoubleType.Instance;
            case "decimal": return DecimalType.UserDefault;
            case "string": return StringType.Instance;
            case "binary": return BinaryType.Instance;
            case "date": return DateType.Instance;
            case "timestamp" or "timestamp_ltz": return TimestampType.Instance;
            case "timestamp_ntz": return TimestampNtzType.Instance;
            case "interval": return CalendarIntervalType.Instance;
            case "variant": return VariantType.Instance;
        }
        if (name.StartsWith("string collate ", StringComparison.Ordinal))
        {
            return new StringType(name["string collate ".Length..]);
        }
        if (name.StartsWith("interval ", StringComparison.Ordinal))
        {
            return Interval(name["interval ".Length..].Split(" to "));
        }
        int open = name.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || name[^1] != ')')
        {
            throw new FormatException(name);
        }
        string[] arguments = name[(open + 1)..^1].Split(',');
        return name[..open] switch
        {
            "decimal" => new DecimalType(Number(arguments[0]), arguments.Length > 1 ? Number(arguments[1]) : 0),
            "char" => new CharType(Number(arguments[0])),
            "varchar" => new VarcharType(Number(arguments[0])),
            "time" => new TimeType(Number(arguments[0])),
            "timestamp_ltz" => new TimestampNanosType(Number(arguments[0]), true),
            "timestamp_ntz" => new TimestampNanosType(Number(arguments[0]), false),
            "geometry" => new SpatialType(false, SpatialReferences.Find(arguments[0])),
            "geography" => new SpatialType(true, SpatialReferences.Find(arguments[0])),
            _ => throw new FormatException(name),
        };
    }

    private static DataType Interval(string[] names)
    {
        string[] dayTime = ["day", "hour", "minute", "second"];
        string[] yearMonth = ["year", "month"];
        int start = Array.IndexOf(dayTime, names[0]);
        if (start >= 0)
        {
            return new DayTimeIntervalType((byte)start, (byte)Array.IndexOf(dayTime, names[^1]));
        }
        start = Array.IndexOf(yearMonth, names[0]);
        return start >= 0 ? new YearMonthIntervalType((byte)start, (byte)Array.IndexOf(yearMonth, names[^1])) : throw new FormatException(names[0]);
    }

    private static int Number(string text) => int.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);
}
