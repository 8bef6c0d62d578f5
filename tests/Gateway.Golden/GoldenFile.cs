using System.Text.Json;

namespace Gateway.Golden;

/// <summary>One recorded file: set-up, session settings and cases.</summary>
public sealed record GoldenFile(string Name, IReadOnlyList<string> Setup, IReadOnlyDictionary<string, string> Configuration, IReadOnlyList<GoldenCase> Cases)
{
    public static GoldenFile Read(string path)
    {
        var lines = File.ReadLines(path).Where(static line => line.Length > 0).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        var head = lines[0];
        return new GoldenFile(
            Path.GetFileNameWithoutExtension(path),
            [.. head.GetProperty("setup").EnumerateArray().Select(static item => item.GetString()!)],
            Settings(head),
            [.. lines.Skip(1).Select(GoldenCase.Read)]);
    }

    internal static Dictionary<string, string> Settings(JsonElement element) => element.TryGetProperty("conf", out var settings)
        ? settings.EnumerateObject().ToDictionary(static property => property.Name, static property => property.Value.GetString()!)
        : [];
}

/// <summary>One recorded case: statements in order with what Spark answered.</summary>
public sealed record GoldenCase(string Name, IReadOnlyDictionary<string, string> Configuration, bool Ordered, bool OwnDatabase, IReadOnlyList<GoldenStep> Steps)
{
    internal static GoldenCase Read(JsonElement line) => new(
        line.GetProperty("case").GetString()!,
        GoldenFile.Settings(line),
        line.TryGetProperty("ordered", out var ordered) && ordered.GetBoolean(),
        line.TryGetProperty("database", out var database) && database.GetBoolean(),
        [.. line.GetProperty("steps").EnumerateArray().Select(static step => new GoldenStep(step.GetProperty("sql").GetString()!, step))]);
}

/// <summary>A statement and its recorded answer.</summary>
public sealed record GoldenStep(string Sql, JsonElement Expected)
{
    public bool IsVolatile => Expected.TryGetProperty("volatile", out var value) && value.GetBoolean();
}
