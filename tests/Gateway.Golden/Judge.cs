using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Core.Errors;

namespace Gateway.Golden;

/// <summary>Compares an answer with the recorded one, as the recordings' own checker does.</summary>
public static partial class Judge
{
    public static Marks Compare(Answer got, JsonElement want, bool ordered)
    {
        if (want.TryGetProperty("error", out var error))
        {
            return got.Error is null ? default : CompareErrors(got.Error, error);
        }
        if (got.Rows is null)
        {
            return default;
        }
        var schema = want.GetProperty("schema");
        bool answer = SameRows(Mask(got.Rows), JsonArray.Create(want.GetProperty("rows"))!, schema, ordered);
        bool typed = answer && Shape(got.Schema!) == Shape(JsonArray.Create(schema)!);
        return new Marks(answer, typed, typed);
    }

    private static Marks CompareErrors(QueryError got, JsonElement want)
    {
        string? condition = want.TryGetProperty("condition", out var element) ? element.GetString() : null;
        if (condition is null)
        {
            return new Marks(true, true, true);
        }
        bool answer = got.Condition == condition;
        bool state = !want.TryGetProperty("sqlState", out var sqlState) || (got.Condition is not null && (ErrorCatalog.Find(got.Condition)?.SqlState ?? "") == (sqlState.GetString() ?? ""));
        bool typed = answer && state && SameParameters(got, want);
        return new Marks(answer, typed, typed && SameContexts(got, want));
    }

    private static bool SameParameters(QueryError got, JsonElement want)
    {
        if (!want.TryGetProperty("params", out var parameters))
        {
            return true;
        }
        var expected = parameters.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetString());
        return expected.Count == got.Parameters.Length && got.Parameters.All(p => expected.TryGetValue(p.Key, out var value) && value == Mask(p.Value));
    }

    private static bool SameContexts(QueryError got, JsonElement want)
    {
        if (!want.TryGetProperty("context", out var contexts))
        {
            return true;
        }
        var expected = contexts.EnumerateArray().ToList();
        return expected.Count == got.Contexts.Length && expected.Zip(got.Contexts).All(static pair =>
            pair.First.GetProperty("fragment").GetString() == pair.Second.Fragment
            && (!pair.First.TryGetProperty("start", out var start) || (start.GetInt32() == pair.Second.Start && pair.First.GetProperty("stop").GetInt32() == pair.Second.Stop))
            && (!pair.First.TryGetProperty("type", out var type) || type.GetString() == pair.Second.ObjectType));
    }

    private static bool SameRows(JsonArray got, JsonArray want, JsonElement schema, bool ordered)
    {
        if (got.Count != want.Count)
        {
            return false;
        }
        var types = schema.EnumerateArray().Select(static member => member.GetProperty("type")).ToList();
        IEnumerable<JsonNode?> left = got;
        IEnumerable<JsonNode?> right = want;
        if (!ordered)
        {
            left = left.OrderBy(Coarse, StringComparer.Ordinal);
            right = right.OrderBy(Coarse, StringComparer.Ordinal);
        }
        return left.Zip(right).All(pair => pair.First!.AsArray().Count == pair.Second!.AsArray().Count
            && pair.First.AsArray().Zip(pair.Second.AsArray()).Select((cell, i) => (cell, i)).All(item => SameValue(item.cell.First, item.cell.Second, types[item.i])));
    }

    private static bool SameValue(JsonNode? got, JsonNode? want, JsonElement type)
    {
        if (got is null || want is null)
        {
            return got is null && want is null;
        }
        if (JsonNode.DeepEquals(got, want))
        {
            return true;
        }
        if (type.ValueKind == JsonValueKind.String)
        {
            return type.GetString() is "double" or "float" && Close(got.ToString(), want.ToString());
        }
        switch (type.GetProperty("type").GetString())
        {
            case "array":
                return got.AsArray().Count == want.AsArray().Count && got.AsArray().Zip(want.AsArray()).All(pair => SameValue(pair.First, pair.Second, type.GetProperty("elementType")));
            case "struct":
                var members = type.GetProperty("fields").EnumerateArray().ToList();
                return got.AsArray().Count == want.AsArray().Count && got.AsArray().Zip(want.AsArray()).Select((pair, i) => (pair, i)).All(item => SameValue(item.pair.First, item.pair.Second, members[item.i].GetProperty("type")));
            case "map":
                var left = got.AsArray().OrderBy(static entry => entry![0]?.ToJsonString(), StringComparer.Ordinal);
                var right = want.AsArray().OrderBy(static entry => entry![0]?.ToJsonString(), StringComparer.Ordinal);
                return got.AsArray().Count == want.AsArray().Count && left.Zip(right).All(pair =>
                    SameValue(pair.First![0], pair.Second![0], type.GetProperty("keyType")) && SameValue(pair.First[1], pair.Second[1], type.GetProperty("valueType")));
            default:
                return false;
        }
    }

    private static bool Close(string a, string b)
    {
        if (!double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) || !double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out double y))
        {
            return a == b;
        }
        return (double.IsNaN(x) && double.IsNaN(y)) || x.Equals(y) || (!double.IsInfinity(x) && Math.Abs(x - y) <= 1e-10 * Math.Max(Math.Max(Math.Abs(x), Math.Abs(y)), 1e-300));
    }

    /// <summary>A sort key under which nearly equal doubles fall together.</summary>
    private static string Coarse(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray array => "[" + string.Join(',', array.Select(Coarse)) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String && double.TryParse(value.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) =>
            number.ToString("G7", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    /// <summary>Names, types without metadata, and nullability.</summary>
    private static string Shape(JsonArray schema) => string.Join("|", schema.Select(static member =>
        Mask(member!["name"]!.GetValue<string>()) + ":" + Strip(member["type"])!.ToJsonString() + ":" + member["nullable"]!.GetValue<bool>()));

    private static JsonNode? Strip(JsonNode? node) => node switch
    {
        JsonObject item => new JsonObject(item.Where(static p => p.Key != "metadata").OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => KeyValuePair.Create(p.Key, Strip(p.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Strip)]),
        _ => node?.DeepClone(),
    };

    private static JsonArray Mask(JsonArray rows) => (JsonArray)MaskNode(rows)!;

    private static JsonNode? MaskNode(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(MaskNode)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Mask(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };

    private static string Mask(string text)
    {
        text = Warehouse().Replace(text, "{warehouse}");
        text = Temporary().Replace(text, "{tmp}");
        text = Uuid().Replace(text, "{uuid}");
        return Time().Replace(text, "{time}");
    }

    [GeneratedRegex("/[^ ']*?/(?:spark-)?warehouse(?=/)")]
    private static partial Regex Warehouse();

    [GeneratedRegex("/tmp/golden[A-Za-z0-9_-]*")]
    private static partial Regex Temporary();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d \d\d:\d\d:\d\d [A-Z]+ 20\d\d\b")]
    private static partial Regex Time();
}
