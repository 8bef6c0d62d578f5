namespace Gateway.Compute.Numerics;

/// <summary>Adds, subtracts, multiplies and divides decimals into a given result type.</summary>
/// <remarks>
/// Semantics: Spark 4.3 Decimal. Sums are exact before the final rounding; products are first rounded to 39 digits and
/// quotients to 39 fraction digits, both half up, and then to the result's scale (so a digit may be rounded twice, as in Spark).
/// False means the result does not fit the precision; division by zero is the caller's to rule out.
/// </remarks>
public static class DecimalArithmetic
{
    private const int ContextDigits = 39;

    public static bool TryAdd(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        if (leftScale == rightScale)
        {
            // Two values of at most 38 digits cannot overflow 128 bits, except that both may be close to 10^38.
            Int128 sum = unchecked(left + right);
            if (!DidAddOverflow(left, right, sum))
            {
                return DecimalMath.TryRescale(sum, leftScale, shape.Scale, shape.Precision, out result);
            }
        }
        else if (leftScale < rightScale)
        {
            if (DecimalMath.TryMultiplyByPowerOfTen(left, rightScale - leftScale, out Int128 scaled))
            {
                Int128 sum = unchecked(scaled + right);
                if (!DidAddOverflow(scaled, right, sum))
                {
                    return DecimalMath.TryRescale(sum, rightScale, shape.Scale, shape.Precision, out result);
                }
            }
        }
        else if (DecimalMath.TryMultiplyByPowerOfTen(right, leftScale - rightScale, out Int128 scaled))
        {
            Int128 sum = unchecked(left + scaled);
            if (!DidAddOverflow(left, scaled, sum))
            {
                return DecimalMath.TryRescale(sum, leftScale, shape.Scale, shape.Precision, out result);
            }
        }

        return TryAddWide(left, leftScale, right, rightScale, shape, out result);
    }

    public static bool TrySubtract(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result) =>
        TryAdd(left, leftScale, -right, rightScale, shape, out result);

    public static bool TryMultiply(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        int scale = leftScale + rightScale;
        long smallLeft = (long)left;
        long smallRight = (long)right;
        if (smallLeft == left && smallRight == right)
        {
            long high = Math.BigMul(smallLeft, smallRight, out long low);
            Int128 product = new((ulong)high, (ulong)low);
            if (scale == shape.Scale)
            {
                result = product;
                if (DecimalMath.Fits(product, shape.Precision))
                {
                    return true;
                }

                result = Int128.Zero;
                return false;
            }

            // 2^126 has 38 digits: no rounding to 39 digits comes before the one to the scale.
            return DecimalMath.TryRescale(product, scale, shape.Scale, shape.Precision, out result);
        }

        bool negative = Int128.IsNegative(left) != Int128.IsNegative(right);
        UInt256 wide = UInt256.Multiply(DecimalMath.Magnitude(left), DecimalMath.Magnitude(right));
        if (!wide.FitsUInt128)
        {
            int excess = wide.CountDigits() - ContextDigits;
            if (excess > 0)
            {
                wide = DivideHalfUp(wide, excess);
                scale -= excess;
            }
        }

        return TryRescaleWide(wide, negative, scale, shape, out result);
    }

    /// <summary>Divides; the divisor must not be zero.</summary>
    public static bool TryDivide(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        bool negative = Int128.IsNegative(left) != Int128.IsNegative(right);
        UInt128 dividend = DecimalMath.Magnitude(left);
        UInt128 divisor = DecimalMath.Magnitude(right);
        int exponent = shape.Scale + rightScale - leftScale;
        if (exponent >= 0 && exponent <= PowersOfTen.MaxDigits)
        {
            UInt256 scaled = UInt256.Multiply(dividend, PowersOfTen.UInt128(exponent));
            UInt256 quotient = UInt256.DivRem(scaled, divisor, out UInt128 remainder);
            if (RoundsUp(remainder, divisor, shape.Scale))
            {
                quotient = UInt256.Add(quotient, new UInt256(UInt128.Zero, UInt128.One));
            }

            return TryFit(quotient, negative, shape.Precision, out result);
        }

        return TryDivideByArbitrary(left, leftScale, right, rightScale, shape, out result);
    }

