using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>A date-time pattern of java.text.SimpleDateFormat, for the LEGACY time parser policy.</summary>
/// <remarks>
/// Reading is not lenient about values, but ignores text behind the pattern. Weeks start on Sunday and week 1 has January 1,
/// as in US calendars. The ten days that the Gregorian reform skipped do not exist.
/// </remarks>
public sealed class LegacyDateTimePattern
{
    private readonly Element[] _elements;

    private LegacyDateTimePattern(Element[] elements)
    {
        _elements = elements;
    }

    /// <summary>Compiles a pattern; false for letters that mean nothing and for an open quote.</summary>
    public static bool TryCompile(string pattern, out LegacyDateTimePattern? compiled)
    {
        compiled = null;
        if (!DateTimePatternCompiler.IsLegacyPattern(pattern))
        {
            return false;
        }

        var elements = new List<Element>();
        var literal = new StringBuilder();
        bool quoted = false;
        for (int position = 0; position < pattern.Length;)
        {
            char current = pattern[position];
            if (current == '\'')
            {
                bool isDoubled = position + 1 < pattern.Length && pattern[position + 1] == '\'';
                if (isDoubled)
                {
                    literal.Append('\'');
                }
                else
                {
                    quoted = !quoted;
                }

                position += isDoubled ? 2 : 1;
            }
            else if (quoted || !char.IsAsciiLetter(current))
            {
                literal.Append(current);
                position++;
            }
            else
            {
                AddLiteral(elements, literal);
                int end = position;
                while (end < pattern.Length && pattern[end] == current)
                {
                    end++;
                }

                elements.Add(new Element(current, end - position, []));
                position = end;
            }
        }

        AddLiteral(elements, literal);
        compiled = new LegacyDateTimePattern([.. elements]);
        return true;
    }

    /// <summary>Prints an instant in a zone.</summary>
    public void Append(long microsSinceEpoch, TimeZoneRules zone, TextBuffer output)
    {
        int offset = zone.OffsetSecondsAtMicros(microsSinceEpoch);
        CivilDateTime local = CivilDateTime.FromMicros(microsSinceEpoch, offset);
        bool daylight = zone.IsDaylightAt(TimeUnits.FloorDivide(microsSinceEpoch, TimeUnits.MicrosPerSecond));
        CivilDate date = CivilDate.FromDays(local.Days);
        foreach (Element element in _elements)
        {
            Append(element, local, date, zone, offset, daylight, output);
        }
    }

    /// <summary>Reads an instant; text behind the pattern is ignored.</summary>
    /// <param name="now">The current instant, around which two-digit years lie.</param>
    /// <param name="isLenient">Whether values out of range carry over: the 30th of February is the first or second of March.</param>
    public bool TryParseTimestamp(ReadOnlySpan<byte> text, TimeZoneRules sessionZone, long now, out long microsSinceEpoch, bool isLenient = false)
    {
        microsSinceEpoch = 0;
        var reader = new LegacyDateTimeReader(text, sessionZone, sessionZone.ToDays(now));
        for (int index = 0; index < _elements.Length; index++)
        {
            Element element = _elements[index];
            bool isAbutting = index + 1 < _elements.Length && element.IsNumeric && _elements[index + 1].IsNumeric;
            bool followsNumber = index > 0 && element.IsNumeric && _elements[index - 1].IsNumeric;
            bool read = element.Letter == '\0'
                ? reader.TryReadLiteral(element.Literal)
                : reader.TryReadField(element.Letter, element.Count, isAbutting || followsNumber);
            if (!read)
            {
                return false;
            }
        }

        return isLenient ? reader.TryResolveLeniently(out microsSinceEpoch) : reader.TryResolve(out microsSinceEpoch);
    }

    private static void Append(
        Element element, CivilDateTime local, CivilDate date, TimeZoneRules zone, int offset, bool daylight, TextBuffer output)
    {
        int count = element.Count;
        switch (element.Letter)
        {
            case '\0':
                output.Append(element.Literal);
                break;
            case 'G':
                output.Append(date.Year > 0 ? "AD"u8 : "BC"u8);
                break;
            case 'y':
                int yearOfEra = date.Year > 0 ? date.Year : 1 - date.Year;
                AppendNumber(count == 2 ? yearOfEra % 100 : yearOfEra, count, output);
                break;
            case 'Y':
                int weekYear = LegacyWeeks.WeekYear(local.Days);
                AppendNumber(count == 2 ? weekYear % 100 : weekYear, count, output);
                break;
            case 'M' or 'L' when count >= 3:
                output.Append(PatternTexts.NameOf(PatternField.Month, date.Month, count >= 4));
                break;
            case 'E':
                output.Append(PatternTexts.NameOf(PatternField.DayOfWeek, DateFields.DayOfWeekIso(local.Days), count >= 4));
                break;
            case 'a':
                output.Append(PatternTexts.NameOf(PatternField.HalfDay, local.Hour / 12, full: false));
                break;
            case 'z':
                output.Append(TimeZoneNames.NameOf(zone, daylight, count >= 4));
                break;
            case 'Z' or 'X':
                AppendOffset(element.Letter, count, offset, output);
                break;
            default:
                AppendNumber(NumberOf(element.Letter, local, date), count, output);
                break;
        }
    }

    private static int NumberOf(char letter, CivilDateTime local, CivilDate date) => letter switch
    {
        'M' or 'L' => date.Month,
        'w' => LegacyWeeks.WeekOfYear(local.Days),
        'W' => LegacyWeeks.WeekOfMonth(local.Days),
        'D' => date.DayOfYear,
        'd' => date.Day,
        'F' => ((date.Day - 1) / 7) + 1,
        'u' => DateFields.DayOfWeekIso(local.Days),
        'H' => local.Hour,
        'k' => local.Hour == 0 ? 24 : local.Hour,
        'K' => local.Hour % 12,
        'h' => local.Hour % 12 == 0 ? 12 : local.Hour % 12,
        'm' => local.Minute,
        's' => local.Second,
        _ => local.MicrosOfSecond / 1000,
    };

    private static void AppendNumber(int value, int width, TextBuffer output)
    {
        output.AppendRepeated((byte)'0', Math.Max(0, width - Numerics.PowersOfTen.CountDigits((ulong)value)));
        output.AppendNumber(value);
    }

    private static void AppendOffset(char letter, int count, int offset, TextBuffer output)
    {
        if (letter == 'X' && offset == 0)
        {
            output.Append((byte)'Z');
            return;
        }

        int minutes = Math.Abs(offset) / 60;
        output.Append(offset < 0 ? (byte)'-' : (byte)'+');
        AppendNumber(minutes / 60, 2, output);
        if (letter == 'X' && count == 1)
        {
            return;
        }

        if (letter == 'X' && count == 3)
        {
            output.Append((byte)':');
        }

        AppendNumber(minutes % 60, 2, output);
    }

    private static void AddLiteral(List<Element> elements, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            elements.Add(new Element('\0', 0, Encoding.UTF8.GetBytes(literal.ToString())));
            literal.Clear();
        }
    }

    private readonly record struct Element(char Letter, int Count, byte[] Literal)
    {
        public bool IsNumeric => Letter switch
        {
            '\0' or 'G' or 'E' or 'a' or 'z' or 'Z' or 'X' => false,
            'M' or 'L' => Count < 3,
            _ => true,
        };
    }
}
