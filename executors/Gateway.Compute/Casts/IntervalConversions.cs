using System.Numerics;
using Gateway.Compute.Numerics;
using Gateway.Compute.Time;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Cuts a year-month interval to whole units of its last field.</summary>
internal readonly struct YearMonthToYearMonth : IConversion<int, int>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref int value, CastSite site, out int result)
    {
        result = ((YearMonthIntervalType)site.To).End == YearMonthIntervalType.Year ? value - (value % TimeUnits.MonthsPerYear) : value;
        return true;
    }
}

/// <summary>Cuts a day-time interval to whole units of its last field.</summary>
internal readonly struct DayTimeToDayTime : IConversion<long, long>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref long value, CastSite site, out long result)
    {
        result = IntervalArithmetic.CutToField(value, ((DayTimeIntervalType)site.To).End);
        return true;
    }
}

/// <summary>Counts whole units of a year-month interval's last field.</summary>
internal readonly struct YearMonthToInteger<TTo> : IConversion<int, TTo>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref int value, CastSite site, out TTo result)
    {
        int units = ((YearMonthIntervalType)site.From).End == YearMonthIntervalType.Year ? value / TimeUnits.MonthsPerYear : value;
        result = TTo.CreateTruncating(units);
        return int.CreateTruncating(result) == units;
    }
}

/// <summary>Counts whole units of a day-time interval's last field.</summary>
internal readonly struct DayTimeToInteger<TTo> : IConversion<long, TTo>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref long value, CastSite site, out TTo result)
    {
        long units = value / IntervalParser.FieldSize(((DayTimeIntervalType)site.From).End);
        result = TTo.CreateTruncating(units);
        return long.CreateTruncating(result) == units;
    }
}

internal readonly struct YearMonthToDecimal<TTo> : IConversion<int, TTo>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref int value, CastSite site, out TTo result)
    {
        int units = ((YearMonthIntervalType)site.From).End == YearMonthIntervalType.Year ? value / TimeUnits.MonthsPerYear : value;
        bool fits = DecimalMath.TryRescale((Int128)units, 0, site.Shape.Scale, site.Shape.Precision, out Int128 wide);
        result = TTo.CreateTruncating(wide);
        return fits;
    }
}

/// <summary>Units of the last field as a decimal; seconds keep their six digits of fraction.</summary>
internal readonly struct DayTimeToDecimal<TTo> : IConversion<long, TTo>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref long value, CastSite site, out TTo result)
    {
        byte end = ((DayTimeIntervalType)site.From).End;
        bool seconds = end == DayTimeIntervalType.Second;
        long units = seconds ? value : value / IntervalParser.FieldSize(end);
        bool fits = DecimalMath.TryRescale((Int128)units, seconds ? 6 : 0, site.Shape.Scale, site.Shape.Precision, out Int128 wide);
        result = TTo.CreateTruncating(wide);
        return fits;
    }
}

/// <summary>Takes an integer as units of a year-month interval's last field.</summary>
internal readonly struct IntegerToYearMonth<TFrom> : IConversion<TFrom, int>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool Invoke(ref TFrom value, CastSite site, out int result)
    {
        int unit = ((YearMonthIntervalType)site.To).End == YearMonthIntervalType.Year ? TimeUnits.MonthsPerYear : 1;
        var months = Int128.CreateTruncating(value) * unit;
        result = unchecked((int)months);
        return result == months;
    }
}

/// <summary>Takes an integer as units of a day-time interval's last field.</summary>
internal readonly struct IntegerToDayTime<TFrom> : IConversion<TFrom, long>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool Invoke(ref TFrom value, CastSite site, out long result)
    {
        var micros = Int128.CreateTruncating(value) * IntervalParser.FieldSize(((DayTimeIntervalType)site.To).End);
        result = unchecked((long)micros);
        return result == micros;
    }
}

internal readonly struct DecimalToYearMonth<TFrom> : IConversion<TFrom, int>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool Invoke(ref TFrom value, CastSite site, out int result)
    {
        result = 0;
        int unit = ((YearMonthIntervalType)site.To).End == YearMonthIntervalType.Year ? TimeUnits.MonthsPerYear : 1;
        var scaled = Int128.CreateTruncating(value);
        if (Int128.Abs(scaled) > Int128.MaxValue / unit ||
            !DecimalMath.TryRescale(scaled * unit, site.SourceScale, 0, DecimalType.MaxPrecision, out Int128 months))
        {
            return false;
        }
        result = unchecked((int)months);
        return result == months;
    }
}

/// <summary>Takes a decimal as units of the last field; its fraction counts in microseconds.</summary>
internal readonly struct DecimalToDayTime<TFrom> : IConversion<TFrom, long>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool Invoke(ref TFrom value, CastSite site, out long result)
    {
        result = 0;
        long unit = IntervalParser.FieldSize(((DayTimeIntervalType)site.To).End);
        var scaled = Int128.CreateTruncating(value);
        if (Int128.Abs(scaled) > Int128.MaxValue / unit ||
            !DecimalMath.TryRescale(scaled * unit, site.SourceScale, 0, DecimalType.MaxPrecision, out Int128 micros))
        {
            return false;
        }
        result = unchecked((long)micros);
        return result == micros;
    }
}
