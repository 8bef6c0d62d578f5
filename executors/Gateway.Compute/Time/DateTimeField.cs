namespace Gateway.Compute.Time;

/// <summary>A field that extract and date_part take from dates, times and intervals.</summary>
public enum DateTimeField
{
    Year,
    YearOfWeek,
    Quarter,
    Month,
    Week,
    Day,
    DayOfWeek,
    DayOfWeekIso,
    DayOfYear,
    Hour,
    Minute,
    Second,
}

/// <summary>Reads field names.</summary>
public static class DateTimeFields
{
    private static readonly Dictionary<string, DateTimeField> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["YEAR"] = DateTimeField.Year,
        ["Y"] = DateTimeField.Year,
        ["YEARS"] = DateTimeField.Year,
        ["YR"] = DateTimeField.Year,
        ["YRS"] = DateTimeField.Year,
        ["YEAROFWEEK"] = DateTimeField.YearOfWeek,
        ["QUARTER"] = DateTimeField.Quarter,
        ["QTR"] = DateTimeField.Quarter,
        ["MONTH"] = DateTimeField.Month,
        ["MON"] = DateTimeField.Month,
        ["MONS"] = DateTimeField.Month,
        ["MONTHS"] = DateTimeField.Month,
        ["WEEK"] = DateTimeField.Week,
        ["W"] = DateTimeField.Week,
        ["WEEKS"] = DateTimeField.Week,
        ["DAY"] = DateTimeField.Day,
        ["D"] = DateTimeField.Day,
        ["DAYS"] = DateTimeField.Day,
        ["DAYOFWEEK"] = DateTimeField.DayOfWeek,
        ["DOW"] = DateTimeField.DayOfWeek,
        ["DAYOFWEEK_ISO"] = DateTimeField.DayOfWeekIso,
        ["DOW_ISO"] = DateTimeField.DayOfWeekIso,
        ["DOY"] = DateTimeField.DayOfYear,
        ["HOUR"] = DateTimeField.Hour,
        ["H"] = DateTimeField.Hour,
        ["HOURS"] = DateTimeField.Hour,
        ["HR"] = DateTimeField.Hour,
        ["HRS"] = DateTimeField.Hour,
        ["MINUTE"] = DateTimeField.Minute,
        ["M"] = DateTimeField.Minute,
        ["MIN"] = DateTimeField.Minute,
        ["MINS"] = DateTimeField.Minute,
        ["MINUTES"] = DateTimeField.Minute,
        ["SECOND"] = DateTimeField.Second,
        ["S"] = DateTimeField.Second,
        ["SEC"] = DateTimeField.Second,
        ["SECONDS"] = DateTimeField.Second,
        ["SECS"] = DateTimeField.Second,
    };

    /// <summary>Reads a field of a date or timestamp by any of its names.</summary>
    public static bool TryParse(string name, out DateTimeField field) => Names.TryGetValue(name, out field);

    /// <summary>The value of a field of a date, other than hour, minute and second.</summary>
    public static int ValueOf(DateTimeField field, long days) => field switch
    {
        DateTimeField.Year => DateFields.Year(days),
        DateTimeField.YearOfWeek => DateFields.YearOfWeek(days),
        DateTimeField.Quarter => DateFields.Quarter(days),
        DateTimeField.Month => DateFields.Month(days),
        DateTimeField.Week => DateFields.WeekOfYear(days),
        DateTimeField.Day => DateFields.DayOfMonth(days),
        DateTimeField.DayOfWeek => DateFields.DayOfWeek(days),
        DateTimeField.DayOfWeekIso => DateFields.DayOfWeekIso(days),
        DateTimeField.DayOfYear => DateFields.DayOfYear(days),
        _ => 0,
    };
}
