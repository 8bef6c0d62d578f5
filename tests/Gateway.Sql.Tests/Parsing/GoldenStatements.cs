using System.Text.Json;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Reads the statements recorded on a real server, where the material is at hand (it is no part of the repository).</summary>
internal static class GoldenStatements
{
    public sealed record Step(string File, string Case, string Sql, IReadOnlyDictionary<string, string> Settings, string? Condition, string? JavaClass, JsonElement? Error);

    /// <summary>Gives every recorded step with the settings it ran under; none where the material is missing.</summary>
    public static IEnumerable<Step> All()
    {
        var folder = Find();
        if (folder is null)
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var step in Read(file))
            {
                yield return step;
            }
        }
    }

    private static IEnumerable<Step> Read(string file)
    {
        var shared = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(file))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var settings = new Dictionary<string, string>(shared);
            if (root.TryGetProperty("conf", out var conf))
            {
                foreach (var entry in conf.EnumerateObject())
                {
                    settings[entry.Name] = entry.Value.GetString()!;
                }
            }

            if (root.TryGetProperty("setup", out var setup))
            {
                shared = settings;
                foreach (var sql in setup.EnumerateArray())
                {
                    yield return new Step(Path.GetFileNameWithoutExtension(file), "setup", sql.GetString()!, settings, null, null, null);
                }

                continue;
            }

            if (!root.TryGetProperty("steps", out var steps))
            {
                continue;
            }

            foreach (var step in steps.EnumerateArray())
            {
                JsonElement? error = step.TryGetProperty("error", out var value) ? value.Clone() : null;
                yield return new Step(
                    Path.GetFileNameWithoutExtension(file), root.GetProperty("case").GetString()!, step.GetProperty("sql").GetString()!, settings,
                    error?.TryGetProperty("condition", out var condition) == true ? condition.GetString() : null,
                    error?.TryGetProperty("class", out var javaClass) == true ? javaClass.GetString() : null, error);
            }
        }
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "spark", "golden", "sql");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
