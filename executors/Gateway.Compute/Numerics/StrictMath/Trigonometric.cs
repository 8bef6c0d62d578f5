using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes sine and cosine with the bits of <c>java.lang.Math</c> on x86-64, which Spark calls for these two and which is not StrictMath: x is
/// n π/32 + r, and sin(b + r) is summed with compensation from the sine and cosine of b = n π/32 (<see cref="CircleTable"/>) and polynomials in r.
/// Error below 0.52 ulp. Method: Intel's libm as published with its description; from 90112 on the argument comes from <see cref="PayneHanek"/>.
/// </summary>
public static class Trigonometric
{
    private const double ThirtyTwoOverPi = 10.185916357881302;

    // π/32 in three parts, the first two of 32 bits at most, so that their products with n are exact.
    private const double Part1 = 0.09817477042088285;
    private const double Part2 = 3.798187816439979e-12;
    private const double Part3 = 1.2639164054974691e-22;

    // Bits of magnitudes: 2^-252, 90112.
    private const long TooSmall = (1023L - 252) << 52;
    private const long TooLarge = 0x40F60000_00000000;

    /// <summary>The sine of an angle in radians.</summary>
    public static double Sin(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude < TooSmall)
        {
            return x;
        }
        return magnitude < TooLarge ? Sum(x, 0) : SumOfLarge(x, 0);
    }

    /// <summary>The cosine of an angle in radians.</summary>
    public static double Cos(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude < TooSmall)
        {
            return 1;
        }
        return magnitude < TooLarge ? Sum(x, 16) : SumOfLarge(x, 16);
    }

    private static double SumOfLarge(double x, int turn)
    {
        if (!double.IsFinite(x))
        {
            return double.NaN;
        }
        int eighths = PayneHanek.Reduce(x, out double high, out double low);
        return Sum(high, turn + 8 * eighths, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(double x, int turn, double low = 0)
    {
        int n = (int)(x * ThirtyTwoOverPi + Math.CopySign(0.5, x));
        double coarse = x - n * Part1;
        double second = n * Part2;
        double r = coarse - second;
        double rest = coarse - r - second - n * Part3;
        return SineOfSum(n + turn, coarse, r, rest + low);
    }

    /// <summary>sin(n π/32 + r + rest).</summary>
    /// <param name="n">The number of 64ths of a circle.</param>
    /// <param name="coarse">r before its last bits were taken off; the terms of highest degree take it.</param>
    /// <param name="r">At most a little more than π/64.</param>
    /// <param name="rest">What r lost by rounding.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SineOfSum(int n, double coarse, double r, double rest)
    {
        ref readonly CirclePoint point = ref CircleTable.At(n);
        double cosine = point.CosineRest + point.CosinePower;
        double low = rest * (cosine - point.Sine * r) + point.SineLow;

        double square = r * r;
        double fourth = square * square;
        double odd = (1.0 / 362880 * coarse * r - 1.0 / 5040) * fourth + (1.0 / 120 * square - 1.0 / 6);
        double even = (1.0 / 40320 * coarse * r - 1.0 / 720) * fourth + (1.0 / 24 * square - 0.5);
        odd *= cosine * r * square;
        even *= point.Sine * square;

        double first = point.CosinePower * r;
        double high = point.Sine + first;
        double lost = point.Sine - high + first;
        double middle = point.CosineRest * r;
        double result = high + middle;
        double lostLater = high - result + middle;
        return result + (low + lost + lostLater + odd + even);
    }
}
