using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes the inverse trigonometric functions with the bits of <c>java.lang.StrictMath</c>. asin and acos: a rational form in x² up to 0.5,
/// beyond it the half-angle formula with the root in two parts; atan: the argument taken off the nearest of five angles, then a polynomial of
/// degree 21. Error below 1 ulp (atan2: 2 ulp). Method and coefficients: FDLIBM 5.3.
/// </summary>
public static class ArcFunction
{
    private const double Pi = 3.14159265358979311600e+00;
    private const double PiLow = 1.2246467991473531772e-16;
    private const double HalfPi = 1.57079632679489655800e+00;
    private const double HalfPiLow = 6.12323399573676603587e-17;
    private const double QuarterPi = 7.85398163397448278999e-01;
    private const double P0 = 1.66666666666666657415e-01;
    private const double P1 = -3.25565818622400915405e-01;
    private const double P2 = 2.01212532134862925881e-01;
    private const double P3 = -4.00555345006794114027e-02;
    private const double P4 = 7.91534994289814532176e-04;
    private const double P5 = 3.47933107596021167570e-05;
    private const double Q1 = -2.40339491173441421878e+00;
    private const double Q2 = 2.02094576023350569471e+00;
    private const double Q3 = -6.88283971605453293030e-01;
    private const double Q4 = 7.70381505559019352791e-02;
    private const double A0 = 3.33333333333329318027e-01;
    private const double A1 = -1.99999999998764832476e-01;
    private const double A2 = 1.42857142725034663711e-01;
    private const double A3 = -1.11111104054623557880e-01;
    private const double A4 = 9.09088713343650656196e-02;
    private const double A5 = -7.69187620504482999495e-02;
    private const double A6 = 6.66107313738753120669e-02;
    private const double A7 = -5.83357013379057348645e-02;
    private const double A8 = 4.97687799461593236017e-02;
    private const double A9 = -3.65315727442169155270e-02;
    private const double A10 = 1.62858201153657823623e-02;

    // Bits of magnitudes.
    private const long Half = 1022L << 52;
    private const long About0975 = 0x3FEF3333_00000000;
    private const long TwoToMinus57 = 0x3C600001_00000000;
    private const long TwoToMinus27 = (1023L - 27) << 52;
    private const long TwoToMinus29 = (1023L - 29) << 52;
    private const long TwoTo66 = (1023L + 66) << 52;

    /// <summary>The angle whose sine is x; NaN beyond 1.</summary>
    public static double Asin(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= Binary64.One)
        {
            return magnitude == Binary64.One ? x * HalfPi + x * HalfPiLow : double.NaN;
        }
        if (magnitude < Half)
        {
            return magnitude < TwoToMinus27 ? x : x + x * Ratio(x * x);
        }
        double half = (1.0 - Math.Abs(x)) * 0.5;
        double ratio = Ratio(half);
        double root = Math.Sqrt(half);
        double result;
        if (magnitude >= About0975)
        {
            result = HalfPi - (2.0 * (root + root * ratio) - HalfPiLow);
        }
        else
        {
            double top = Binary64.Chop(root);
            double rest = (half - top * top) / (root + top);
            result = QuarterPi - (2.0 * root * ratio - (HalfPiLow - 2.0 * rest) - (QuarterPi - 2.0 * top));
        }
        return x < 0 ? -result : result;
    }

    /// <summary>The angle from 0 to π whose cosine is x; NaN beyond 1.</summary>
    public static double Acos(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= Binary64.One)
        {
            return magnitude != Binary64.One ? double.NaN : x > 0 ? 0 : Pi + 2.0 * HalfPiLow;
        }
        if (magnitude < Half)
        {
            return magnitude < TwoToMinus57 ? HalfPi + HalfPiLow : HalfPi - (x - (HalfPiLow - x * Ratio(x * x)));
        }
        if (x < 0)
        {
            double half = (1.0 + x) * 0.5;
            double root = Math.Sqrt(half);
            return Pi - 2.0 * (root + (Ratio(half) * root - HalfPiLow));
        }
        else
        {
            double half = (1.0 - x) * 0.5;
            double root = Math.Sqrt(half);
            double top = Binary64.Chop(root);
            double rest = (half - top * top) / (root + top);
            return 2.0 * (top + (Ratio(half) * root + rest));
        }
    }

    /// <summary>The angle whose tangent is x.</summary>
    public static double Atan(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= TwoTo66)
        {
            return double.IsNaN(x) ? x : x > 0 ? HalfPi + HalfPiLow : -HalfPi - HalfPiLow;
        }
        if (magnitude < 0x3FDC0000_00000000)
        {
            return magnitude < TwoToMinus29 ? x : x - x * Series(x);
        }
        double t = Math.Abs(x);
        double high;
        double low;
        if (magnitude < 0x3FE60000_00000000)
        {
            t = (2.0 * t - 1.0) / (2.0 + t);
            high = 4.63647609000806093515e-01;
            low = 2.26987774529616870924e-17;
        }
        else if (magnitude < 0x3FF30000_00000000)
        {
            t = (t - 1.0) / (t + 1.0);
            high = QuarterPi;
            low = 3.06161699786838301793e-17;
        }
        else if (magnitude < 0x40038000_00000000)
        {
            t = (t - 1.5) / (1.0 + 1.5 * t);
            high = 9.82793723247329054082e-01;
            low = 1.39033110312309984516e-17;
        }
        else
        {
            t = -1.0 / t;
            high = HalfPi;
            low = HalfPiLow;
        }
        double result = high - (t * Series(t) - low - t);
        return x < 0 ? -result : result;
    }

    /// <summary>The angle of the point (x, y) from -π to π; the signs of zeros count.</summary>
    public static double Atan2(double y, double x)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }
        if (x == 1.0)
        {
            return Atan(y);
        }
        if (y == 0 || x == 0 || double.IsInfinity(x) || double.IsInfinity(y))
        {
            return Math.CopySign(OnAxis(y, x), y);
        }
        int exponents = ((Binary64.High(y) & int.MaxValue) - (Binary64.High(x) & int.MaxValue)) >> 20;
        double angle = exponents > 60 ? HalfPi + 0.5 * PiLow : x < 0 && exponents < -60 ? 0 : Atan(Math.Abs(y / x));
        if (x < 0)
        {
            return y < 0 ? angle - PiLow - Pi : Pi - (angle - PiLow);
        }
        return y < 0 ? -angle : angle;
    }

    /// <summary>The magnitude of the angle of a point on an axis, or infinitely far away.</summary>
    private static double OnAxis(double y, double x)
    {
        if (double.IsInfinity(x) && double.IsInfinity(y))
        {
            return x > 0 ? QuarterPi : 3.0 * QuarterPi;
        }
        if (y == 0 || double.IsInfinity(x))
        {
            return double.IsNegative(x) ? Pi : 0;
        }
        return HalfPi;
    }

    /// <summary>(asin(x) - x) / x from the square of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Ratio(double square)
    {
        double numerator = square * (P0 + square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5)))));
        double denominator = 1.0 + square * (Q1 + square * (Q2 + square * (Q3 + square * Q4)));
        return numerator / denominator;
    }

    /// <summary>(x - atan(x)) / x, odd and even coefficients apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Series(double x)
    {
        double z = x * x;
        double w = z * z;
        double odd = z * (A0 + w * (A2 + w * (A4 + w * (A6 + w * (A8 + w * A10)))));
        double even = w * (A1 + w * (A3 + w * (A5 + w * (A7 + w * A9))));
        return odd + even;
    }
}
