using Gateway.Compute.Time;

namespace Gateway.Compute.Casts;

/// <summary>DATE to TIMESTAMP: the first instant of the day in the session zone.</summary>
internal readonly struct DateToTimestamp : IConversion<int, long>
{
    public static bool Invoke(ref int value, CastSite site, out long result) => site.Zone.TryStartOfDay(value, out result);
}

internal readonly struct DateToTimestampNtz : IConversion<int, long>
{
    public static bool Invoke(ref int value, CastSite site, out long result)
    {
        result = unchecked(value * TimeUnits.MicrosPerDay);
        return (Int128)value * TimeUnits.MicrosPerDay == result;
    }
}

internal readonly struct TimestampToDate : IConversion<long, int>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out int result)
    {
        result = site.Zone.ToDays(value);
        return true;
    }
}

internal readonly struct TimestampNtzToDate : IConversion<long, int>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out int result)
    {
        result = (int)TimeUnits.FloorDivide(value, TimeUnits.MicrosPerDay);
        return true;
    }
}

/// <summary>TIMESTAMP to the local date and time in the session zone.</summary>
internal readonly struct TimestampToNtz : IConversion<long, long>
{
    public static bool Invoke(ref long value, CastSite site, out long result) => site.Zone.ToLocal(value).TryToMicros(0, out result);
}

/// <summary>A local date and time to the instant it has in the session zone.</summary>
internal readonly struct NtzToTimestamp : IConversion<long, long>
{
    public static bool Invoke(ref long value, CastSite site, out long result) => site.Zone.TryToMicros(CivilDateTime.FromMicros(value), out result);
}

/// <summary>Whole seconds since the epoch, rounded down; a target too narrow is NULL in legacy mode, not wrapped.</summary>
internal readonly struct TimestampToInteger<TTo> : IConversion<long, TTo>
    where TTo : unmanaged, System.Numerics.IBinaryInteger<TTo>
{
    public static bool Invoke(ref long value, CastSite site, out TTo result)
    {
        long seconds = TimeUnits.FloorDivide(value, TimeUnits.MicrosPerSecond);
        result = TTo.CreateTruncating(seconds);
        return long.CreateTruncating(result) == seconds;
    }
}

internal readonly struct TimestampToDouble : IConversion<long, double>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out double result)
    {
        result = value / (double)TimeUnits.MicrosPerSecond;
        return true;
    }
}

internal readonly struct TimestampToSingle : IConversion<long, float>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out float result)
    {
        result = (float)(value / (double)TimeUnits.MicrosPerSecond);
        return true;
    }
}

/// <summary>TIMESTAMP to the time of day in the session zone.</summary>
internal readonly struct TimestampToTime : IConversion<long, long>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out long result)
    {
        result = TimePrecision.Cut(site.Zone.ToLocal(value).MicrosOfDay * TimeUnits.NanosPerMicro, site.To);
        return true;
    }
}

internal readonly struct TimestampNtzToTime : IConversion<long, long>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out long result)
    {
        result = TimePrecision.Cut(TimeUnits.FloorModulo(value, TimeUnits.MicrosPerDay) * TimeUnits.NanosPerMicro, site.To);
        return true;
    }
}

internal readonly struct TimeToTime : IConversion<long, long>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out long result)
    {
        result = TimePrecision.Cut(value, site.To);
        return true;
    }
}

/// <summary>TIME of the current day, as an instant.</summary>
internal readonly struct TimeToTimestamp : IConversion<long, long>
{
    public static bool Invoke(ref long value, CastSite site, out long result) =>
        site.Zone.TryToMicros(new CivilDateTime(site.Zone.ToDays(site.Now), value / TimeUnits.NanosPerMicro), out result);
}

/// <summary>TIME of the current day, as a local date and time.</summary>
internal readonly struct TimeToTimestampNtz : IConversion<long, long>
{
    public static bool Invoke(ref long value, CastSite site, out long result) =>
        new CivilDateTime(site.Zone.ToDays(site.Now), value / TimeUnits.NanosPerMicro).TryToMicros(0, out result);
}

/// <summary>Whole seconds of the day, narrowed to the target.</summary>
internal readonly struct TimeToInteger<TTo> : IConversion<long, TTo>
    where TTo : unmanaged, System.Numerics.IBinaryInteger<TTo>
{
    public static bool Invoke(ref long value, CastSite site, out TTo result)
    {
        long seconds = value / TimeUnits.NanosPerSecond;
        result = TTo.CreateTruncating(seconds);
        return long.CreateTruncating(result) == seconds;
    }
}

/// <summary>Cuts times to the fraction digits of their type.</summary>
internal static class TimePrecision
{
    public static long Cut(long nanosOfDay, Core.Types.DataType type)
    {
        long unit = Numerics.PowersOfTen.Int64(9 - ((Core.Types.TimeType)type).Precision);
        return nanosOfDay - (nanosOfDay % unit);
    }
}
