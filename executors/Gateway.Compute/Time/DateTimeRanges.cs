namespace Gateway.Compute.Time;

/// <summary>Knows the valid values of date and time fields and how java.time words their violation.</summary>
public static class DateTimeRanges
{
    public static bool IsValid(PatternField field, long value) => field switch
    {
        PatternField.Era => value is 0 or 1,
        PatternField.YearOfEra => value is >= 1 and <= 1_000_000_000,
        PatternField.Year => value is >= CivilDate.MinYear and <= CivilDate.MaxYear,
        PatternField.Quarter => value is >= 1 and <= 4,
        PatternField.Month => value is >= 1 and <= 12,
        PatternField.DayOfYear => value is >= 1 and <= 366,
        PatternField.DayOfMonth => value is >= 1 and <= 31,
        PatternField.AlignedDayOfWeek or PatternField.DayOfWeek => value is >= 1 and <= 7,
        PatternField.HalfDay => value is 0 or 1,
        PatternField.HourOfDay => value is >= 0 and <= 23,
        PatternField.ClockHourOfDay => value is >= 1 and <= 24,
        PatternField.HourOfHalfDay => value is >= 0 and <= 11,
        PatternField.ClockHourOfHalfDay => value is >= 1 and <= 12,
        PatternField.Minute or PatternField.Second => value is >= 0 and <= 59,
        PatternField.NanoOfSecond => value is >= 0 and < TimeUnits.NanosPerSecond,
        PatternField.OffsetSeconds => value is >= -64_800 and <= 64_800,
        _ => true,
    };

    /// <summary>java.time's message for a value out of range.</summary>
    public static string Describe(PatternField field, long value) =>
        FormattableString.Invariant($"Invalid value for {NameOf(field)} (valid values {RangeOf(field)}): {value}");

    /// <summary>The message for the first field of a date that is out of range, or for a date that the calendar lacks; null when it is valid.</summary>
    public static string? DescribeDate(long year, long month, long day)
    {
        if (!IsValid(PatternField.Year, year))
        {
            return Describe(PatternField.Year, year);
        }

        if (!IsValid(PatternField.Month, month))
        {
            return Describe(PatternField.Month, month);
        }

        if (!IsValid(PatternField.DayOfMonth, day))
        {
            return Describe(PatternField.DayOfMonth, day);
        }

        return day > CivilDate.DaysInMonth(year, (int)month)
            ? new DateTimeParseFault(DateTimeParseFaultKind.InvalidDate, (int)day, PatternField.Month, month, year).DescribeValue()
            : null;
    }

    /// <summary>The message for the first field of a time that is out of range; null when it is valid.</summary>
    public static string? DescribeTime(long hour, long minute, long second) =>
        !IsValid(PatternField.HourOfDay, hour) ? Describe(PatternField.HourOfDay, hour)
        : !IsValid(PatternField.Minute, minute) ? Describe(PatternField.Minute, minute)
        : !IsValid(PatternField.Second, second) ? Describe(PatternField.Second, second)
        : null;

    internal static string NameOf(PatternField field) => field switch
    {
        PatternField.Month => "MonthOfYear",
        PatternField.AlignedDayOfWeek => "AlignedDayOfWeekInMonth",
        PatternField.HalfDay => "AmPmOfDay",
        PatternField.HourOfHalfDay => "HourOfAmPm",
        PatternField.ClockHourOfHalfDay => "ClockHourOfAmPm",
        PatternField.Minute => "MinuteOfHour",
        PatternField.Second => "SecondOfMinute",
        PatternField.Quarter => "QuarterOfYear",
        _ => field.ToString(),
    };

    private static string RangeOf(PatternField field) => field switch
    {
        PatternField.Era or PatternField.HalfDay => "0 - 1",
        PatternField.YearOfEra => "1 - 999999999/1000000000",
        PatternField.Year => "-999999999 - 999999999",
        PatternField.Quarter => "1 - 4",
        PatternField.Month => "1 - 12",
        PatternField.DayOfYear => "1 - 365/366",
        PatternField.DayOfMonth => "1 - 28/31",
        PatternField.HourOfDay => "0 - 23",
        PatternField.ClockHourOfDay => "1 - 24",
        PatternField.HourOfHalfDay => "0 - 11",
        PatternField.ClockHourOfHalfDay => "1 - 12",
        PatternField.NanoOfSecond => "0 - 999999999",
        PatternField.OffsetSeconds => "-64800 - 64800",
        PatternField.AlignedDayOfWeek or PatternField.DayOfWeek => "1 - 7",
        _ => "0 - 59",
    };
}
