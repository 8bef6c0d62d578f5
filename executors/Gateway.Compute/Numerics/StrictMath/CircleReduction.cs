using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>Takes the nearest multiple of π/32 off an angle; from 90112 on the angle first passes <see cref="PayneHanek"/>.</summary>
internal static class CircleReduction
{
    private const double ThirtyTwoOverPi = 10.185916357881302;

    // π/32 in three parts, the first two of 32 bits at most, so that their products with n are exact.
    private const double Part1 = 0.09817477042088285;
    private const double Part2 = 3.798187816439979e-12;
    private const double Part3 = 1.2639164054974691e-22;

    // Bits of magnitudes: 2^-252, 90112.
    private const long TooSmall = (1023L - 252) << 52;
    private const long TooLarge = 0x40F60000_00000000;

    /// <summary>Whether the angle is so small that it is its own sine, and squares would leave the range of doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTiny(double x) => Binary64.Magnitude(x) < TooSmall;

    /// <summary>Splits an angle into n π/32 + r + rest.</summary>
    /// <param name="x">The angle.</param>
    /// <param name="coarse">r before its last bits were taken off.</param>
    /// <param name="r">At most a little more than π/64; NaN of what is not finite.</param>
    /// <param name="rest">What r lost by rounding.</param>
    /// <returns>n, to a multiple of 64.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Reduce(double x, out double coarse, out double r, out double rest)
    {
        int turn = 0;
        double low = 0;
        if (Binary64.Magnitude(x) >= TooLarge)
        {
            turn = ReduceLarge(ref x, out low);
        }
        int n = (int)(x * ThirtyTwoOverPi + Math.CopySign(0.5, x));
        coarse = x - n * Part1;
        double second = n * Part2;
        r = coarse - second;
        rest = coarse - r - second - n * Part3 + low;
        return n + turn;
    }

    private static int ReduceLarge(ref double x, out double low)
    {
        if (double.IsFinite(x))
        {
            return 8 * PayneHanek.Reduce(x, out x, out low);
        }
        x = double.NaN;
        low = 0;
        return 0;
    }
}
