namespace Gateway.Compute.Numerics;

/// <summary>Rounds decimals and integers to a number of digits, which may be negative.</summary>
public static class DecimalRounding
{
    /// <summary>Rounds to the given digits and stores the result at the shape's scale.</summary>
    public static bool TryRound(Int128 unscaled, int scale, int digits, RoundingMode mode, DecimalShape shape, out Int128 result)
    {
        if (digits >= scale)
        {
            return DecimalMath.TryRescale(unscaled, scale, shape.Scale, shape.Precision, out result);
        }

        Int128 rounded = DecimalMath.DivideByPowerOfTen(unscaled, scale - digits, mode);
        int exponent = shape.Scale - digits;
        if (exponent > PowersOfTen.MaxDigits)
        {
            result = Int128.Zero;
            return rounded == Int128.Zero;
        }

        if (DecimalMath.TryMultiplyByPowerOfTen(rounded, exponent, out result) && DecimalMath.Fits(result, shape.Precision))
        {
            return true;
        }

        result = Int128.Zero;
        return false;
    }

    /// <summary>Rounds an integer to a negative number of digits; the result may exceed the long range and then wraps with false.</summary>
    public static bool TryRoundInt64(long value, int digits, RoundingMode mode, out long result)
    {
        if (digits >= 0)
        {
            result = value;
            return true;
        }

        if (digits < -PowersOfTen.MaxInt64Digits - 1)
        {
            Int128 far = DecimalMath.DivideByPowerOfTen(value, PowersOfTen.MaxDigits, mode);
            result = 0;
            return far == Int128.Zero;
        }

        Int128 power = PowersOfTen.Int128(-digits);
        Int128 rounded = DecimalMath.DivideByPowerOfTen(value, -digits, mode) * power;
        result = unchecked((long)rounded);
        return result == rounded;
    }
}
