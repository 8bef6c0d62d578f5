namespace Gateway.Compute.Time;

/// <summary>Converts nanosecond timestamps (128-bit nanoseconds since the epoch) to and from microseconds and a rest.</summary>
public static class NanosTimestamp
{
    /// <summary>Splits into microseconds, rounded down, and the 0 to 999 nanoseconds above them.</summary>
    public static (long Micros, int NanosOfMicro) Split(Int128 nanos)
    {
        var micros = nanos / TimeUnits.NanosPerMicro;
        int rest = (int)(nanos - (micros * TimeUnits.NanosPerMicro));
        return rest < 0 ? ((long)micros - 1, rest + (int)TimeUnits.NanosPerMicro) : ((long)micros, rest);
    }

    public static Int128 Join(long micros, int nanosOfMicro) => ((Int128)micros * TimeUnits.NanosPerMicro) + nanosOfMicro;

    /// <summary>Cuts to a number of fraction digits, 0 to 9, rounding down.</summary>
    public static Int128 Cut(Int128 nanos, int digits)
    {
        long unit = Numerics.PowersOfTen.Int64(9 - digits);
        var quotient = nanos / unit;
        var cut = quotient * unit;
        return cut > nanos ? cut - unit : cut;
    }
}
