namespace Gateway.Compute.Time;

/// <summary>Builds dates, times and timestamps from numbers, as make_date and its like do.</summary>
/// <remarks>A false result comes with the description that Spark's error carries.</remarks>
public static class CivilConstruction
{
    /// <summary>The description, compared by reference, of 60 seconds with a fraction, which has a condition of its own.</summary>
    public const string FractionOfMinuteFault = "The fraction of 60 seconds must be zero.";

    /// <summary>The description, compared by reference, of a valid date beyond what day numbers hold.</summary>
    public const string DayOverflow = "integer overflow";

    public static bool TryMakeDate(int year, int month, int day, out int daysSinceEpoch, out string? fault)
    {
        fault = null;
        if (CivilDate.TryToDays(year, month, day, out daysSinceEpoch))
        {
            return true;
        }

        fault = DateTimeRanges.DescribeDate(year, month, day) ?? DayOverflow;
        return false;
    }

    /// <summary>Makes a local timestamp; 60 seconds without a fraction is the next minute.</summary>
    /// <param name="secondMicros">Seconds with six digits of fraction.</param>
    public static bool TryMakeTimestamp(
        int year, int month, int day, int hour, int minute, long secondMicros, out CivilDateTime local, out string? fault)
    {
        local = default;
        long seconds = TimeUnits.FloorDivide(secondMicros, TimeUnits.MicrosPerSecond);
        long micros = TimeUnits.FloorModulo(secondMicros, TimeUnits.MicrosPerSecond);
        bool isNextMinute = seconds == 60 && micros == 0;
        if (seconds == 60 && micros != 0)
        {
            fault = FractionOfMinuteFault;
            return false;
        }

        fault = DateTimeRanges.DescribeDate(year, month, day) ?? DateTimeRanges.DescribeTime(hour, minute, isNextMinute ? 0 : seconds);
        if (fault is not null)
        {
            return false;
        }

        long ofDay = (hour * TimeUnits.MicrosPerHour) + (minute * TimeUnits.MicrosPerMinute) + (seconds * TimeUnits.MicrosPerSecond) + micros;
        long days = CivilDate.ToDays(year, month, day) + (ofDay / TimeUnits.MicrosPerDay);
        local = new CivilDateTime(days, ofDay % TimeUnits.MicrosPerDay);
        return true;
    }

    /// <summary>Makes a time of day.</summary>
    /// <param name="secondMicros">Seconds with six digits of fraction.</param>
    public static bool TryMakeTime(int hour, int minute, long secondMicros, out long nanosOfDay, out string? fault)
    {
        nanosOfDay = 0;
        // Seconds below zero are refused before the other fields.
        long seconds = secondMicros / TimeUnits.MicrosPerSecond;
        fault = secondMicros < 0 ? $"Invalid value for SecondOfMinute (valid values 0 - 59): {seconds}" : DateTimeRanges.DescribeTime(hour, minute, seconds);
        if (fault is not null)
        {
            return false;
        }

        nanosOfDay = ((hour * TimeUnits.MicrosPerHour) + (minute * TimeUnits.MicrosPerMinute) + secondMicros) * TimeUnits.NanosPerMicro;
        return true;
    }
}
