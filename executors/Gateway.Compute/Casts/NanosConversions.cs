using Gateway.Compute.Time;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Changes the digits of a nanosecond timestamp, and between its forms with and without zone.</summary>
internal readonly struct NanosToNanos : IConversion<Int128, Int128>
{
    public static bool Invoke(ref Int128 value, CastSite site, out Int128 result)
    {
        var from = (TimestampNanosType)site.From;
        var to = (TimestampNanosType)site.To;
        var (micros, rest) = NanosTimestamp.Split(value);
        bool fits = true;
        if (from.WithZone && !to.WithZone)
        {
            fits = site.Zone.ToLocal(micros).TryToMicros(0, out micros);
        }
        else if (!from.WithZone && to.WithZone)
        {
            fits = site.Zone.TryToMicros(CivilDateTime.FromMicros(micros), out micros);
        }
        result = NanosTimestamp.Cut(NanosTimestamp.Join(micros, rest), to.Precision);
        return fits;
    }
}

/// <summary>Nanosecond timestamp to a microsecond one; the digits below are dropped.</summary>
internal readonly struct NanosToMicros : IConversion<Int128, long>
{
    public static bool Invoke(ref Int128 value, CastSite site, out long result)
    {
        bool fromZone = ((TimestampNanosType)site.From).WithZone;
        bool toZone = site.To is TimestampType;
        result = NanosTimestamp.Split(value).Micros;
        return fromZone == toZone ||
            (fromZone ? site.Zone.ToLocal(result).TryToMicros(0, out result) : site.Zone.TryToMicros(CivilDateTime.FromMicros(result), out result));
    }
}

internal readonly struct MicrosToNanos : IConversion<long, Int128>
{
    public static bool Invoke(ref long value, CastSite site, out Int128 result)
    {
        bool fromZone = site.From is TimestampType;
        bool toZone = ((TimestampNanosType)site.To).WithZone;
        long micros = value;
        bool fits = fromZone == toZone ||
            (fromZone ? site.Zone.ToLocal(value).TryToMicros(0, out micros) : site.Zone.TryToMicros(CivilDateTime.FromMicros(value), out micros));
        result = NanosTimestamp.Join(micros, 0);
        return fits;
    }
}

internal readonly struct DateToNanos : IConversion<int, Int128>
{
    public static bool Invoke(ref int value, CastSite site, out Int128 result)
    {
        bool fits = true;
        long micros = unchecked(value * TimeUnits.MicrosPerDay);
        if (((TimestampNanosType)site.To).WithZone)
        {
            fits = site.Zone.TryStartOfDay(value, out micros);
        }
        result = NanosTimestamp.Join(micros, 0);
        return fits;
    }
}

internal readonly struct NanosToDate : IConversion<Int128, int>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref Int128 value, CastSite site, out int result)
    {
        long micros = NanosTimestamp.Split(value).Micros;
        result = ((TimestampNanosType)site.From).WithZone ? site.Zone.ToDays(micros) : (int)TimeUnits.FloorDivide(micros, TimeUnits.MicrosPerDay);
        return true;
    }
}

internal readonly struct NanosToTime : IConversion<Int128, long>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref Int128 value, CastSite site, out long result)
    {
        var (micros, rest) = NanosTimestamp.Split(value);
        long microsOfDay = ((TimestampNanosType)site.From).WithZone
            ? site.Zone.ToLocal(micros).MicrosOfDay
            : TimeUnits.FloorModulo(micros, TimeUnits.MicrosPerDay);
        result = TimePrecision.Cut((microsOfDay * TimeUnits.NanosPerMicro) + rest, site.To);
        return true;
    }
}

internal readonly struct TimeToNanos : IConversion<long, Int128>
{
    public static bool Invoke(ref long value, CastSite site, out Int128 result)
    {
        var to = (TimestampNanosType)site.To;
        var local = new CivilDateTime(site.Zone.ToDays(site.Now), value / TimeUnits.NanosPerMicro);
        bool fits = to.WithZone ? site.Zone.TryToMicros(local, out long micros) : local.TryToMicros(0, out micros);
        result = NanosTimestamp.Cut(NanosTimestamp.Join(micros, (int)(value % TimeUnits.NanosPerMicro)), to.Precision);
        return fits;
    }
}
