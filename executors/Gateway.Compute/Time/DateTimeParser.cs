using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>A date or time that text names instead of spelling out.</summary>
public enum SpecialDateTime
{
    None,
    Epoch,
    Now,
    Today,
    Tomorrow,
    Yesterday,
}

/// <summary>Reads dates, timestamps and times from UTF-8 text as Spark's casts from string do.</summary>
/// <remarks>
/// Whitespace and control characters around the text are ignored. Special values (epoch, now, ...) are only taken in
/// literals and constant casts, so they have a method of their own.
/// </remarks>
public static class DateTimeParser
{
    /// <summary>Reads [+-]yyyy*, yyyy*-[m]m or yyyy*-[m]m-[d]d; anything may follow the last after a space or T.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out int daysSinceEpoch)
    {
        daysSinceEpoch = 0;
        ReadOnlySpan<byte> trimmed = NumberParser.TrimAll(text);
        if (trimmed.IsEmpty)
        {
            return false;
        }

        bool negative = trimmed[0] == (byte)'-';
        int offset = negative || trimmed[0] == (byte)'+' ? 1 : 0;
        int year = 0;
        int month = 1;
        int segment = 0;
        int value = 0;
        int digits = 0;
        for (; offset < trimmed.Length && trimmed[offset] is not ((byte)' ' or (byte)'T'); offset++)
        {
            byte current = trimmed[offset];
            if (current == (byte)'-' && segment < 2)
            {
                if (!IsValidDateSegment(segment, digits))
                {
                    return false;
                }

                if (segment == 0)
                {
                    year = value;
                }
                else
                {
                    month = value;
                }

                value = 0;
                digits = 0;
                segment++;
                continue;
            }

            uint digit = (uint)current - '0';
            if (digit > 9)
            {
                return false;
            }

            value = unchecked((value * 10) + (int)digit);
            digits++;
        }

        if (!IsValidDateSegment(segment, digits))
        {
            return false;
        }

        // Without a day nothing may follow, not even trailing blanks.
        bool reachesEnd = offset == trimmed.Length && text[^1] is not (<= 0x20 or 0x7F);
        if (segment < 2 && !reachesEnd)
        {
            return false;
        }

        int day = 1;
        switch (segment)
        {
            case 0:
                year = value;
                break;
            case 1:
                month = value;
                break;
            default:
                day = value;
                break;
        }

        return CivilDate.TryToDays(negative ? -year : year, month, day, out daysSinceEpoch);
    }

    /// <summary>Reads a timestamp; a missing zone is the session's and a missing date is the current one.</summary>
    /// <param name="now">The query's current instant.</param>
    /// <param name="nanosOfMicro">The seventh to ninth fraction digits.</param>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, TimeZoneRules sessionZone, long now, out long microsSinceEpoch, out int nanosOfMicro)
    {
        microsSinceEpoch = 0;
        nanosOfMicro = 0;
        if (!TimestampSegments.TryParse(text, out TimestampSegments segments) || !TryTimeOfDay(segments, out long microsOfDay))
        {
            return false;
        }

        TimeZoneRules zone = sessionZone;
        if (segments.HasZone && !TimeZoneCatalog.TryFind(segments.Zone, out zone))
        {
            return false;
        }

        int days;
        if (segments.IsTimeOnly)
        {
            days = zone.ToDays(now);
        }
        else if (!CivilDate.TryToDays(segments.YearValue, segments.MonthValue, segments.DayValue, out days))
        {
            return false;
        }

        nanosOfMicro = segments.NanosOfSecond % 1000;
        return zone.TryToMicros(new CivilDateTime(days, microsOfDay), out microsSinceEpoch);
    }

    /// <inheritdoc cref="TryParseTimestamp(ReadOnlySpan{byte}, TimeZoneRules, long, out long, out int)"/>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, TimeZoneRules sessionZone, long now, out long microsSinceEpoch) =>
        TryParseTimestamp(text, sessionZone, now, out microsSinceEpoch, out _);

    /// <summary>Reads a timestamp without time zone; a zone in the text must be valid and is then ignored, if it is allowed.</summary>
    public static bool TryParseTimestampNtz(ReadOnlySpan<byte> text, bool allowTimeZone, out long micros, out int nanosOfMicro)
    {
        micros = 0;
        nanosOfMicro = 0;
        if (!TimestampSegments.TryParse(text, out TimestampSegments segments) || segments.IsTimeOnly ||
            (segments.HasZone && (!allowTimeZone || !TimeZoneCatalog.TryFind(segments.Zone, out _))) ||
            !TryTimeOfDay(segments, out long microsOfDay) ||
            !CivilDate.TryToDays(segments.YearValue, segments.MonthValue, segments.DayValue, out int days))
        {
            return false;
        }

        nanosOfMicro = segments.NanosOfSecond % 1000;
        return new CivilDateTime(days, microsOfDay).TryToMicros(0, out micros);
    }

    /// <inheritdoc cref="TryParseTimestampNtz(ReadOnlySpan{byte}, bool, out long, out int)"/>
    public static bool TryParseTimestampNtz(ReadOnlySpan<byte> text, bool allowTimeZone, out long micros) =>
        TryParseTimestampNtz(text, allowTimeZone, out micros, out _);

