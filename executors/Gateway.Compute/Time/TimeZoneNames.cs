using System.Collections.Frozen;
using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Knows the English names of time zones (PST, Pacific Standard Time) and the zones that names stand for.</summary>
public static class TimeZoneNames
{
    private const int ShortStandard = 0;
    private const int LongStandard = 3;
    private const int Generic = 2;

    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>The name of a zone, with or without daylight saving time in force.</summary>
    public static string NameOf(TimeZoneRules zone, bool daylight, bool full) =>
        Loaded.Value.Names.TryGetValue(zone.Id, out string[]? names)
            ? names[(full ? LongStandard : ShortStandard) + (daylight ? 1 : 0)]
            : Fallback(zone);

    /// <summary>The name of a zone that holds all year round.</summary>
    public static string GenericNameOf(TimeZoneRules zone, bool full) =>
        Loaded.Value.Names.TryGetValue(zone.Id, out string[]? names) ? names[(full ? LongStandard : ShortStandard) + Generic] : Fallback(zone);

    /// <summary>Reads the longest zone name or region id at the start of a text, in any case.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, bool full, bool idsOnly, out TimeZoneRules zone, out int length)
    {
        Tables tables = Loaded.Value;
        zone = TimeZoneRules.Utc;
        length = 0;
        Span<char> characters = stackalloc char[tables.LongestName];
        int available = Math.Min(text.Length, characters.Length);
        int ascii = Ascii.IsValid(text[..available]) ? available : Math.Max(0, text[..available].IndexOfAnyExceptInRange((byte)0, (byte)0x7F));
        Ascii.ToUtf16(text[..ascii], characters, out _);
        for (int candidate = ascii; candidate > 0; candidate--)
        {
            ReadOnlySpan<char> name = characters[..candidate];
            if ((!idsOnly && (full ? tables.LongNames : tables.ShortNames).TryGetValue(name, out string? id)) || tables.Ids.TryGetValue(name, out id))
            {
                length = candidate;
                return TimeZoneCatalog.TryFind(id, out zone);
            }
        }

        return false;
    }

    private static string Fallback(TimeZoneRules zone) =>
        zone.IsFixed && zone.Id.StartsWith("Etc/GMT", StringComparison.Ordinal) && zone.FirstOffset != 0
            ? FormattableString.Invariant($"GMT{(zone.FirstOffset < 0 ? '-' : '+')}{Math.Abs(zone.FirstOffset) / 3600:00}:00")
            : zone.Id;

    private static Tables Load()
    {
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var shortNames = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var longNames = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using Stream stream = typeof(TimeZoneNames).Assembly.GetManifestResourceStream("TimeZoneNames.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split('|');
            if (line.StartsWith('='))
            {
                (fields[0] == "=s" ? shortNames : longNames)[fields[1]] = fields[2];
            }
            else if (!line.StartsWith('#'))
            {
                foreach (string id in fields[6].Split(' '))
                {
                    names[id] = fields[..6];
                }
            }
        }

        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string id in TimeZoneCatalog.RegionIds)
        {
            ids[id] = id;
        }

        int longest = Math.Max(longNames.Keys.Max(static name => name.Length), ids.Keys.Max(static name => name.Length));
        return new Tables(
            names.ToFrozenDictionary(StringComparer.Ordinal),
            new NameIndex(shortNames),
            new NameIndex(longNames),
            new NameIndex(ids),
            longest);
    }

    private sealed record Tables(
        FrozenDictionary<string, string[]> Names, NameIndex ShortNames, NameIndex LongNames, NameIndex Ids, int LongestName);

    private sealed class NameIndex
    {
        private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

        public NameIndex(Dictionary<string, string> entries) => _lookup = entries.GetAlternateLookup<ReadOnlySpan<char>>();

        public bool TryGetValue(ReadOnlySpan<char> name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? id) =>
            _lookup.TryGetValue(name, out id);
    }
}
