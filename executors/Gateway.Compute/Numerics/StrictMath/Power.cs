using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes x to the power of y with the bits of <c>java.lang.StrictMath</c>: log2(x) to about 64 bits as a sum of two doubles, y times it as
/// n + r, then 2^n times a rational form of 2^r. Error below 0.7 ulp. Method and coefficients: FDLIBM 5.3.
/// </summary>
public static class Power
{
    private const double L1 = 5.99999999999994648725e-01;
    private const double L2 = 4.28571428578550184252e-01;
    private const double L3 = 3.33333329818377432918e-01;
    private const double L4 = 2.72728123808534006489e-01;
    private const double L5 = 2.30660745775561754067e-01;
    private const double L6 = 2.06975017800338417784e-01;
    private const double Ln2 = 6.93147180559945286227e-01;
    private const double Ln2High = 6.93147182464599609375e-01;
    private const double Ln2Low = -1.90465429995776804525e-09;
    private const double TwoThirdsOfInverseLn2 = 9.61796693925975554329e-01;
    private const double TwoThirdsOfInverseLn2High = 9.61796700954437255859e-01;
    private const double TwoThirdsOfInverseLn2Low = -7.02846165095275826516e-09;
    private const double InverseLn2 = 1.44269504088896338700e+00;
    private const double InverseLn2High = 1.44269502162933349609e+00;
    private const double InverseLn2Low = 1.92596299112661746887e-08;
    private const double Log2Of1Point5High = 5.84962487220764160156e-01;
    private const double Log2Of1Point5Low = 1.35003920212974897128e-08;

    /// <summary>How far below 1024 the logarithm of a result that still rounds to the largest double may end.</summary>
    private const double OverflowMargin = 8.0085662595372944372e-17;

