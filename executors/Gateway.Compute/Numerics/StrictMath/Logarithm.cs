namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes natural and decimal logarithms with the bits of <c>java.lang.StrictMath</c>. x is split into 2^k (1 + f) with 1 + f between the square
/// roots of 1/2 and 2; log(1 + f) comes from a polynomial in s = f / (2 + f). Error below 1 ulp. Method and coefficients: FDLIBM 5.3.
/// </summary>
public static class Logarithm
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn10 = 4.34294481903251816668e-01;
    private const double Log10Of2High = 3.01029995663611771306e-01;
    private const double Log10Of2Low = 3.69423907715893078616e-13;
    private const double TwoTo54 = 18014398509481984;
    private const double L1 = 6.666666666666735130e-01;
    private const double L2 = 3.999999999940941908e-01;
    private const double L3 = 2.857142874366239149e-01;
    private const double L4 = 2.222219843214978396e-01;
    private const double L5 = 1.818357216161805012e-01;
    private const double L6 = 1.531383769920937332e-01;
    private const double L7 = 1.479819860511658591e-01;
    private const int FractionMask = 0xFFFFF;
    private const int HighOfOne = 0x3FF00000;

    /// <summary>The natural logarithm; -infinity of zero, NaN of a negative number.</summary>
    public static double Log(double x)
    {
        int k = -1023;
        int high = Binary64.High(x);
        if ((uint)(high - 0x00100000) >= 0x7FE00000)
        {
            if (high >= 0x7FF00000 || !(x > 0))
            {
                return OfSpecial(x);
            }
            k -= 54;
            x *= TwoTo54;
            high = Binary64.High(x);
        }
        k += high >> 20;
        high &= FractionMask;
        int carry = (high + 0x95F64) & 0x100000;
        x = Binary64.WithHigh(x, high | (carry ^ HighOfOne));
        k += carry >> 20;
        double f = x - 1.0;
        double n = k;
        if ((FractionMask & (2 + high)) < 3)
        {
            return NearPowerOfTwo(f, n);
        }
        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double even = w * (L2 + w * (L4 + w * L6));
        double odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
        double r = odd + even;
        if (((high - 0x6147A) | (0x6B851 - high)) > 0)
        {
            double halfSquare = 0.5 * f * f;
            return k == 0
                ? f - (halfSquare - s * (halfSquare + r))
                : n * Ln2High - (halfSquare - (s * (halfSquare + r) + n * Ln2Low) - f);
        }
        return k == 0 ? f - s * (f - r) : n * Ln2High - (s * (f - r) - n * Ln2Low - f);
    }

    /// <summary>The logarithm to base 10: that of the power of two, and the scaled natural one of the rest.</summary>
    public static double Log10(double x)
    {
        int k = -1023;
        int high = Binary64.High(x);
        if ((uint)(high - 0x00100000) >= 0x7FE00000)
        {
            if (high >= 0x7FF00000 || !(x > 0))
            {
                return OfSpecial(x);
            }
            k -= 54;
            x *= TwoTo54;
            high = Binary64.High(x);
        }
        k += high >> 20;
        int below = k < 0 ? 1 : 0;
        double n = k + below;
        x = Binary64.WithHigh(x, (high & FractionMask) | ((0x3FF - below) << 20));
        double z = n * Log10Of2Low + InverseLn10 * Log(x);
        return z + n * Log10Of2High;
    }

    /// <summary>log(1 + x) without loss of digits near zero: what rounding 1 + x cuts off is added back to first order.</summary>
    public static double Log1p(double x)
    {
        int highOfX = Binary64.High(x);
        int magnitude = highOfX & int.MaxValue;
        int k = 1;
        int high = 1;
        double f = x;
        double correction = 0;
        if (highOfX < 0x3FDA827A)
        {
            if (magnitude >= HighOfOne)
            {
                return x == -1.0 ? double.NegativeInfinity : double.NaN;
            }
            if (magnitude < 0x3E200000)
            {
                return magnitude < 0x3C900000 ? x : x - x * x * 0.5;
            }
            if (highOfX > 0 || highOfX <= unchecked((int)0xBFD2BEC3))
            {
                k = 0;
            }
        }
        if (highOfX >= 0x7FF00000)
        {
            return x;
        }
        if (k != 0)
        {
            double u = x;
            if (highOfX < 0x43400000)
            {
                u = 1.0 + x;
                high = Binary64.High(u);
                k = (high >> 20) - 1023;
                correction = (k > 0 ? 1.0 - (u - x) : x - (u - 1.0)) / u;
            }
            else
            {
                high = highOfX;
                k = (high >> 20) - 1023;
            }
            high &= FractionMask;
            if (high < 0x6A09E)
            {
                u = Binary64.WithHigh(u, high | HighOfOne);
            }
            else
            {
                k++;
                u = Binary64.WithHigh(u, high | 0x3FE00000);
                high = (0x100000 - high) >> 2;
            }
            f = u - 1.0;
        }
        double n = k;
        double halfSquare = 0.5 * f * f;
        double r;
        if (high == 0)
        {
            if (f == 0)
            {
                return k == 0 ? 0 : n * Ln2High + (correction + n * Ln2Low);
            }
            r = halfSquare * (1.0 - 0.66666666666666666 * f);
            return k == 0 ? f - r : n * Ln2High - (r - (n * Ln2Low + correction) - f);
        }
        double s = f / (2.0 + f);
        double z = s * s;
        r = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
        return k == 0
            ? f - (halfSquare - s * (halfSquare + r))
            : n * Ln2High - (halfSquare - (s * (halfSquare + r) + (n * Ln2Low + correction)) - f);
    }

    /// <summary>log(2^n (1 + f)) where |f| is below 2^-20: two terms of the series suffice.</summary>
    private static double NearPowerOfTwo(double f, double n)
    {
        if (f == 0)
        {
            return n == 0 ? 0 : n * Ln2High + n * Ln2Low;
        }
        double r = f * f * (0.5 - 0.33333333333333333 * f);
        return n == 0 ? f - r : n * Ln2High - (r - n * Ln2Low - f);
    }

    /// <summary>The logarithms that are not a matter of computing: of zero, negative numbers, infinity and NaN.</summary>
    private static double OfSpecial(double x) => x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
}
