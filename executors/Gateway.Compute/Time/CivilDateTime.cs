namespace Gateway.Compute.Time;

/// <summary>A local date and time: days since 1970-01-01 and microseconds of the day.</summary>
public readonly struct CivilDateTime(long days, long microsOfDay)
{
    public long Days { get; } = days;

    /// <summary>0 to 86,399,999,999.</summary>
    public long MicrosOfDay { get; } = microsOfDay;

    public int Hour => (int)(MicrosOfDay / TimeUnits.MicrosPerHour);

    public int Minute => (int)(MicrosOfDay / TimeUnits.MicrosPerMinute % 60);

    public int Second => (int)(MicrosOfDay / TimeUnits.MicrosPerSecond % 60);

    public int MicrosOfSecond => (int)(MicrosOfDay % TimeUnits.MicrosPerSecond);

    /// <summary>Splits microseconds without a zone.</summary>
    public static CivilDateTime FromMicros(long micros)
    {
        long days = TimeUnits.FloorDivide(micros, TimeUnits.MicrosPerDay);
        return new CivilDateTime(days, unchecked(micros - (days * TimeUnits.MicrosPerDay)));
    }

    /// <summary>Splits an instant as seen at an offset from UTC.</summary>
    public static CivilDateTime FromMicros(long microsSinceEpoch, int offsetSeconds)
    {
        long seconds = TimeUnits.FloorDivide(microsSinceEpoch, TimeUnits.MicrosPerSecond);
        long microsOfSecond = unchecked(microsSinceEpoch - (seconds * TimeUnits.MicrosPerSecond));
        long localSeconds = seconds + offsetSeconds;
        long days = TimeUnits.FloorDivide(localSeconds, TimeUnits.SecondsPerDay);
        long secondsOfDay = localSeconds - (days * TimeUnits.SecondsPerDay);
        return new CivilDateTime(days, (secondsOfDay * TimeUnits.MicrosPerSecond) + microsOfSecond);
    }

    /// <summary>Seconds since 1970-01-01 on the local time line.</summary>
    public long LocalSeconds => (Days * TimeUnits.SecondsPerDay) + (MicrosOfDay / TimeUnits.MicrosPerSecond);

    /// <summary>Joins days and time to microseconds at an offset; false when they do not fit 64 bits.</summary>
    public bool TryToMicros(int offsetSeconds, out long micros)
    {
        const long SafeDays = 106_751_989;
        if (Days is > -SafeDays and < SafeDays)
        {
            micros = (Days * TimeUnits.MicrosPerDay) + MicrosOfDay - (offsetSeconds * TimeUnits.MicrosPerSecond);
            return true;
        }

        Int128 wide = ((Int128)Days * TimeUnits.MicrosPerDay) + MicrosOfDay - (offsetSeconds * TimeUnits.MicrosPerSecond);
        micros = unchecked((long)wide);
        return micros == wide;
    }
}