    /// <summary>The remainder with the dividend's sign; the divisor must not be zero.</summary>
    public static bool TryRemainder(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        Int128 rest;
        int scale = Math.Max(leftScale, rightScale);
        if (leftScale >= rightScale)
        {
            rest = DecimalMath.TryMultiplyByPowerOfTen(right, leftScale - rightScale, out Int128 divisor) ? left % divisor : left;
        }
        else if (DecimalMath.TryMultiplyByPowerOfTen(left, rightScale - leftScale, out Int128 dividend))
        {
            rest = dividend % right;
        }
        else
        {
            UInt256 wide = UInt256.Multiply(DecimalMath.Magnitude(left), PowersOfTen.UInt128(rightScale - leftScale));
            UInt256.DivRem(wide, DecimalMath.Magnitude(right), out UInt128 remainder);
            rest = Int128.IsNegative(left) ? -(Int128)remainder : (Int128)remainder;
        }

        return DecimalMath.TryRescale(rest, scale, shape.Scale, shape.Precision, out result);
    }

    /// <summary>The positive remainder that pmod gives; the divisor must not be zero.</summary>
    public static bool TryPositiveModulo(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        DecimalShape exact = new(PowersOfTen.MaxDigits, Math.Max(leftScale, rightScale));
        if (!TryRemainder(left, leftScale, right, rightScale, exact, out Int128 rest))
        {
            result = Int128.Zero;
            return false;
        }

        if (Int128.IsNegative(rest))
        {
            if (!TryAdd(rest, exact.Scale, right, rightScale, exact, out Int128 shifted) ||
                !TryRemainder(shifted, exact.Scale, right, rightScale, exact, out rest))
            {
                result = Int128.Zero;
                return false;
            }
        }

        return DecimalMath.TryRescale(rest, exact.Scale, shape.Scale, shape.Precision, out result);
    }

    /// <summary>The quotient without its fraction, at scale 0; the divisor must not be zero.</summary>
    public static bool TryDivideIntegral(Int128 left, int leftScale, Int128 right, int rightScale, int precision, out Int128 result)
    {
        if (leftScale >= rightScale)
        {
            result = DecimalMath.TryMultiplyByPowerOfTen(right, leftScale - rightScale, out Int128 divisor) ? left / divisor : Int128.Zero;
            return Checked(ref result, precision);
        }

        UInt256 dividend = UInt256.Multiply(DecimalMath.Magnitude(left), PowersOfTen.UInt128(rightScale - leftScale));
        UInt256 quotient = UInt256.DivRem(dividend, DecimalMath.Magnitude(right), out _);
        return TryFit(quotient, Int128.IsNegative(left) != Int128.IsNegative(right), precision, out result);
    }

    private static bool Checked(ref Int128 value, int precision)
    {
        if (DecimalMath.Fits(value, precision))
        {
            return true;
        }

        value = Int128.Zero;
        return false;
    }

    private static bool DidAddOverflow(Int128 left, Int128 right, Int128 sum) =>
        Int128.IsNegative(left) == Int128.IsNegative(right) && Int128.IsNegative(sum) != Int128.IsNegative(left);

    private static bool TryAddWide(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        int scale = Math.Max(leftScale, rightScale);
        UInt256 first = UInt256.Multiply(DecimalMath.Magnitude(left), PowersOfTen.UInt128(scale - leftScale));
        UInt256 second = UInt256.Multiply(DecimalMath.Magnitude(right), PowersOfTen.UInt128(scale - rightScale));
        bool leftNegative = Int128.IsNegative(left);
        if (leftNegative == Int128.IsNegative(right))
        {
            return TryRescaleWide(UInt256.Add(first, second), leftNegative, scale, shape, out result);
        }

        return first.CompareTo(second) >= 0
            ? TryRescaleWide(UInt256.Subtract(first, second), leftNegative, scale, shape, out result)
            : TryRescaleWide(UInt256.Subtract(second, first), !leftNegative, scale, shape, out result);
    }

