using System.Collections.Concurrent;
using Gateway.Core.Tables;

namespace Gateway.Core.Configuration;

/// <summary>
/// Knows Spark 4.3's settings. The table (configuration.tsv) stays one text that is searched by key; an entry is made when
/// it is first asked for.
/// </summary>
public static class ConfigurationRegistry
{
    private static readonly Lazy<SortedLines> s_settings = new(() => SortedLines.Load("Gateway.Core.Configuration.configuration.tsv"));
    private static readonly Lazy<SortedLines> s_coreKeys = new(() => SortedLines.Load("Gateway.Core.Configuration.core-keys.txt"));
    private static readonly ConcurrentDictionary<string, ConfigurationEntry> s_entries = new();

    /// <summary>The setting of a key, or null if Spark SQL has none of that name.</summary>
    public static ConfigurationEntry? Find(string key)
    {
        if (s_entries.TryGetValue(key, out var entry))
        {
            return entry;
        }

        var line = s_settings.Value.Find(key);
        return line is null ? null : s_entries.GetOrAdd(key, Parse(line));
    }

    /// <summary>True for the settings of Spark's core, which no session may change.</summary>
    public static bool IsCoreKey(string key) => s_coreKeys.Value.Find(key) is not null;

    /// <summary>Every setting, by key.</summary>
    public static IEnumerable<ConfigurationEntry> All()
    {
        foreach (var key in s_settings.Value.Keys())
        {
            yield return Find(key)!;
        }
    }

    private static ConfigurationEntry Parse(string line)
    {
        var fields = line.Split('\t');
        string Field(int index) => index < fields.Length ? fields[index] : "";
        var version = Field(4).Replace("deprecated ", "", StringComparison.Ordinal);
        var isRemoved = Field(3) == "removed";
        return new ConfigurationEntry(
            fields[0],
            fields[1] == "\\N" ? null : fields[1].Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal),
            KindOf(fields[2]),
            Field(3) == "static",
            isRemoved ? version : null,
            !isRemoved && version.Length > 0 ? version : null,
            Field(5).Length > 0 ? Field(5) : null,
            Field(6),
            Field(7).Replace("{key}", fields[0], StringComparison.Ordinal));
    }

    private static ConfigurationKind KindOf(string word) => word switch
    {
        "bool" => ConfigurationKind.Boolean,
        "int" => ConfigurationKind.Int32,
        "long" => ConfigurationKind.Int64,
        "double" => ConfigurationKind.Double,
        "bytes" => ConfigurationKind.Bytes,
        "mebibytes" => ConfigurationKind.Mebibytes,
        "millis" => ConfigurationKind.Milliseconds,
        "seconds" => ConfigurationKind.Seconds,
        "minutes" => ConfigurationKind.Minutes,
        "enum" => ConfigurationKind.Choice,
        "zone" => ConfigurationKind.TimeZone,
        _ => ConfigurationKind.Text,
    };
}
