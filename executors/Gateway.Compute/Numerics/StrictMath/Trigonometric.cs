using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes sine and cosine with the bits of <c>java.lang.Math</c> on x86-64, which Spark calls for these two and which is not StrictMath: x is
/// n π/32 + r, and sin(b + r) is summed with compensation from the sine and cosine of b = n π/32 (<see cref="CircleTable"/>) and polynomials in r.
/// Error below 0.52 ulp. Method: the published description of Intel's libm.
/// </summary>
public static class Trigonometric
{
    /// <summary>The sine of an angle in radians.</summary>
    public static double Sin(double x) => CircleReduction.IsTiny(x) ? x : SineOfSum(x, 0);

    /// <summary>The cosine of an angle in radians.</summary>
    public static double Cos(double x) => CircleReduction.IsTiny(x) ? 1 : SineOfSum(x, 16);

    /// <summary>The sine of x and a multiple of π/32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SineOfSum(double x, int turn)
    {
        int n = turn + CircleReduction.Reduce(x, out double coarse, out double r, out double rest);
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
