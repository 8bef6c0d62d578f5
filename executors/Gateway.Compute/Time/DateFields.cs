namespace Gateway.Compute.Time;

/// <summary>Extracts calendar fields from days since 1970-01-01.</summary>
public static class DateFields
{
    public static int Year(long days) => CivilDate.FromDays(days).Year;

    public static int Quarter(long days) => CivilDate.FromDays(days).Quarter;

    public static int Month(long days) => CivilDate.FromDays(days).Month;

    public static int DayOfMonth(long days) => CivilDate.FromDays(days).Day;

    public static int DayOfYear(long days) => CivilDate.FromDays(days).DayOfYear;

    /// <summary>1 for Sunday to 7 for Saturday.</summary>
    public static int DayOfWeek(long days) => (int)TimeUnits.FloorModulo(days + 4, 7) + 1;

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    public static int DayOfWeekIso(long days) => (int)TimeUnits.FloorModulo(days + 3, 7) + 1;

    /// <summary>0 for Monday to 6 for Sunday.</summary>
    public static int WeekDay(long days) => (int)TimeUnits.FloorModulo(days + 3, 7);

    /// <summary>The ISO week: weeks start on Monday, the first has the year's first Thursday.</summary>
    public static int WeekOfYear(long days)
    {
        long thursday = days + 4 - DayOfWeekIso(days);
        return ((CivilDate.FromDays(thursday).DayOfYear - 1) / 7) + 1;
    }

    /// <summary>The year that the ISO week belongs to.</summary>
    public static int YearOfWeek(long days) => Year(days + 4 - DayOfWeekIso(days));
}
