using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics;

/// <summary>Rescales, compares and bounds unscaled decimal values.</summary>
/// <remarks>
/// A decimal is an unscaled 128-bit integer with a scale of 0 to 38. Values within a column fit their declared precision;
/// all methods are total: what does not fit gives false and leaves the result at zero.
/// </remarks>
public static class DecimalMath
{
    /// <summary>Tells whether the unscaled value has at most the given number of digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(Int128 unscaled, int precision)
    {
        Int128 limit = PowersOfTen.Int128(precision);
        return unscaled < limit && unscaled > -limit;
    }

    /// <summary>Tells whether the unscaled value has at most the given number of digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(long unscaled, int precision)
    {
        if (precision > PowersOfTen.MaxInt64Digits)
        {
            return true;
        }

        long limit = PowersOfTen.Int64(precision);
        return unscaled < limit && unscaled > -limit;
    }

    /// <summary>Changes the scale, rounding half up, and checks the result against the precision.</summary>
    public static bool TryRescale(Int128 unscaled, int fromScale, int toScale, int precision, out Int128 result)
    {
        if (fromScale == toScale)
        {
            result = unscaled;
        }
        else if (toScale > fromScale)
        {
            int exponent = toScale - fromScale;
            if (exponent > PowersOfTen.MaxDigits || !TryMultiplyByPowerOfTen(unscaled, exponent, out result))
            {
                result = Int128.Zero;
                return unscaled == Int128.Zero;
            }
        }
        else
        {
            result = DivideByPowerOfTen(unscaled, fromScale - toScale, RoundingMode.HalfUp);
        }

        if (Fits(result, precision))
        {
            return true;
        }

        result = Int128.Zero;
        return false;
    }

    /// <summary>Changes the scale of a 64-bit value to another 64-bit value, rounding half up.</summary>
    public static bool TryRescale(long unscaled, int fromScale, int toScale, int precision, out long result)
    {
        if (TryRescale((Int128)unscaled, fromScale, toScale, Math.Min(precision, PowersOfTen.MaxInt64Digits), out Int128 wide))
        {
            result = (long)wide;
            return true;
        }

        result = 0;
        return false;
    }

    /// <summary>Multiplies by 10^exponent (0 to 38); false when 128 bits are not enough.</summary>
    public static bool TryMultiplyByPowerOfTen(Int128 value, int exponent, out Int128 result)
    {
        if (exponent == 0)
        {
            result = value;
            return true;
        }

        long small = (long)value;
        if (small == value && exponent <= PowersOfTen.MaxInt64Digits)
        {
            long high = Math.BigMul(small, PowersOfTen.Int64(exponent), out long low);
            result = new Int128((ulong)high, (ulong)low);
            return true;
        }

        UInt256 product = UInt256.Multiply(Magnitude(value), PowersOfTen.UInt128(exponent));
        return TryToInt128(product, Int128.IsNegative(value), out result);
    }

    /// <summary>Divides by 10^exponent (any non-negative exponent), rounding as asked.</summary>
    public static Int128 DivideByPowerOfTen(Int128 value, int exponent, RoundingMode mode)
    {
        if (exponent == 0)
        {
            return value;
        }

        if (exponent > PowersOfTen.MaxDigits)
        {
            // |value| is below 2 * 10^38, hence below a half of 10^39.
            return RoundQuotient(Int128.Zero, value == Int128.Zero ? 0 : -1, value != Int128.Zero, Int128.IsNegative(value), mode);
        }

        long small = (long)value;
        if (small == value && exponent <= PowersOfTen.MaxInt64Digits)
        {
            long divisor = PowersOfTen.Int64(exponent);
            long quotient = small / divisor;
            long rest = small - (quotient * divisor);
            ulong magnitude = (ulong)Math.Abs(rest);
            int half = (magnitude * 2).CompareTo((ulong)divisor);
            return RoundQuotient(quotient, half, rest != 0, small < 0, mode);
        }
        else
        {
            Int128 divisor = PowersOfTen.Int128(exponent);
            Int128 quotient = value / divisor;
            Int128 rest = value - (quotient * divisor);
            int half = (Magnitude(rest) << 1).CompareTo((UInt128)divisor);
            return RoundQuotient(quotient, half, rest != Int128.Zero, Int128.IsNegative(value), mode);
        }
    }

    /// <summary>Compares two decimals of possibly different scales.</summary>
    public static int Compare(Int128 left, int leftScale, Int128 right, int rightScale)
    {
        if (leftScale == rightScale)
        {
            return left.CompareTo(right);
        }

        bool leftNegative = Int128.IsNegative(left);
        if (leftNegative != Int128.IsNegative(right))
        {
            return leftNegative ? -1 : 1;
        }

        if (leftScale < rightScale)
        {
            if (TryMultiplyByPowerOfTen(left, rightScale - leftScale, out Int128 scaled))
            {
                return scaled.CompareTo(right);
            }

            return leftNegative ? -1 : 1;
        }
        else
        {
            if (TryMultiplyByPowerOfTen(right, leftScale - rightScale, out Int128 scaled))
            {
                return left.CompareTo(scaled);
            }

            return leftNegative ? 1 : -1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt128 Magnitude(Int128 value) =>
        Int128.IsNegative(value) ? unchecked((UInt128)(-value)) : (UInt128)value;

    internal static bool TryToInt128(UInt256 magnitude, bool negative, out Int128 result)
    {
        if (!magnitude.FitsUInt128 || magnitude.Lower > (UInt128)Int128.MaxValue)
        {
            result = Int128.Zero;
            return false;
        }

        result = negative ? -(Int128)magnitude.Lower : (Int128)magnitude.Lower;
        return true;
    }

    /// <summary>Moves a quotient that was cut toward zero to where the rounding mode wants it.</summary>
    /// <param name="halfOrder">The sign of (2 * |remainder| - |divisor|).</param>
    internal static Int128 RoundQuotient(Int128 quotient, int halfOrder, bool inexact, bool negative, RoundingMode mode)
    {
        if (!inexact)
        {
            return quotient;
        }

        bool away = mode switch
        {
            RoundingMode.HalfUp => halfOrder >= 0,
            RoundingMode.HalfEven => halfOrder > 0 || (halfOrder == 0 && !Int128.IsEvenInteger(quotient)),
            RoundingMode.Ceiling => !negative,
            RoundingMode.Floor => negative,
            RoundingMode.Down => false,
            _ => false,
        };
        return away ? (negative ? quotient - Int128.One : quotient + Int128.One) : quotient;
    }
}
