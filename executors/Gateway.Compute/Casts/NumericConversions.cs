using System.Numerics;
using System.Runtime.CompilerServices;
using Gateway.Compute.Numerics;
using Gateway.Compute.Time;

namespace Gateway.Compute.Casts;

/// <summary>Widens an integer, or turns a number into a floating-point one: every value fits.</summary>
internal readonly struct WidenConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, INumberBase<TFrom>
    where TTo : unmanaged, INumberBase<TTo>
{
    public static bool IsTotal => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        result = TTo.CreateTruncating(value);
        return true;
    }
}

/// <summary>Narrows an integer; false when it does not fit.</summary>
internal readonly struct NarrowConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        result = TTo.CreateTruncating(value);
        return TFrom.CreateTruncating(result) == value;
    }
}

/// <summary>Cuts an integer to its low bits, as legacy casts do.</summary>
internal readonly struct WrapConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool IsTotal => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        result = TTo.CreateTruncating(value);
        return true;
    }
}

/// <summary>Cuts the fraction of a floating-point number; false when the rest does not fit.</summary>
internal readonly struct TruncateConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        double wide = double.CreateTruncating(value);
        // Spark compares floor(x) with the upper bound as a double: for BIGINT that bound is 2^63 itself.
        bool fits = Math.Floor(wide) <= double.CreateTruncating(TTo.MaxValue) && Math.Ceiling(wide) >= double.CreateTruncating(TTo.MinValue);
        result = fits ? TTo.CreateSaturating(wide) : default;
        return fits;
    }
}

/// <summary>Cuts a floating-point number as Java does: saturating at INT or BIGINT, then to the low bits; NaN is 0.</summary>
internal readonly struct JavaTruncateConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool IsTotal => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        result = typeof(TTo) == typeof(long) ? TTo.CreateSaturating(value) : TTo.CreateTruncating(int.CreateSaturating(value));
        return true;
    }
}

/// <summary>True for every number but zero (NaN is true).</summary>
internal readonly struct NonZeroConversion<T> : IConversion<T, byte>
    where T : unmanaged, INumberBase<T>
{
    public static bool IsTotal => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref T value, CastSite site, out byte result)
    {
        result = T.IsZero(value) ? (byte)0 : (byte)1;
        return true;
    }
}

/// <summary>Brings an unscaled integer to a decimal's scale and checks its digits. The source scale is the site's (0 for integers and booleans).</summary>
internal readonly struct ToDecimalConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        if (typeof(TFrom) != typeof(Int128) && typeof(TTo) == typeof(long))
        {
            bool small = DecimalMath.TryRescale(long.CreateTruncating(value), site.SourceScale, site.Shape.Scale, site.Shape.Precision, out long narrow);
            result = TTo.CreateTruncating(narrow);
            return small;
        }
        bool fits = DecimalMath.TryRescale(Int128.CreateTruncating(value), site.SourceScale, site.Shape.Scale, site.Shape.Precision, out Int128 wide);
        result = TTo.CreateTruncating(wide);
        return fits;
    }
}

/// <summary>Rounds a floating-point number's printed digits to a decimal.</summary>
internal readonly struct FloatingToDecimalConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        bool fits = DecimalConversion.TryFromDouble(double.CreateTruncating(value), site.Shape, out Int128 wide);
        result = TTo.CreateTruncating(wide);
        if (!fits && !TFrom.IsFinite(value))
        {
            // NaN and infinities are NULL in every mode.
            site.MakeNull = true;
        }
        return fits;
    }
}

/// <summary>Cuts a decimal's fraction and checks the range.</summary>
internal readonly struct DecimalToIntegerConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        bool fits = DecimalConversion.TryToInt64(Int128.CreateTruncating(value), site.SourceScale, out long whole);
        result = TTo.CreateTruncating(whole);
        return fits && long.CreateTruncating(result) == whole;
    }
}

/// <summary>Cuts a decimal's fraction and keeps the low bits.</summary>
internal readonly struct DecimalToIntegerWrapConversion<TFrom, TTo> : IConversion<TFrom, TTo>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref TFrom value, CastSite site, out TTo result)
    {
        DecimalConversion.TryToInt64(Int128.CreateTruncating(value), site.SourceScale, out long whole);
        result = TTo.CreateTruncating(whole);
        return true;
    }
}

internal readonly struct DecimalToDoubleConversion<TFrom> : IConversion<TFrom, double>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref TFrom value, CastSite site, out double result)
    {
        result = DecimalConversion.ToDouble(Int128.CreateTruncating(value), site.SourceScale);
        return true;
    }
}

internal readonly struct DecimalToSingleConversion<TFrom> : IConversion<TFrom, float>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref TFrom value, CastSite site, out float result)
    {
        result = DecimalConversion.ToSingle(Int128.CreateTruncating(value), site.SourceScale);
        return true;
    }
}

/// <summary>Seconds to microseconds, stopping at the ends of the range.</summary>
internal readonly struct SecondsToTimestampConversion<TFrom> : IConversion<TFrom, long>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref TFrom value, CastSite site, out long result)
    {
        result = long.CreateSaturating(Int128.CreateTruncating(value) * TimeUnits.MicrosPerSecond);
        return true;
    }
}

/// <summary>Decimal seconds to microseconds, computed with 34 digits; the low 64 bits where they do not fit.</summary>
internal readonly struct DecimalToTimestampConversion<TFrom> : IConversion<TFrom, long>
    where TFrom : unmanaged, IBinaryInteger<TFrom>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref TFrom value, CastSite site, out long result)
    {
        var unscaled = Int128.CreateTruncating(value);
        int digits = 6 - site.SourceScale;
        unscaled = Rounded(unscaled);
        result = digits >= 0
            ? unchecked((long)(unscaled * PowersOfTen.Int128(digits)))
            : unchecked((long)(unscaled / PowersOfTen.Int128(-digits)));
        return true;
    }

    /// <summary>Keeps 34 digits, rounding half to even.</summary>
    private static Int128 Rounded(Int128 unscaled)
    {
        var limit = PowersOfTen.Int128(34);
        var power = Int128.One;
        for (var magnitude = Int128.Abs(unscaled); magnitude / power >= limit; power *= 10)
        {
        }
        if (power == Int128.One)
        {
            return unscaled;
        }
        var (quotient, rest) = Int128.DivRem(Int128.Abs(unscaled), power);
        var half = power / 2;
        quotient += rest > half || (rest == half && !Int128.IsEvenInteger(quotient)) ? 1 : 0;
        return Int128.CopySign(quotient * power, unscaled);
    }
}

/// <summary>Floating-point seconds to microseconds; false for NaN, infinities and (not in legacy mode) values out of range.</summary>
internal readonly struct FloatingToTimestampConversion<TFrom> : IConversion<TFrom, long>
    where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
{
    public static bool Invoke(ref TFrom value, CastSite site, out long result)
    {
        double micros = double.CreateTruncating(value) * TimeUnits.MicrosPerSecond;
        result = long.CreateSaturating(micros);
        if (!TFrom.IsFinite(value))
        {
            result = 0;
            return false;
        }
        return site.Legacy || (Math.Floor(micros) <= long.MaxValue && Math.Ceiling(micros) >= long.MinValue);
    }
}
