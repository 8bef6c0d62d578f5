namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes the hyperbolic functions and their inverses with the bits of <c>java.lang.StrictMath</c> (and of Spark, which has its own inverses),
/// from <see cref="Exponential"/> and <see cref="Logarithm"/>; by magnitude the form that loses no digits. Error below 2 ulp. Method: FDLIBM 5.3.
/// </summary>
public static class Hyperbolic
{
    private const double Ln2 = 6.93147180559945286227e-01;

    // Bits of magnitudes: 2^-28, 2^-55, about ln 2 / 2, 2, 22, 2^28, about 709.78, and the last whose result is finite.
    private const long TwoToMinus28 = (1023L - 28) << 52;
    private const long TwoToMinus55 = (1023L - 55) << 52;
    private const long HalfLn2 = 0x3FD62E43_00000000;
    private const long Two = 1024L << 52;
    private const long TwentyTwo = 0x40360000_00000000;
    private const long TwoTo28 = (1023L + 28) << 52;
    private const long NearOverflow = 0x40862E42_00000000;
    private const long LastFinite = 0x408633CE_8FB9F87D;

    /// <summary>The hyperbolic sine.</summary>
    public static double Sinh(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= Binary64.Infinity || magnitude < TwoToMinus28)
        {
            return x;
        }
        double half = x < 0 ? -0.5 : 0.5;
        double absolute = Math.Abs(x);
        if (magnitude < TwentyTwo)
        {
            double t = Exponential.Expm1(absolute);
            return magnitude < Binary64.One ? half * (2.0 * t - t * t / (t + 1.0)) : half * (t + t / (t + 1.0));
        }
        return HalfExp(absolute, magnitude, half);
    }

    /// <summary>The hyperbolic cosine.</summary>
    public static double Cosh(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= Binary64.Infinity)
        {
            return x * x;
        }
        double absolute = Math.Abs(x);
        if (magnitude < HalfLn2)
        {
            double t = Exponential.Expm1(absolute);
            double w = 1.0 + t;
            return magnitude < TwoToMinus55 ? w : 1.0 + t * t / (w + w);
        }
        if (magnitude < TwentyTwo)
        {
            double t = Exponential.Exp(absolute);
            return 0.5 * t + 0.5 / t;
        }
        return HalfExp(absolute, magnitude, 0.5);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude > Binary64.Infinity)
        {
            return x;
        }
        if (magnitude < TwoToMinus55)
        {
            return x * (1.0 + x);
        }
        double absolute = Math.Abs(x);
        double result = 1.0;
        if (magnitude < Binary64.One)
        {
            double t = Exponential.Expm1(-2.0 * absolute);
            result = -t / (t + 2.0);
        }
        else if (magnitude < TwentyTwo)
        {
            result = 1.0 - 2.0 / (Exponential.Expm1(2.0 * absolute) + 2.0);
        }
        return x < 0 ? -result : result;
    }

    /// <summary>The inverse of the hyperbolic sine.</summary>
    public static double Asinh(double x)
    {
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= Binary64.Infinity || magnitude < TwoToMinus28)
        {
            return x;
        }
        double absolute = Math.Abs(x);
        double result;
        if (magnitude > TwoTo28)
        {
            result = Logarithm.Log(absolute) + Ln2;
        }
        else if (magnitude > Two)
        {
            result = Logarithm.Log(2.0 * absolute + 1.0 / (Math.Sqrt(x * x + 1.0) + absolute));
        }
        else
        {
            double square = x * x;
            result = Logarithm.Log1p(absolute + square / (1.0 + Math.Sqrt(1.0 + square)));
        }
        return x < 0 ? -result : result;
    }

    /// <summary>The inverse of the hyperbolic cosine; NaN below 1.</summary>
    public static double Acosh(double x)
    {
        if (!(x >= 1.0))
        {
            return double.NaN;
        }
        long magnitude = Binary64.Magnitude(x);
        if (magnitude >= TwoTo28)
        {
            return Logarithm.Log(x) + Ln2;
        }
        if (magnitude > Two)
        {
            return Logarithm.Log(2.0 * x - 1.0 / (x + Math.Sqrt(x * x - 1.0)));
        }
        double above = x - 1.0;
        return Logarithm.Log1p(above + Math.Sqrt(2.0 * above + above * above));
    }

    /// <summary>The inverse of the hyperbolic tangent, as Spark writes it.</summary>
    public static double Atanh(double x) => 0.5 * (Logarithm.Log1p(x) - Logarithm.Log1p(-x));

    /// <summary>Half of exp(x) from 22 on, in two factors where the exponential alone overflows.</summary>
    private static double HalfExp(double absolute, long magnitude, double half)
    {
        if (magnitude < NearOverflow)
        {
            return half * Exponential.Exp(absolute);
        }
        if (magnitude > LastFinite)
        {
            return half * double.PositiveInfinity;
        }
        double root = Exponential.Exp(0.5 * absolute);
        return half * root * root;
    }
}
