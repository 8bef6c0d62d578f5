namespace Gateway.Compute.Time;

/// <summary>Counts weeks as US calendars do: from Sunday, the first week being the one with the first day.</summary>
internal static class LegacyWeeks
{
    public static int WeekYear(long days)
    {
        int year = DateFields.Year(days);
        return days >= FirstDayOfWeekYear(year + 1L) ? year + 1 : year;
    }

    public static int WeekOfYear(long days) => (int)((days - FirstDayOfWeekYear(WeekYear(days))) / 7) + 1;

    public static int WeekOfMonth(long days)
    {
        CivilDate date = CivilDate.FromDays(days);
        return ((date.Day + DateFields.DayOfWeek(days - date.Day + 1) - 2) / 7) + 1;
    }

    /// <summary>The Sunday on or before January 1.</summary>
    public static long FirstDayOfWeekYear(long year)
    {
        long first = CivilDate.ToDays(year, 1, 1);
        return first - DateFields.DayOfWeek(first) + 1;
    }
}
