using Gateway.Compute.Time;

namespace Gateway.Compute.Text.Json;

/// <summary>How dates and times stand in text records, in JSON and CSV alike.</summary>
public sealed record TextReadOptions
{
    public TimeZoneRules Zone { get; init; } = TimeZoneRules.Utc;

    /// <summary>The query's current instant.</summary>
    public long Now { get; init; }

    /// <summary>The pattern of dates; null for the forms that casts take.</summary>
    public DateTimePattern? DateFormat { get; init; }

    /// <summary>The pattern of timestamps; null for the forms that casts take.</summary>
    public DateTimePattern? TimestampFormat { get; init; }

    /// <summary>The pattern of timestamps without time zone; null for the forms that casts take.</summary>
    public DateTimePattern? TimestampNtzFormat { get; init; }

    /// <summary>Whether text that does not fit a given pattern is tried as a cast would; null follows from the pattern being given.</summary>
    public bool? EnableDateTimeParsingFallback { get; init; }

    /// <summary>The pattern of dates as older versions read it: instead of today's, or (not <see cref="IsLegacy"/>) to refuse what only they read.</summary>
    public LegacyDateTimePattern? LegacyDate { get; init; }

    public LegacyDateTimePattern? LegacyTimestamp { get; init; }

    /// <summary>Whether the older parser reads.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>The separator of groups in decimals and the decimal point, by locale.</summary>
    public byte GroupSeparator { get; init; } = (byte)',';

    public byte DecimalPoint { get; init; } = (byte)'.';

    public bool TryParseDate(ReadOnlySpan<byte> text, out int days)
    {
        if (DateFormat is not null && DateFormat.TryParseDate(text, out days, out _))
        {
            return true;
        }

        if (IsLegacy && OldText.TryDate(LegacyDate, text, Now, out days))
        {
            return true;
        }

        OldText.Refuse(IsLegacy ? null : LegacyDate, text, Zone, Now);
        days = 0;
        bool usesCast = DateFormat is null || (EnableDateTimeParsingFallback ?? false);
        return usesCast &&
            (DateTimeParser.TryParseDate(text, out days) ||
                ((EnableDateTimeParsingFallback ?? true) && NumberParser.TryParseInt32(text, allowFraction: false, out days)));
    }

    public bool TryParseTimestamp(ReadOnlySpan<byte> text, out long micros)
    {
        if (TimestampFormat is not null && TimestampFormat.TryParseTimestamp(text, Zone, out micros, out _))
        {
            return true;
        }

        if (IsLegacy && LegacyTimestamp is not null && LegacyTimestamp.TryParseTimestamp(text, Zone, Now, out micros, isLenient: true))
        {
            return true;
        }

        OldText.Refuse(IsLegacy ? null : LegacyTimestamp, text, Zone, Now);
        micros = 0;
        bool usesCast = TimestampFormat is null || (EnableDateTimeParsingFallback ?? false);
        return usesCast && DateTimeParser.TryParseTimestamp(text, Zone, Now, out micros);
    }

    public bool TryParseTimestampNtz(ReadOnlySpan<byte> text, out long micros) =>
        TimestampNtzFormat is null
            ? DateTimeParser.TryParseTimestampNtz(text, allowTimeZone: false, out micros)
            : TimestampNtzFormat.TryParseTimestampNtz(text, allowTimeZone: false, out micros, out _);

    /// <summary>Reads a decimal in the locale's spelling.</summary>
    public ParseStatus ParseDecimal(ReadOnlySpan<byte> text, Numerics.DecimalShape shape, TextBuffer scratch, out Int128 value)
    {
        if (DecimalPoint == (byte)'.' && !text.Contains(GroupSeparator))
        {
            return NumberParser.ParseDecimal(text, shape, out value);
        }

        scratch.Clear();
        foreach (byte unit in text)
        {
            if (unit == DecimalPoint)
            {
                scratch.Append((byte)'.');
            }
            else if (unit != GroupSeparator)
            {
                scratch.Append(unit);
            }
        }

        return NumberParser.ParseDecimal(scratch.Written, shape, out value);
    }
}
