using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes exp(x) and exp(x) - 1 with the bits of <c>java.lang.StrictMath</c>. The argument is split into k ln 2 + r with |r| at most ln 2 / 2,
/// exp(r) comes from a rational form in r squared, and k goes into the exponent. Error below 1 ulp. Method and coefficients: FDLIBM 5.3.
/// </summary>
public static class Exponential
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700e+00;
    private const double Overflow = 7.09782712893383973096e+02;
    private const double Underflow = -7.45133219101941108420e+02;
    private const double P1 = 1.66666666666666019037e-01;
    private const double P2 = -2.77777777770155933842e-03;
    private const double P3 = 6.61375632143793436117e-05;
    private const double P4 = -1.65339022054652515390e-06;
    private const double P5 = 4.13813679705723846039e-08;
    private const double Q1 = -3.33333333333331316428e-02;
    private const double Q2 = 1.58730158725481460165e-03;
    private const double Q3 = -7.93650757867487942473e-05;
    private const double Q4 = 4.00821782732936239552e-06;
    private const double Q5 = -2.01099218183624371326e-07;

    // Bits of magnitudes: where the split starts (about ln 2 / 2), where k is no longer just 1 (about 1.5 ln 2), 56 ln 2, about 709.78, 2^-28, 2^-54.
    private const long HalfLn2 = 0x3FD62E43_00000000;
    private const long OneAndAHalfLn2 = 0x3FF0A2B2_00000000;
    private const long FiftySixLn2 = 0x4043687A_00000000;
    private const long NearOverflow = 0x40862E42_00000000;
    private const long TwoToMinus28 = (1023L - 28) << 52;
    private const long TwoToMinus54 = (1023L - 54) << 52;

    /// <summary>e to the power of x.</summary>
    public static double Exp(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= NearOverflow)
        {
            if (double.IsNaN(x))
            {
                return x;
            }
            if (x > Overflow)
            {
                return double.PositiveInfinity;
            }
            if (x < Underflow)
            {
                return 0;
            }
        }
        int k = 0;
        double high = x;
        double low = 0;
        if (magnitude >= HalfLn2)
        {
            k = magnitude < OneAndAHalfLn2 ? (x < 0 ? -1 : 1) : (int)(InverseLn2 * x + (x < 0 ? -0.5 : 0.5));
            high = x - k * Ln2High;
            low = k * Ln2Low;
            x = high - low;
        }
        else if (magnitude < TwoToMinus28)
        {
            return 1.0 + x;
        }
        double square = x * x;
        double c = x - Remainder(square);
        if (k == 0)
        {
            return 1.0 - (x * c / (c - 2.0) - x);
        }
        double result = 1.0 - (low - x * c / (2.0 - c) - high);
        return k >= -1021 ? Binary64.AddExponent(result, k) : Binary64.AddExponent(result, k + 1000) * 9.33263618503218878990e-302;
    }

    /// <summary>e to the power of x, less 1, without loss of digits near zero.</summary>
    public static double Expm1(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        bool negative = x < 0;
        if (magnitude >= FiftySixLn2)
        {
            if (double.IsNaN(x))
            {
                return x;
            }
            if (x > Overflow)
            {
                return double.PositiveInfinity;
            }
            if (negative)
            {
                return -1;
            }
        }
        int k = 0;
        double correction = 0;
        if (magnitude >= HalfLn2)
        {
            k = magnitude < OneAndAHalfLn2 ? (negative ? -1 : 1) : (int)(InverseLn2 * x + (negative ? -0.5 : 0.5));
            double high = x - k * Ln2High;
            double low = k * Ln2Low;
            x = high - low;
            correction = high - x - low;
        }
        else if (magnitude < TwoToMinus54)
        {
            return x;
        }
        double half = 0.5 * x;
        double halfSquare = x * half;
        double ratio = 1.0 + halfSquare * (Q1 + halfSquare * (Q2 + halfSquare * (Q3 + halfSquare * (Q4 + halfSquare * Q5))));
        double t = 3.0 - ratio * half;
        double e = halfSquare * ((ratio - t) / (6.0 - x * t));
        if (k == 0)
        {
            return x - (x * e - halfSquare);
        }
        e = x * (e - correction) - correction;
        e -= halfSquare;
        return Scaled(x, e, k);
    }

    /// <summary>2^k (1 + x - e) - 1; the order of the sums follows k, which says where digits would be lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scaled(double x, double e, int k)
    {
        switch (k)
        {
            case -1:
                return 0.5 * (x - e) - 0.5;
            case 1:
                return x < -0.25 ? -2.0 * (e - (x + 0.5)) : 1.0 + 2.0 * (x - e);
            case <= -2 or > 56:
                return Binary64.AddExponent(1.0 - (e - x), k) - 1.0;
            case < 20:
                return Binary64.AddExponent(1.0 - Binary64.PowerOfTwo(-k) - (e - x), k);
            default:
                return Binary64.AddExponent(x - (e + Binary64.PowerOfTwo(-k)) + 1.0, k);
        }
    }

    /// <summary>What r is corrected by to be 2 (exp(r) - 1) / (exp(r) + 1), from the square of r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Remainder(double square) => square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
}