    /// <summary>Reads [h]h:[m]m[:[s]s[.fraction]], with an optional T before and AM or PM behind.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long nanosOfDay)
    {
        nanosOfDay = 0;
        ReadOnlySpan<byte> trimmed = text.TrimEnd((byte)' ');
        bool isMorning = false;
        bool isAfternoon = false;
        if (trimmed.Length > 2 && (trimmed[^1] | 0x20) == 'm')
        {
            isMorning = (trimmed[^2] | 0x20) == 'a';
            isAfternoon = (trimmed[^2] | 0x20) == 'p';
        }

        if (isMorning || isAfternoon)
        {
            trimmed = trimmed[..^2];
        }

        if (!TimestampSegments.TryParse(trimmed, out TimestampSegments segments) || !segments.IsTimeOnly || segments.HasZone)
        {
            return false;
        }

        if (isMorning || isAfternoon)
        {
            if (segments.HourValue is < 1 or > 12)
            {
                return false;
            }

            segments.HourValue = (segments.HourValue % 12) + (isAfternoon ? 12 : 0);
        }

        if (!TryTimeOfDay(segments, out long microsOfDay))
        {
            return false;
        }

        nanosOfDay = (microsOfDay * TimeUnits.NanosPerMicro) + (segments.NanosOfSecond % 1000);
        return true;
    }

    /// <summary>Tells how many fraction digits a timestamp or time literal has, and whether it names a zone.</summary>
    public static bool TryInspect(ReadOnlySpan<byte> text, out int fractionDigits, out bool hasZone)
    {
        bool parsed = TimestampSegments.TryParse(text, out TimestampSegments segments);
        fractionDigits = segments.FractionDigits;
        hasZone = segments.HasZone;
        return parsed;
    }

    /// <summary>Reads epoch, now, today, tomorrow or yesterday in any case; all but now may be followed by a valid zone, which means nothing.</summary>
    public static SpecialDateTime ParseSpecial(ReadOnlySpan<byte> text)
    {
        text = NumberParser.TrimSpaces(text);
        int length = 0;
        while (length < text.Length && char.IsAsciiLetter((char)text[length]))
        {
            length++;
        }

        ReadOnlySpan<byte> word = text[..length];
        SpecialDateTime special =
            Ascii.EqualsIgnoreCase(word, "epoch"u8) ? SpecialDateTime.Epoch
            : Ascii.EqualsIgnoreCase(word, "now"u8) ? SpecialDateTime.Now
            : Ascii.EqualsIgnoreCase(word, "today"u8) ? SpecialDateTime.Today
            : Ascii.EqualsIgnoreCase(word, "tomorrow"u8) ? SpecialDateTime.Tomorrow
            : Ascii.EqualsIgnoreCase(word, "yesterday"u8) ? SpecialDateTime.Yesterday
            : SpecialDateTime.None;
        ReadOnlySpan<byte> zone = text[length..].TrimStart(" \t"u8);
        if (special == SpecialDateTime.None || zone.IsEmpty)
        {
            return special;
        }

        return special != SpecialDateTime.Now && TimeZoneCatalog.TryFind(zone, out _) ? special : SpecialDateTime.None;
    }

    /// <summary>The day a special value stands for.</summary>
    public static int ToDays(SpecialDateTime special, TimeZoneRules sessionZone, long now) => special switch
    {
        SpecialDateTime.None or SpecialDateTime.Epoch => 0,
        SpecialDateTime.Now or SpecialDateTime.Today => sessionZone.ToDays(now),
        SpecialDateTime.Tomorrow => sessionZone.ToDays(now) + 1,
        SpecialDateTime.Yesterday => sessionZone.ToDays(now) - 1,
        _ => 0,
    };

    /// <summary>The instant a special value stands for.</summary>
    public static long ToMicros(SpecialDateTime special, TimeZoneRules sessionZone, long now)
    {
        switch (special)
        {
            case SpecialDateTime.Now:
                return now;
            case SpecialDateTime.Today:
            case SpecialDateTime.Tomorrow:
            case SpecialDateTime.Yesterday:
                sessionZone.TryToMicros(new CivilDateTime(ToDays(special, sessionZone, now), 0), out long micros);
                return micros;
            case SpecialDateTime.None:
            case SpecialDateTime.Epoch:
            default:
                return 0;
        }
    }

    /// <summary>The timestamp without time zone a special value stands for.</summary>
    public static long ToMicrosNtz(SpecialDateTime special, TimeZoneRules sessionZone, long now)
    {
        if (special == SpecialDateTime.Now)
        {
            sessionZone.ToLocal(now).TryToMicros(0, out long micros);
            return micros;
        }

        return ToDays(special, sessionZone, now) * TimeUnits.MicrosPerDay;
    }

    private static bool IsValidDateSegment(int segment, int digits) =>
        segment == 0 ? digits is >= 4 and <= 7 : digits is > 0 and <= 2;

    private static bool TryTimeOfDay(in TimestampSegments segments, out long microsOfDay)
    {
        microsOfDay = 0;
        if ((uint)segments.HourValue > 23 || (uint)segments.MinuteValue > 59 || (uint)segments.SecondValue > 59)
        {
            return false;
        }

        microsOfDay = (segments.HourValue * TimeUnits.MicrosPerHour) + (segments.MinuteValue * TimeUnits.MicrosPerMinute) +
            (segments.SecondValue * TimeUnits.MicrosPerSecond) + (segments.NanosOfSecond / 1000);
        return true;
    }
}