    /// <summary>x to the power of y; unlike in C, NaN for ±1 to an infinite power and for 1 to the power of NaN.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0)
        {
            return 1;
        }
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }
        double absolute = Math.Abs(x);
        if (double.IsInfinity(y))
        {
            return absolute == 1 ? double.NaN : absolute > 1 == y > 0 ? double.PositiveInfinity : 0;
        }
        switch (y)
        {
            case 1:
                return x;
            case -1:
                return 1.0 / x;
            case 2:
                return x * x;
            case 0.5 when x >= 0 && !double.IsNegative(x):
                return Math.Sqrt(x);
        }
        Parity parity = x < 0 || double.IsNegative(x) ? ParityOf(y) : Parity.Even;
        if (absolute == 0 || absolute == 1 || double.IsInfinity(absolute))
        {
            double edge = y < 0 ? 1.0 / absolute : absolute;
            return parity == Parity.Odd ? -edge : parity == Parity.None && absolute == 1 ? double.NaN : edge;
        }
        if (parity == Parity.None)
        {
            return double.NaN;
        }
        double sign = parity == Parity.Odd ? -1.0 : 1.0;
        double high;
        double low;
        if (Binary64.High(Math.Abs(y)) > 0x41E00000)
        {
            // From 2^31 on, only a base within 2^-20 of 1 has a result between underflow and overflow.
            int highOfX = Binary64.High(absolute);
            if (highOfX < 0x3FEFFFFF || highOfX > 0x3FF00000 || Binary64.High(Math.Abs(y)) > 0x43F00000)
            {
                return sign * (absolute > 1 == y > 0 ? double.PositiveInfinity : 0);
            }
            Log2NearOne(absolute, out high, out low);
        }
        else
        {
            Log2(absolute, out high, out low);
        }
        double top = Binary64.Chop(y);
        double lowProduct = (y - top) * high + y * low;
        double highProduct = top * high;
        return sign * Exp2(highProduct, lowProduct);
    }

    private enum Parity
    {
        None,
        Odd,
        Even,
    }

    /// <summary>Whether y is an odd or even integer or none.</summary>
    private static Parity ParityOf(double y)
    {
        double absolute = Math.Abs(y);
        if (absolute >= 9007199254740992.0)
        {
            return Parity.Even;
        }
        long integer = (long)absolute;
        return integer != absolute ? Parity.None : (integer & 1) != 0 ? Parity.Odd : Parity.Even;
    }

    /// <summary>log2(x) in two parts for |x - 1| at most 2^-20, by four terms of the series.</summary>
    private static void Log2NearOne(double x, out double high, out double low)
    {
        double t = x - 1.0;
        double w = t * t * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
        double u = InverseLn2High * t;
        double v = t * InverseLn2Low - w * InverseLn2;
        high = Binary64.Chop(u + v);
        low = v - (high - u);
    }

    /// <summary>log2(x) in two parts: x is 2^n times a number near 1 or 1.5, whose logarithm is a series in (x - c) / (x + c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Log2(double x, out double high, out double low)
    {
        int n = 0;
        int word = Binary64.High(x);
        if (word < 0x00100000)
        {
            x *= 9007199254740992.0;
            n = -53;
            word = Binary64.High(x);
        }
        n += (word >> 20) - 1023;
        int fraction = word & 0xFFFFF;
        word = fraction | 0x3FF00000;
        bool nearOneAndAHalf = false;
        if (fraction > 0x3988E)
        {
            if (fraction < 0xBB67A)
            {
                nearOneAndAHalf = true;
            }
            else
            {
                n++;
                word -= 0x00100000;
            }
        }
        x = Binary64.WithHigh(x, word);
        double center = nearOneAndAHalf ? 1.5 : 1.0;

        double u = x - center;
        double v = 1.0 / (x + center);
        double s = u * v;
        double sHigh = Binary64.Chop(s);
        double tHigh = Binary64.OfHigh(((word >> 1) | 0x20000000) + 0x00080000 + (nearOneAndAHalf ? 1 << 18 : 0));
        double tLow = x - (tHigh - center);
        double sLow = v * (u - sHigh * tHigh - sHigh * tLow);

        double square = s * s;
        double r = square * square * (L1 + square * (L2 + square * (L3 + square * (L4 + square * (L5 + square * L6)))));
        r += sLow * (sHigh + s);
        square = sHigh * sHigh;
        tHigh = Binary64.Chop(3.0 + square + r);
        tLow = r - (tHigh - 3.0 - square);
        u = sHigh * tHigh;
        v = sLow * tHigh + tLow * s;
        double pHigh = Binary64.Chop(u + v);
        double pLow = v - (pHigh - u);
        double zHigh = TwoThirdsOfInverseLn2High * pHigh;
        double zLow = TwoThirdsOfInverseLn2Low * pHigh + pLow * TwoThirdsOfInverseLn2 + (nearOneAndAHalf ? Log2Of1Point5Low : 0.0);
        double exponent = n;
        double centerLog = nearOneAndAHalf ? Log2Of1Point5High : 0.0;
        high = Binary64.Chop(zHigh + zLow + centerLog + exponent);
        low = zLow - (high - exponent - centerLog - zHigh);
    }

    /// <summary>2 to the power of the sum of two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Exp2(double high, double low)
    {
        double z = low + high;
        if (z >= 1024.0)
        {
            if (z > 1024.0 || low + OverflowMargin > z - high)
            {
                return double.PositiveInfinity;
            }
        }
        else if (z <= -1075.0 && (z < -1075.0 || low <= z - high))
        {
            return 0;
        }
        int word = Binary64.High(z);
        int magnitude = word & int.MaxValue;
        int n = 0;
        if (magnitude > 0x3FE00000)
        {
            int rounded = word + (0x00100000 >> ((magnitude >> 20) - 1023 + 1));
            int exponent = ((rounded & int.MaxValue) >> 20) - 1023;
            high -= Binary64.OfHigh(rounded & ~(0x000FFFFF >> exponent));
            n = ((rounded & 0x000FFFFF) | 0x00100000) >> (20 - exponent);
            n = word < 0 ? -n : n;
        }
        double t = Binary64.Chop(low + high);
        double u = t * Ln2High;
        double v = (low - (t - high)) * Ln2 + t * Ln2Low;
        z = u + v;
        double w = v - (z - u);
        double c = z - Exponential.Remainder(z * z);
        double r = z * c / (c - 2.0) - (w + z * w);
        z = 1.0 - (r - z);
        return (Binary64.High(z) >> 20) + n > 0
            ? Binary64.AddExponent(z, n)
            : Binary64.AddExponent(z, n + 54) * 5.55111512312578270212e-17;
    }
}