    private static bool TryRescaleWide(UInt256 magnitude, bool negative, int scale, DecimalShape shape, out Int128 result)
    {
        if (scale > shape.Scale)
        {
            magnitude = DivideHalfUp(magnitude, scale - shape.Scale);
        }
        else if (scale < shape.Scale)
        {
            if (!DecimalMath.TryToInt128(magnitude, negative, out Int128 narrow))
            {
                result = Int128.Zero;
                return false;
            }

            return DecimalMath.TryRescale(narrow, scale, shape.Scale, shape.Precision, out result);
        }

        return TryFit(magnitude, negative, shape.Precision, out result);
    }

    private static bool TryFit(UInt256 magnitude, bool negative, int precision, out Int128 result)
    {
        if (magnitude.FitsUInt128 && magnitude.Lower < PowersOfTen.UInt128(precision))
        {
            result = negative ? -(Int128)magnitude.Lower : (Int128)magnitude.Lower;
            return true;
        }

        result = Int128.Zero;
        return false;
    }

    private static UInt256 DivideHalfUp(UInt256 dividend, int exponent)
    {
        UInt256 scaled = dividend;
        if (exponent > PowersOfTen.MaxDigits)
        {
            // Half up looks at the first dropped digit only, so the digits behind it may be cut first.
            scaled = UInt256.DivideByPowerOfTen(scaled, exponent - PowersOfTen.MaxDigits, out _);
            exponent = PowersOfTen.MaxDigits;
        }

        UInt128 divisor = PowersOfTen.UInt128(exponent);
        UInt256 quotient = UInt256.DivRem(scaled, divisor, out UInt128 remainder);
        return remainder >= divisor - remainder ? UInt256.Add(quotient, new UInt256(UInt128.Zero, UInt128.One)) : quotient;
    }

    /// <summary>Half up after the quotient was rounded half up to 39 fraction digits: 0.4999... to the 39th digit counts as a half.</summary>
    private static bool RoundsUp(UInt128 remainder, UInt128 divisor, int scale)
    {
        UInt128 complement = divisor - remainder;
        if (remainder >= complement)
        {
            return true;
        }

        int digitsBetween = ContextDigits - scale;
        return digitsBetween <= PowersOfTen.MaxDigits && complement - remainder <= divisor / PowersOfTen.UInt128(digitsBetween);
    }

    // Only scales that lie more than 38 digits apart come here.
    private static bool TryDivideByArbitrary(Int128 left, int leftScale, Int128 right, int rightScale, DecimalShape shape, out Int128 result)
    {
        var dividend = (System.Numerics.BigInteger)left;
        var divisor = (System.Numerics.BigInteger)right;
        int exponent = ContextDigits + rightScale - leftScale;
        if (exponent >= 0)
        {
            dividend *= System.Numerics.BigInteger.Pow(10, exponent);
        }
        else
        {
            divisor *= System.Numerics.BigInteger.Pow(10, -exponent);
        }

        var quotient = DivideHalfUp(dividend, divisor);
        quotient = DivideHalfUp(quotient, System.Numerics.BigInteger.Pow(10, ContextDigits - shape.Scale));
        var limit = (System.Numerics.BigInteger)PowersOfTen.Int128(shape.Precision);
        if (System.Numerics.BigInteger.Abs(quotient) >= limit)
        {
            result = Int128.Zero;
            return false;
        }

        result = (Int128)quotient;
        return true;
    }

    private static System.Numerics.BigInteger DivideHalfUp(System.Numerics.BigInteger dividend, System.Numerics.BigInteger divisor)
    {
        var quotient = System.Numerics.BigInteger.DivRem(dividend, divisor, out var remainder);
        bool up = System.Numerics.BigInteger.Abs(remainder) * 2 >= System.Numerics.BigInteger.Abs(divisor);
        return up ? quotient + (dividend.Sign * divisor.Sign) : quotient;
    }
}
