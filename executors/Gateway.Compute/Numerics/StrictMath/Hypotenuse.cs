namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes sqrt(x² + y²) with the bits of <c>java.lang.StrictMath</c>: scaled out of the reach of overflow and underflow, the squares taken of
/// numbers cut to 21 bits so that they are exact, the rests added. Error below 1 ulp. Method: FDLIBM 5.3.
/// </summary>
public static class Hypotenuse
{
    /// <summary>The length of (x, y); infinite where either is, even beside a NaN.</summary>
    public static double Hypot(double x, double y)
    {
        double a = Math.Abs(x);
        double b = Math.Abs(y);
        if (!double.IsFinite(a) || !double.IsFinite(b))
        {
            return double.IsInfinity(a) || double.IsInfinity(b) ? double.PositiveInfinity : double.NaN;
        }
        if (b > a)
        {
            (a, b) = (b, a);
        }
        int highOfA = Binary64.High(a);
        int highOfB = Binary64.High(b);
        if (highOfA - highOfB > 60 << 20)
        {
            return a + b;
        }
        int scale = 0;
        if (highOfA > 0x5F300000)
        {
            scale = 600;
            a *= Binary64.PowerOfTwo(-600);
            b *= Binary64.PowerOfTwo(-600);
        }
        else if (highOfB < 0x20B00000)
        {
            if (highOfB < 0x00100000)
            {
                return b == 0 ? a : WithSubnormal(a * Binary64.PowerOfTwo(1022), b * Binary64.PowerOfTwo(1022));
            }
            scale = -600;
            a *= Binary64.PowerOfTwo(600);
            b *= Binary64.PowerOfTwo(600);
        }
        double difference = a - b;
        double result;
        if (difference > b)
        {
            double top = Binary64.Chop(a);
            double rest = a - top;
            result = Math.Sqrt(top * top - (b * -b - rest * (a + top)));
        }
        else
        {
            a += a;
            double topOfB = Binary64.Chop(b);
            double restOfB = b - topOfB;
            double top = Binary64.Chop(a);
            double rest = a - top;
            result = Math.Sqrt(top * topOfB - (difference * -difference - (top * restOfB + rest * b)));
        }
        return scale == 0 ? result : result * Binary64.PowerOfTwo(scale);
    }

    /// <summary>The result where the smaller side, scaled by 2^1022 like the other, is subnormal: here the method takes rounded squares.</summary>
    private static double WithSubnormal(double a, double b)
    {
        double difference = a - b;
        double square = difference > b ? b * b + a * a : difference * difference + (a + a) * b;
        return Math.Sqrt(square) * Binary64.PowerOfTwo(-1022);
    }
}
