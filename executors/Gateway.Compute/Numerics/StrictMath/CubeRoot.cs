namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Computes cube roots with the bits of <c>java.lang.StrictMath</c>: a first guess by dividing the exponent by three, a rational step to 23 bits,
/// one Newton step to 53. Error below 0.667 ulp. Method and coefficients: FDLIBM 5.3.
/// </summary>
public static class CubeRoot
{
    private const int Guess = 715094163;
    private const int SubnormalGuess = 696219795;
    private const double C = 5.42857142857142815906e-01;
    private const double D = -7.05306122448979611050e-01;
    private const double E = 1.41428571428571436819e+00;
    private const double F = 1.60714285714285720630e+00;
    private const double G = 3.57142857142857150787e-01;

    /// <summary>The real cube root, of the sign of x.</summary>
    public static double Cbrt(double x)
    {
        double absolute = Math.Abs(x);
        if (absolute == 0 || !double.IsFinite(x))
        {
            return x;
        }
        int high = Binary64.High(absolute);
        double t = high < 0x00100000
            ? Binary64.WithHigh(18014398509481984.0 * absolute, Binary64.High(18014398509481984.0 * absolute) / 3 + SubnormalGuess)
            : Binary64.OfHigh(high / 3 + Guess);
        double r = t * t / absolute;
        double s = C + r * t;
        t *= G + F / (s + E + D / s);
        t = Binary64.OfHigh(Binary64.High(t) + 1);
        s = t * t;
        r = absolute / s;
        r = (r - t) / (t + t + r);
        t += t * r;
        return x < 0 ? -t : t;
    }
}
