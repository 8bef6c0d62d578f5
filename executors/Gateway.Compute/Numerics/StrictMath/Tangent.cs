using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes tangents rounded correctly but for about one case in a thousand: sine and cosine of n π/32 + r, each as a sum of two doubles, and
/// their quotient to 60 bits. <c>java.lang.Math.tan</c>, which Spark calls, is platform code with an error below 0.51 ulp: some two results in a
/// thousand differ from it in the last bit.
/// </summary>
public static class Tangent
{
    /// <summary>The tangent of an angle in radians.</summary>
    public static double Tan(double x)
    {
        if (CircleReduction.IsTiny(x))
        {
            return x;
        }
        int n = CircleReduction.Reduce(x, out _, out double r, out double rest);
        if (double.IsNaN(r))
        {
            return double.NaN;
        }
        double square = r * r;
        double squareLow = Math.FusedMultiplyAdd(r, r, -square) + 2.0 * r * rest;
        double sineRest = rest + r * square * (-1.0 / 6 + square * (1.0 / 120 + square * (-1.0 / 5040 + square * (1.0 / 362880))));
        double cosineLessOne = -0.5 * square + (square * square * (1.0 / 24 + square * (-1.0 / 720 + square * (1.0 / 40320))) - 0.5 * squareLow);

        ref readonly CirclePoint sine = ref CircleTable.At(n);
        ref readonly CirclePoint cosine = ref CircleTable.At(n + 16);
        double numerator = Turned(sine, cosine, 1.0, r, sineRest, cosineLessOne, out double numeratorLow);
        double denominator = Turned(cosine, sine, -1.0, r, sineRest, cosineLessOne, out double denominatorLow);
        double quotient = numerator / denominator;
        double remainder = Math.FusedMultiplyAdd(-quotient, denominator, numerator) + (numeratorLow - quotient * denominatorLow);
        return quotient + remainder / denominator;
    }

    /// <summary>main · cos(r) + sign · other · sin(r), in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Turned(
        in CirclePoint main, in CirclePoint other, double sign, double r, double sineRest, double cosineLessOne, out double low)
    {
        double factor = sign * other.Sine;
        double product = factor * r;
        double productLow = Math.FusedMultiplyAdd(factor, r, -product);
        double sum = main.Sine + product;
        double part = sum - main.Sine;
        double lost = main.Sine - (sum - part) + (product - part);
        double others = lost + (productLow + (factor * sineRest + sign * other.SineLow * r + (main.Sine * cosineLessOne + main.SineLow)));
        double result = sum + others;
        low = others - (result - sum);
        return result;
    }
}
