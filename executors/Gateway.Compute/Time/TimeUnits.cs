namespace Gateway.Compute.Time;

/// <summary>Holds the sizes of time units.</summary>
public static class TimeUnits
{
    public const int MonthsPerYear = 12;
    public const int MonthsPerQuarter = 3;
    public const int DaysPerWeek = 7;
    public const int HoursPerDay = 24;
    public const int SecondsPerMinute = 60;
    public const int SecondsPerHour = 3600;
    public const int SecondsPerDay = 86_400;
    public const long NanosPerMicro = 1_000;
    public const long NanosPerSecond = 1_000_000_000;
    public const long NanosPerDay = NanosPerSecond * SecondsPerDay;
    public const long MicrosPerMilli = 1_000;
    public const long MicrosPerSecond = 1_000_000;
    public const long MicrosPerMinute = MicrosPerSecond * SecondsPerMinute;
    public const long MicrosPerHour = MicrosPerSecond * SecondsPerHour;
    public const long MicrosPerDay = MicrosPerSecond * SecondsPerDay;

    /// <summary>Divides rounding toward negative infinity; the divisor is positive.</summary>
    public static long FloorDivide(long dividend, long divisor)
    {
        long quotient = dividend / divisor;
        return dividend - (quotient * divisor) < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The remainder of <see cref="FloorDivide"/>, never negative.</summary>
    public static long FloorModulo(long dividend, long divisor)
    {
        long remainder = dividend % divisor;
        return remainder < 0 ? remainder + divisor : remainder;
    }
}
