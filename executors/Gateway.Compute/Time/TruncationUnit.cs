using System.Text;

namespace Gateway.Compute.Time;

/// <summary>The unit to which trunc and date_trunc cut.</summary>
public enum TruncationUnit
{
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>Reads truncation units and cuts dates and timestamps to them.</summary>
public static class Truncation
{
    /// <summary>Reads a unit by its names in any case; there are no abbreviations but DD, MON, MM, YYYY and YY.</summary>
    public static bool TryParseUnit(ReadOnlySpan<byte> text, out TruncationUnit unit)
    {
        foreach ((string name, TruncationUnit candidate) in Names)
        {
            if (Ascii.EqualsIgnoreCase(text, name))
            {
                unit = candidate;
                return true;
            }
        }

        unit = default;
        return false;
    }

    /// <summary>Cuts a date to a week or longer unit; shorter units give false.</summary>
    public static bool TryTruncateDate(int days, TruncationUnit unit, out int result)
    {
        result = days;
        if (unit < TruncationUnit.Week)
        {
            return false;
        }

        result = (int)TruncateDays(days, unit);
        return true;
    }

    /// <summary>Cuts an instant to a unit of local time.</summary>
    public static bool TryTruncateTimestamp(long microsSinceEpoch, TruncationUnit unit, TimeZoneRules zone, out long result)
    {
        switch (unit)
        {
            case TruncationUnit.Microsecond:
                result = microsSinceEpoch;
                return true;
            case TruncationUnit.Millisecond:
                return TrySubtract(microsSinceEpoch, TimeUnits.FloorModulo(microsSinceEpoch, TimeUnits.MicrosPerMilli), out result);
            case TruncationUnit.Second:
                return TrySubtract(microsSinceEpoch, TimeUnits.FloorModulo(microsSinceEpoch, TimeUnits.MicrosPerSecond), out result);
            case TruncationUnit.Minute:
            case TruncationUnit.Hour:
            case TruncationUnit.Day:
                int offset = zone.OffsetSecondsAtMicros(microsSinceEpoch);
                CivilDateTime local = CivilDateTime.FromMicros(microsSinceEpoch, offset);
                long size = unit == TruncationUnit.Minute ? TimeUnits.MicrosPerMinute
                    : unit == TruncationUnit.Hour ? TimeUnits.MicrosPerHour : TimeUnits.MicrosPerDay;
                var cut = new CivilDateTime(local.Days, local.MicrosOfDay - (local.MicrosOfDay % size));
                return zone.TryToMicros(cut, offset, out result);
            case TruncationUnit.Week:
            case TruncationUnit.Month:
            case TruncationUnit.Quarter:
            case TruncationUnit.Year:
            default:
                return zone.TryStartOfDay(TruncateDays(zone.ToDays(microsSinceEpoch), unit), out result);
        }
    }

    private static (string Name, TruncationUnit Unit)[] Names { get; } =
    [
        ("MICROSECOND", TruncationUnit.Microsecond),
        ("MILLISECOND", TruncationUnit.Millisecond),
        ("SECOND", TruncationUnit.Second),
        ("MINUTE", TruncationUnit.Minute),
        ("HOUR", TruncationUnit.Hour),
        ("DAY", TruncationUnit.Day),
        ("DD", TruncationUnit.Day),
        ("WEEK", TruncationUnit.Week),
        ("MONTH", TruncationUnit.Month),
        ("MON", TruncationUnit.Month),
        ("MM", TruncationUnit.Month),
        ("QUARTER", TruncationUnit.Quarter),
        ("YEAR", TruncationUnit.Year),
        ("YYYY", TruncationUnit.Year),
        ("YY", TruncationUnit.Year),
    ];

    private static long TruncateDays(long days, TruncationUnit unit)
    {
        if (unit == TruncationUnit.Week)
        {
            return days - DateFields.WeekDay(days);
        }

        CivilDate date = CivilDate.FromDays(days);
        return unit switch
        {
            TruncationUnit.Month => days - date.Day + 1,
            TruncationUnit.Quarter => CivilDate.ToDays(date.Year, ((date.Quarter - 1) * 3) + 1, 1),
            TruncationUnit.Year => CivilDate.ToDays(date.Year, 1, 1),
            _ => days,
        };
    }

    private static bool TrySubtract(long value, long amount, out long result)
    {
        result = unchecked(value - amount);
        return result <= value;
    }
}
