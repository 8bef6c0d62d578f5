namespace Gateway.Compute.Time;

/// <summary>Reads truncation units and cuts dates and timestamps to them.</summary>
public static class Truncation
{
    /// <summary>Reads a unit by its names in any case; there are no abbreviations but DD, MON, MM, YYYY and YY.</summary>
    public static bool TryParseUnit(ReadOnlySpan<byte> text, out DateTimeUnit unit) => DateTimeUnits.TryParse(text, Names, out unit);

    /// <summary>Cuts a date to a week or longer unit; shorter units give false.</summary>
    public static bool TryTruncateDate(int days, DateTimeUnit unit, out int result)
    {
        result = days;
        if (unit < DateTimeUnit.Week)
        {
            return false;
        }

        result = (int)TruncateDays(days, unit);
        return true;
    }

    /// <summary>Cuts an instant to a unit of local time.</summary>
    public static bool TryTruncateTimestamp(long microsSinceEpoch, DateTimeUnit unit, TimeZoneRules zone, out long result)
    {
        switch (unit)
        {
            case DateTimeUnit.Microsecond:
                result = microsSinceEpoch;
                return true;
            case DateTimeUnit.Millisecond:
                return TrySubtract(microsSinceEpoch, TimeUnits.FloorModulo(microsSinceEpoch, TimeUnits.MicrosPerMilli), out result);
            case DateTimeUnit.Second:
                return TrySubtract(microsSinceEpoch, TimeUnits.FloorModulo(microsSinceEpoch, TimeUnits.MicrosPerSecond), out result);
            case DateTimeUnit.Minute:
            case DateTimeUnit.Hour:
            case DateTimeUnit.Day:
                int offset = zone.OffsetSecondsAtMicros(microsSinceEpoch);
                CivilDateTime local = CivilDateTime.FromMicros(microsSinceEpoch, offset);
                long size = unit == DateTimeUnit.Minute ? TimeUnits.MicrosPerMinute
                    : unit == DateTimeUnit.Hour ? TimeUnits.MicrosPerHour : TimeUnits.MicrosPerDay;
                var cut = new CivilDateTime(local.Days, local.MicrosOfDay - (local.MicrosOfDay % size));
                return zone.TryToMicros(cut, offset, out result);
            case DateTimeUnit.Week:
            case DateTimeUnit.Month:
            case DateTimeUnit.Quarter:
            case DateTimeUnit.Year:
            default:
                return zone.TryStartOfDay(TruncateDays(zone.ToDays(microsSinceEpoch), unit), out result);
        }
    }

    private static (string Name, DateTimeUnit Unit)[] Names { get; } =
    [
        ("MICROSECOND", DateTimeUnit.Microsecond),
        ("MILLISECOND", DateTimeUnit.Millisecond),
        ("SECOND", DateTimeUnit.Second),
        ("MINUTE", DateTimeUnit.Minute),
        ("HOUR", DateTimeUnit.Hour),
        ("DAY", DateTimeUnit.Day),
        ("DD", DateTimeUnit.Day),
        ("WEEK", DateTimeUnit.Week),
        ("MONTH", DateTimeUnit.Month),
        ("MON", DateTimeUnit.Month),
        ("MM", DateTimeUnit.Month),
        ("QUARTER", DateTimeUnit.Quarter),
        ("YEAR", DateTimeUnit.Year),
        ("YYYY", DateTimeUnit.Year),
        ("YY", DateTimeUnit.Year),
    ];

    private static long TruncateDays(long days, DateTimeUnit unit)
    {
        if (unit == DateTimeUnit.Week)
        {
            return days - DateFields.WeekDay(days);
        }

        CivilDate date = CivilDate.FromDays(days);
        return unit switch
        {
            DateTimeUnit.Month => days - date.Day + 1,
            DateTimeUnit.Quarter => CivilDate.ToDays(date.Year, ((date.Quarter - 1) * 3) + 1, 1),
            DateTimeUnit.Year => CivilDate.ToDays(date.Year, 1, 1),
            _ => days,
        };
    }

    private static bool TrySubtract(long value, long amount, out long result)
    {
        result = unchecked(value - amount);
        return result <= value;
    }
}
