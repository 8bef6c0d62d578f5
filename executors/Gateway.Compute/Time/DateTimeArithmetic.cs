namespace Gateway.Compute.Time;

/// <summary>Moves dates and timestamps along the calendar and measures distances.</summary>
/// <remarks>False means that the result leaves the type's range.</remarks>
public static class DateTimeArithmetic
{
    private const double SecondsPerMonth = 31.0 * TimeUnits.SecondsPerDay;

    public static bool TryAddMonths(int days, int months, out int result)
    {
        long moved = CivilDate.AddMonths(days, months);
        result = unchecked((int)moved);
        return result == moved;
    }

    /// <summary>The last day of the month; wraps at the end of the range as Spark does.</summary>
    public static int LastDayOfMonth(int days)
    {
        CivilDate date = CivilDate.FromDays(days);
        return unchecked(days + CivilDate.DaysInMonth(date.Year, date.Month) - date.Day);
    }

    /// <summary>The first later date on a weekday.</summary>
    /// <param name="weekday">0 for Thursday to 6 for Wednesday, the weekday of day number 0 coming first.</param>
    public static int NextDay(int days, int weekday) =>
        unchecked(days + 1 + (((((weekday - 1 - days) % 7) + 7)) % 7));

    /// <summary>Reads SU, SUN, SUNDAY and so on in any case as 0 for Thursday to 6 for Wednesday.</summary>
    public static bool TryParseWeekday(ReadOnlySpan<byte> text, out int weekday)
    {
        for (int index = 0; index < WeekdayNames.Length; index++)
        {
            string name = WeekdayNames[index];
            if (System.Text.Ascii.EqualsIgnoreCase(text, name) || System.Text.Ascii.EqualsIgnoreCase(text, name.AsSpan(0, 3)) ||
                System.Text.Ascii.EqualsIgnoreCase(text, name.AsSpan(0, 2)))
            {
                weekday = index;
                return true;
            }
        }

        weekday = 0;
        return false;
    }

    /// <summary>Adds months of local time, then keeps the clock time (with the old offset in an overlap).</summary>
    public static bool TryAddMonths(long microsSinceEpoch, long months, TimeZoneRules zone, out long result)
    {
        int offset = zone.OffsetSecondsAtMicros(microsSinceEpoch);
        CivilDateTime local = CivilDateTime.FromMicros(microsSinceEpoch, offset);
        return zone.TryToMicros(new CivilDateTime(CivilDate.AddMonths(local.Days, months), local.MicrosOfDay), offset, out result);
    }

    /// <summary>Adds days of local time.</summary>
    public static bool TryAddDays(long microsSinceEpoch, long days, TimeZoneRules zone, out long result)
    {
        if (days == 0)
        {
            result = microsSinceEpoch;
            return true;
        }

        int offset = zone.OffsetSecondsAtMicros(microsSinceEpoch);
        CivilDateTime local = CivilDateTime.FromMicros(microsSinceEpoch, offset);
        return zone.TryToMicros(new CivilDateTime(local.Days + days, local.MicrosOfDay), offset, out result);
    }

    /// <summary>Adds a day-time interval: its whole days as local days, the rest as elapsed time.</summary>
    public static bool TryAddDayTime(long microsSinceEpoch, long interval, TimeZoneRules zone, out long result)
    {
        long days = interval / TimeUnits.MicrosPerDay;
        return TryAddDays(microsSinceEpoch, days, zone, out result) &&
            TryAddElapsed(result, interval - (days * TimeUnits.MicrosPerDay), out result);
    }

    /// <summary>Adds a calendar interval: months, then days of local time, then elapsed microseconds.</summary>
    public static bool TryAddInterval(long microsSinceEpoch, int months, int days, long micros, TimeZoneRules zone, out long result)
    {
        result = microsSinceEpoch;
        return (months == 0 || TryAddMonths(result, months, zone, out result)) &&
            TryAddDays(result, days, zone, out result) &&
            TryAddElapsed(result, micros, out result);
    }

    public static bool TryAddElapsed(long microsSinceEpoch, long micros, out long result)
    {
        result = unchecked(microsSinceEpoch + micros);
        return ((microsSinceEpoch ^ result) & (micros ^ result)) >= 0;
    }

    /// <summary>Months between two instants, with a fraction of 31-day months unless days match or both end their month.</summary>
    public static double MonthsBetween(long first, long second, bool roundOff, TimeZoneRules zone)
    {
        int firstDays = zone.ToDays(first);
        int secondDays = zone.ToDays(second);
        CivilDate firstDate = CivilDate.FromDays(firstDays);
        CivilDate secondDate = CivilDate.FromDays(secondDays);
        double months = firstDate.ProlepticMonth - secondDate.ProlepticMonth;
        if (firstDate.Day == secondDate.Day || (firstDate.IsLastDayOfMonth && secondDate.IsLastDayOfMonth))
        {
            return months;
        }

        zone.TryStartOfDay(firstDays, out long firstStart);
        zone.TryStartOfDay(secondDays, out long secondStart);
        long seconds = ((long)(firstDate.Day - secondDate.Day) * TimeUnits.SecondsPerDay) +
            (unchecked(first - firstStart) / TimeUnits.MicrosPerSecond) - (unchecked(second - secondStart) / TimeUnits.MicrosPerSecond);
        double difference = months + (seconds / SecondsPerMonth);
        return roundOff ? Math.Floor((difference * 1e8) + 0.5) / 1e8 : difference;
    }

    /// <summary>Counts whole calendar months from one local time to another, negative when it goes back.</summary>
    public static long WholeMonthsBetween(CivilDateTime start, CivilDateTime end)
    {
        long endDays = end.Days;
        if (endDays > start.Days && end.MicrosOfDay < start.MicrosOfDay)
        {
            endDays--;
        }
        else if (endDays < start.Days && end.MicrosOfDay > start.MicrosOfDay)
        {
            endDays++;
        }

        CivilDate from = CivilDate.FromDays(start.Days);
        CivilDate to = CivilDate.FromDays(endDays);
        return (((to.ProlepticMonth * 32) + to.Day) - ((from.ProlepticMonth * 32) + from.Day)) / 32;
    }

    /// <summary>Microseconds from one local time to another; saturation is not needed as both stem from 64-bit instants.</summary>
    public static long MicrosBetween(CivilDateTime start, CivilDateTime end) =>
        unchecked(((end.Days - start.Days) * TimeUnits.MicrosPerDay) + end.MicrosOfDay - start.MicrosOfDay);

    private static readonly string[] WeekdayNames = ["THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY"];
}
