using System.Globalization;
using Gateway.Compute.Text;

namespace Gateway.Compute.Numerics;

/// <summary>Converts decimals to and from binary numbers.</summary>
public static class DecimalConversion
{
    private const long ExactDoubleLimit = 1L << 53;

    private static readonly double[] DoublePowers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public static bool TryFromInt64(long value, DecimalShape shape, out Int128 result) =>
        DecimalMath.TryRescale(value, 0, shape.Scale, shape.Precision, out result);

    /// <summary>Converts through the digits that the number prints, as BigDecimal.valueOf does; NaN and infinities give false.</summary>
    public static bool TryFromDouble(double value, DecimalShape shape, out Int128 result)
    {
        result = Int128.Zero;
        if (!double.IsFinite(value))
        {
            return false;
        }

        if (value == 0)
        {
            return true;
        }

        long integral = (long)value;
        if (integral == value && integral < ExactDoubleLimit && integral > -ExactDoubleLimit)
        {
            return TryFromInt64(integral, shape, out result);
        }

        Span<byte> digits = stackalloc byte[JavaFloatingPoint.MaxDigits];
        int count = JavaFloatingPoint.Decompose(Math.Abs(value), digits, out int pointPosition);
        return TryFromDigits(digits[..count], pointPosition, value < 0, shape, out result);
    }

    /// <summary>The closest double, ties to even.</summary>
    public static double ToDouble(Int128 unscaled, int scale)
    {
        if (unscaled < ExactDoubleLimit && unscaled > -ExactDoubleLimit && scale < DoublePowers.Length)
        {
            return (double)(long)unscaled / DoublePowers[scale];
        }

        Span<byte> text = stackalloc byte[NumberFormatter.MaxDecimalBytes];
        int length = NumberFormatter.FormatDecimal(unscaled, scale, text);
        return double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The closest float, ties to even, without a detour over double.</summary>
    public static float ToSingle(Int128 unscaled, int scale)
    {
        if (scale == 0 && unscaled < (1 << 24) && unscaled > -(1 << 24))
        {
            return (float)(int)unscaled;
        }

        Span<byte> text = stackalloc byte[NumberFormatter.MaxDecimalBytes];
        int length = NumberFormatter.FormatDecimal(unscaled, scale, text);
        return float.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>Cuts the fraction; false when the rest does not fit a long (the result then holds the low 64 bits).</summary>
    public static bool TryToInt64(Int128 unscaled, int scale, out long result)
    {
        Int128 integral = DecimalMath.DivideByPowerOfTen(unscaled, scale, RoundingMode.Down);
        result = unchecked((long)integral);
        return result == integral;
    }

    /// <summary>Rounds a double to decimal digits through its printed form, as Spark's round and bround do.</summary>
    public static double RoundDouble(double value, int digits, RoundingMode mode)
    {
        if (!double.IsFinite(value) || !TryRoundDigits(value, digits, mode, out double rounded))
        {
            return value;
        }

        return rounded;
    }

    /// <summary>Rounds a float, taken as a double, to decimal digits.</summary>
    public static float RoundSingle(float value, int digits, RoundingMode mode) =>
        float.IsFinite(value) ? (float)RoundDouble(value, digits, mode) : value;

    internal static bool TryFromDigits(ReadOnlySpan<byte> digits, int pointPosition, bool negative, DecimalShape shape, out Int128 result)
    {
        result = Int128.Zero;
        int kept = pointPosition + shape.Scale;
        if (kept < 0)
        {
            return true;
        }

        if (kept > PowersOfTen.MaxDigits)
        {
            return false;
        }

        UInt128 magnitude = UInt128.Zero;
        int available = Math.Min(kept, digits.Length);
        for (int index = 0; index < available; index++)
        {
            magnitude = (magnitude * 10) + (UInt128)(digits[index] - (byte)'0');
        }

        magnitude *= PowersOfTen.UInt128(kept - available);
        if (kept < digits.Length && digits[kept] >= (byte)'5')
        {
            magnitude += UInt128.One;
        }

        if (magnitude >= PowersOfTen.UInt128(shape.Precision))
        {
            return false;
        }

        result = negative ? -(Int128)magnitude : (Int128)magnitude;
        return true;
    }

    private static bool TryRoundDigits(double value, int digits, RoundingMode mode, out double rounded)
    {
        Span<byte> text = stackalloc byte[JavaFloatingPoint.MaxDigits + 16];
        Span<byte> significant = text.Slice(1, JavaFloatingPoint.MaxDigits);
        bool negative = double.IsNegative(value);
        rounded = 0;
        if (value == 0)
        {
            return true;
        }

        int count = JavaFloatingPoint.Decompose(Math.Abs(value), significant, out int pointPosition);
        long keptLong = (long)pointPosition + digits;
        if (keptLong >= count)
        {
            rounded = value;
            return true;
        }

        if (keptLong < 0)
        {
            bool away = (mode == RoundingMode.Ceiling && !negative) || (mode == RoundingMode.Floor && negative);
            if (!away)
            {
                return true;
            }

            rounded = Math.Pow(10, -digits) * (negative ? -1 : 1);
            return true;
        }

        int kept = (int)keptLong;
        bool exactHalf = significant[kept] == (byte)'5' && !HasNonZero(significant[(kept + 1)..count]);
        bool inexact = HasNonZero(significant[kept..count]);
        int half = exactHalf ? 0 : significant[kept] >= (byte)'5' ? 1 : -1;
        Int128 magnitude = Int128.Zero;
        for (int index = 0; index < kept; index++)
        {
            magnitude = (magnitude * 10) + (significant[index] - (byte)'0');
        }

        magnitude = DecimalMath.RoundQuotient(negative ? -magnitude : magnitude, half, inexact, negative, mode);
        if (magnitude == Int128.Zero)
        {
            return true;
        }

        Span<byte> number = stackalloc byte[64];
        magnitude.TryFormat(number, out int length, default, CultureInfo.InvariantCulture);
        number[length++] = (byte)'E';
        (-digits).TryFormat(number[length..], out int exponentLength, default, CultureInfo.InvariantCulture);
        return double.TryParse(number[..(length + exponentLength)], NumberStyles.Float, CultureInfo.InvariantCulture, out rounded);
    }

    private static bool HasNonZero(ReadOnlySpan<byte> digits) => digits.IndexOfAnyExcept((byte)'0') >= 0;
}
