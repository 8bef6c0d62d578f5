using System.Text;

namespace Gateway.Compute.Time;

/// <summary>The unit of timestampadd, timestampdiff, trunc, date_trunc and their like.</summary>
public enum DateTimeUnit
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

/// <summary>Reads units, adds numbers of them to timestamps and counts them between timestamps.</summary>
public static class DateTimeUnits
{
    /// <summary>Reads a unit by its name in any case; DAYOFYEAR stands for DAY.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeUnit unit) => TryParse(text, Names, out unit);

    /// <summary>Finds a unit by one of the given names in any case.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, (string Name, DateTimeUnit Unit)[] names, out DateTimeUnit unit)
    {
        foreach ((string name, DateTimeUnit candidate) in names)
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

    /// <summary>Adds units; days and longer ones as local time, shorter ones likewise by whole days and elapsed rest.</summary>
    public static bool TryAdd(DateTimeUnit unit, long quantity, long microsSinceEpoch, TimeZoneRules zone, out long result)
    {
        result = 0;
        if (unit >= DateTimeUnit.Month)
        {
            Int128 months = (Int128)quantity * MonthsOf(unit);
            return months == (int)months && DateTimeArithmetic.TryAddMonths(microsSinceEpoch, (long)months, zone, out result);
        }

        Int128 micros = (Int128)quantity * MicrosOf(unit);
        return micros == (long)micros && DateTimeArithmetic.TryAddDayTime(microsSinceEpoch, (long)micros, zone, out result);
    }

    /// <summary>Counts whole units of local time from one instant to another.</summary>
    public static long Between(DateTimeUnit unit, long start, long end, TimeZoneRules zone)
    {
        CivilDateTime localStart = zone.ToLocal(start);
        CivilDateTime localEnd = zone.ToLocal(end);
        return unit >= DateTimeUnit.Month
            ? DateTimeArithmetic.WholeMonthsBetween(localStart, localEnd) / MonthsOf(unit)
            : DateTimeArithmetic.MicrosBetween(localStart, localEnd) / MicrosOf(unit);
    }

    /// <summary>The microseconds of a unit up to a week.</summary>
    public static long MicrosOf(DateTimeUnit unit) => unit switch
    {
        DateTimeUnit.Microsecond => 1,
        DateTimeUnit.Millisecond => TimeUnits.MicrosPerMilli,
        DateTimeUnit.Second => TimeUnits.MicrosPerSecond,
        DateTimeUnit.Minute => TimeUnits.MicrosPerMinute,
        DateTimeUnit.Hour => TimeUnits.MicrosPerHour,
        DateTimeUnit.Week => TimeUnits.MicrosPerDay * TimeUnits.DaysPerWeek,
        _ => TimeUnits.MicrosPerDay,
    };

    private static int MonthsOf(DateTimeUnit unit) => unit switch
    {
        DateTimeUnit.Quarter => TimeUnits.MonthsPerQuarter,
        DateTimeUnit.Year => TimeUnits.MonthsPerYear,
        _ => 1,
    };

    private static (string Name, DateTimeUnit Unit)[] Names { get; } =
    [
        ("MICROSECOND", DateTimeUnit.Microsecond),
        ("MILLISECOND", DateTimeUnit.Millisecond),
        ("SECOND", DateTimeUnit.Second),
        ("MINUTE", DateTimeUnit.Minute),
        ("HOUR", DateTimeUnit.Hour),
        ("DAY", DateTimeUnit.Day),
        ("DAYOFYEAR", DateTimeUnit.Day),
        ("WEEK", DateTimeUnit.Week),
        ("MONTH", DateTimeUnit.Month),
        ("QUARTER", DateTimeUnit.Quarter),
        ("YEAR", DateTimeUnit.Year),
    ];
}
