using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Says why a date-time pattern is refused; the names follow Spark's conditions.</summary>
public enum DateTimePatternFault
{
    None,

    /// <summary>INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER, with the character.</summary>
    IllegalCharacter,

    /// <summary>INVALID_DATETIME_PATTERN.LENGTH.</summary>
    Length,

    /// <summary>INVALID_DATETIME_PATTERN.WITH_SUGGESTION.</summary>
    Invalid,

    /// <summary>INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN, with the character.</summary>
    WeekBased,

    /// <summary>INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION: only the legacy formatter knows the pattern.</summary>
    Recognition,
}

/// <summary>A compiled date-time pattern that prints and reads dates and times.</summary>
/// <remarks>
/// Semantics: java.time's DateTimeFormatter (strict, case-insensitive, English unless a locale is given) as Spark 4.3 builds it: when reading, a run of
/// S takes one to so many digits, the era defaults to the current one, minute and second to zero.
/// </remarks>
public sealed class DateTimePattern
{
    private readonly DateTimePatternElement[] _elements;

    private readonly LocaleTexts? _texts;

    internal DateTimePattern(DateTimePatternElement[] elements, bool forParsing, LocaleTexts? texts = null)
    {
        _texts = texts;
        _elements = elements;
        IsForParsing = forParsing;
        NeedsDate = AsksForDate(elements);
    }

    /// <summary>Gets whether a required part is none of a time of day.</summary>
    public bool NeedsDate { get; }

    public bool IsForParsing { get; }

    private static bool AsksForDate(DateTimePatternElement[] elements)
    {
        int optionals = 0;
        foreach (ref readonly DateTimePatternElement element in elements.AsSpan())
        {
            optionals += element.Kind switch { PatternElementKind.OptionalStart => 1, PatternElementKind.OptionalEnd => -1, _ => 0 };
            if (optionals == 0 && element.Kind is (PatternElementKind.TwoDigitYear or PatternElementKind.Offset or PatternElementKind.LocalizedOffset
                or PatternElementKind.ZoneId or PatternElementKind.ZoneName or PatternElementKind.GenericZoneName))
            {
                return true;
            }
            if (optionals == 0 && element.Kind is (PatternElementKind.Number or PatternElementKind.Text) && element.Field is not (PatternField.HalfDay or PatternField.HourOfDay
                or PatternField.ClockHourOfDay or PatternField.HourOfHalfDay or PatternField.ClockHourOfHalfDay or PatternField.Minute or PatternField.Second or PatternField.NanoOfSecond))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Gives the pattern with the names of a locale; null for English ones.</summary>
    public DateTimePattern In(LocaleTexts? texts) => ReferenceEquals(texts, _texts) ? this : new DateTimePattern(_elements, IsForParsing, texts);

    internal ReadOnlySpan<DateTimePatternElement> Elements => _elements;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="faultCharacter">The character that an illegal-character or week-based fault reports.</param>
    public static DateTimePatternFault TryCompile(string pattern, bool forParsing, out DateTimePattern? compiled, out char faultCharacter) =>
        DateTimePatternCompiler.Compile(pattern, forParsing, out compiled, out faultCharacter);

    /// <summary>Prints a local date and time; the zone and the offset in force are for the zone letters.</summary>
    public void Append(CivilDateTime local, int nanosOfMicro, TimeZoneRules zone, int offsetSeconds, bool isDaylight, TextBuffer output)
    {
        var writer = new DateTimePatternWriter(local, nanosOfMicro, zone, offsetSeconds, isDaylight, _texts, output);
        foreach (ref readonly DateTimePatternElement element in Elements)
        {
            writer.Write(in element);
        }
    }

    /// <summary>Prints an instant in a zone.</summary>
    public void Append(long microsSinceEpoch, TimeZoneRules zone, TextBuffer output)
    {
        long seconds = TimeUnits.FloorDivide(microsSinceEpoch, TimeUnits.MicrosPerSecond);
        int offset = zone.OffsetSecondsAt(seconds);
        Append(CivilDateTime.FromMicros(microsSinceEpoch, offset), 0, zone, offset, zone.IsDaylightAt(seconds), output);
    }

    /// <summary>Prints a timestamp without time zone; zone letters show the zone at that local time.</summary>
    public void AppendLocal(CivilDateTime local, TimeZoneRules zone, TextBuffer output)
    {
        int offset = zone.OffsetSecondsOfLocal(local.LocalSeconds);
        Append(local, 0, zone, offset, zone.IsDaylightAt(local.LocalSeconds - offset), output);
    }

    /// <summary>Reads a text into fields and resolves them.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out ParsedDateTime parsed, out DateTimeParseFault fault)
    {
        var reader = new DateTimePatternReader(text, Elements, _texts);
        parsed = default;
        if (!reader.TryRead(ref parsed, out fault))
        {
            return false;
        }

        return parsed.TryResolve(out fault);
    }

    /// <summary>Reads an instant; a text without a zone is in the session's.</summary>
    public bool TryParseTimestamp(ReadOnlySpan<byte> text, TimeZoneRules sessionZone, out long microsSinceEpoch, out DateTimeParseFault fault)
    {
        microsSinceEpoch = 0;
        if (!TryParse(text, out ParsedDateTime parsed, out fault) || !parsed.TryToLocal(out CivilDateTime local, out fault))
        {
            return false;
        }

        if (parsed.ZoneOr(sessionZone).TryToMicros(local, out microsSinceEpoch))
        {
            return true;
        }

        fault = DateTimeParseFault.Overflow;
        return false;
    }

    /// <summary>Reads a timestamp without time zone.</summary>
    /// <param name="allowTimeZone">Whether a zone in the text is ignored rather than refused.</param>
    public bool TryParseTimestampNtz(ReadOnlySpan<byte> text, bool allowTimeZone, out long micros, out DateTimeParseFault fault)
    {
        micros = 0;
        if (!TryParse(text, out ParsedDateTime parsed, out fault) || !parsed.TryToLocal(out CivilDateTime local, out fault))
        {
            return false;
        }

        if (!allowTimeZone && parsed.HasZone)
        {
            return false;
        }

        if (local.TryToMicros(0, out micros))
        {
            return true;
        }

        fault = DateTimeParseFault.Overflow;
        return false;
    }

    /// <summary>Reads a date, dropping a time and a zone.</summary>
    public bool TryParseDate(ReadOnlySpan<byte> text, out int daysSinceEpoch, out DateTimeParseFault fault)
    {
        daysSinceEpoch = 0;
        return TryParse(text, out ParsedDateTime parsed, out fault) && parsed.TryToDays(out daysSinceEpoch, out fault);
    }

    /// <summary>Reads a time of day; fields of a date are refused.</summary>
    public bool TryParseTime(ReadOnlySpan<byte> text, out long nanosOfDay, out DateTimeParseFault fault)
    {
        nanosOfDay = 0;
        return TryParse(text, out ParsedDateTime parsed, out fault) && parsed.TryToNanosOfDay(out nanosOfDay, out fault);
    }
}
