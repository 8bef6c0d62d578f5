using System.Collections.Frozen;
using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Holds the texts that a locale has for months, weekdays, quarters, halves of the day and eras.</summary>
/// <remarks>Source: Unicode CLDR as Java shows it; a line a locale, months in sentences (short, full), months alone, weekdays, quarters, halves of the day, eras.</remarks>
public sealed class LocaleTexts
{
    private const int Months = 12;
    private const int Days = 7;
    private const int Quarters = 4;
    private const int Pairs = 2;

    private static readonly Lazy<FrozenDictionary<string, LocaleTexts>> _known = new(Load);
    private readonly string[] _texts;

    private LocaleTexts(string[] texts)
    {
        _texts = texts;
    }

    /// <summary>Finds a locale by its tag, or by its language; null for English and unknown ones.</summary>
    public static LocaleTexts? Find(string? tag)
    {
        if (tag is null)
        {
            return null;
        }
        string normal = tag.Replace('_', '-');
        return _known.Value.TryGetValue(normal, out var found) || _known.Value.TryGetValue(normal.Split('-')[0], out found) ? found : null;
    }

    internal string NameOf(PatternField field, int value, bool isFull, bool isAlone)
    {
        var names = Names(field, isFull, isAlone);
        return names[value - (field is PatternField.Era or PatternField.HalfDay ? 0 : 1)];
    }

    /// <summary>Reads the name at the start of a text in any case; the longest one wins.</summary>
    internal bool TryRead(PatternField field, bool isFull, bool isAlone, ReadOnlySpan<byte> text, out int value, out int length)
    {
        var names = Names(field, isFull, isAlone);
        string decoded = Encoding.UTF8.GetString(text);
        value = 0;
        length = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length > length && decoded.StartsWith(names[i], StringComparison.OrdinalIgnoreCase))
            {
                value = i + (field is PatternField.Era or PatternField.HalfDay ? 0 : 1);
                length = names[i].Length;
            }
        }
        bool isFound = length > 0;
        length = Encoding.UTF8.GetByteCount(decoded.AsSpan(0, length));
        return isFound;
    }

    private ReadOnlySpan<string> Names(PatternField field, bool isFull, bool isAlone)
    {
        const int firstDay = 4 * Months;
        const int firstQuarter = firstDay + (2 * Days);
        const int firstHalf = firstQuarter + (2 * Quarters);
        return field switch
        {
            PatternField.Month => _texts.AsSpan(((isAlone ? 2 : 0) + (isFull ? 1 : 0)) * Months, Months),
            PatternField.DayOfWeek => _texts.AsSpan(firstDay + (isFull ? Days : 0), Days),
            PatternField.Quarter => _texts.AsSpan(firstQuarter + (isFull ? Quarters : 0), Quarters),
            PatternField.HalfDay => _texts.AsSpan(firstHalf, Pairs),
            _ => _texts.AsSpan(firstHalf + Pairs + (isFull ? Pairs : 0), Pairs),
        };
    }

    private static FrozenDictionary<string, LocaleTexts> Load()
    {
        using Stream stream = typeof(LocaleTexts).Assembly.GetManifestResourceStream("LocaleTexts.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var known = new Dictionary<string, LocaleTexts>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            known[parts[0]] = new LocaleTexts(parts[1].Split('|'));
        }
        return known.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
