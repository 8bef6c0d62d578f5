namespace Gateway.Compute.Time;

/// <summary>Converts days since 1970-01-01 to and from dates of the proleptic Gregorian calendar.</summary>
public readonly struct CivilDate(int year, int month, int day)
{
    public const int MinYear = -999_999_999;
    public const int MaxYear = 999_999_999;

    private const int DaysPerCycle = 146_097;
    private const long DaysFromYearZeroMarch = 719_468;

    private static ReadOnlySpan<byte> MonthLengths => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    private static ReadOnlySpan<short> DaysBeforeMonths => [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    public int Year { get; } = year;

    public int Month { get; } = month;

    public int Day { get; } = day;

    public int DayOfYear => DaysBeforeMonths[Month - 1] + Day + (Month > 2 && IsLeapYear(Year) ? 1 : 0);

    public int Quarter => ((Month - 1) / 3) + 1;

    public bool IsLastDayOfMonth => Day == DaysInMonth(Year, Month);

    /// <summary>Months since the start of year zero.</summary>
    public long ProlepticMonth => ((long)Year * TimeUnits.MonthsPerYear) + Month - 1;

    public static bool IsLeapYear(long year) => (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysInMonth(long year, int month) => month == 2 && IsLeapYear(year) ? 29 : MonthLengths[month - 1];

    public static int DaysInYear(long year) => IsLeapYear(year) ? 366 : 365;

    public static CivilDate FromDays(long daysSinceEpoch)
    {
        long shifted = daysSinceEpoch + DaysFromYearZeroMarch;
        long cycle = TimeUnits.FloorDivide(shifted, DaysPerCycle);
        int dayOfCycle = (int)(shifted - (cycle * DaysPerCycle));
        int yearOfCycle = (dayOfCycle - (dayOfCycle / 1460) + (dayOfCycle / 36_524) - (dayOfCycle / 146_096)) / 365;
        int dayOfYear = dayOfCycle - ((365 * yearOfCycle) + (yearOfCycle / 4) - (yearOfCycle / 100));
        int monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        int day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int)((cycle * 400) + yearOfCycle) + (month <= 2 ? 1 : 0);
        return new CivilDate(year, month, day);
    }

    /// <summary>Days since 1970-01-01 of a date whose month and day are valid.</summary>
    public static long ToDays(long year, int month, int day)
    {
        long shiftedYear = month <= 2 ? year - 1 : year;
        long cycle = TimeUnits.FloorDivide(shiftedYear, 400);
        int yearOfCycle = (int)(shiftedYear - (cycle * 400));
        int monthFromMarch = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (((153 * monthFromMarch) + 2) / 5) + day - 1;
        int dayOfCycle = (yearOfCycle * 365) + (yearOfCycle / 4) - (yearOfCycle / 100) + dayOfYear;
        return (cycle * DaysPerCycle) + dayOfCycle - DaysFromYearZeroMarch;
    }

    /// <summary>Validates the fields and gives the days, if they fit a 32-bit day number.</summary>
    public static bool TryToDays(long year, int month, int day, out int daysSinceEpoch)
    {
        daysSinceEpoch = 0;
        if ((uint)(month - 1) >= 12 || day < 1 || year is < MinYear or > MaxYear || day > DaysInMonth(year, month))
        {
            return false;
        }

        long days = ToDays(year, month, day);
        daysSinceEpoch = unchecked((int)days);
        return daysSinceEpoch == days;
    }

    /// <summary>Adds months; a day past the end of the resulting month becomes its last day.</summary>
    public static long AddMonths(long daysSinceEpoch, long months)
    {
        CivilDate date = FromDays(daysSinceEpoch);
        long total = date.ProlepticMonth + months;
        long year = TimeUnits.FloorDivide(total, TimeUnits.MonthsPerYear);
        int month = (int)(total - (year * TimeUnits.MonthsPerYear)) + 1;
        return ToDays(year, month, Math.Min(date.Day, DaysInMonth(year, month)));
    }
}
