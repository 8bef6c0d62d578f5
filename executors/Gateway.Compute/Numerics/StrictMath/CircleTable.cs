using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>Holds the 64 points of the circle at multiples of π/32, made from the 17 sines of its first quarter.</summary>
internal static class CircleTable
{
    /// <summary>sin(n π/32) for n from 0 to 16, and the first 24 bits of what rounding took off.</summary>
    private static readonly (double High, double Low)[] _quarter =
    [
        (0.0, 0.0),
        (0.0980171403295606, -1.6345824060817233e-18),
        (0.19509032201612828, -7.991079223603255e-18),
        (0.2902846772544624, -1.8927978564718132e-17),
        (0.3826834323650898, -1.0050773010930708e-17),
        (0.47139673682599764, 6.516678171793318e-18),
        (0.5555702330196022, 4.709410873377549e-17),
        (0.6343932841636455, 1.042090159346246e-17),
        (0.7071067811865476, -4.833646783938113e-17),
        (0.773010453362737, -3.256590550158814e-17),
        (0.8314696123025452, 1.4073856703154585e-18),
        (0.881921264348355, -1.9843248949424382e-17),
        (0.9238795325112867, 1.7645047904427988e-17),
        (0.9569403357322088, 4.055386956300452e-17),
        (0.9807852804032304, 1.8546939469906805e-17),
        (0.9951847266721969, -4.248691455392459e-17),
        (1.0, 0.0),
    ];

    private static readonly CirclePoint[] _points = [.. Enumerable.Range(0, 64).Select(Point)];

    /// <summary>The point at n π/32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly CirclePoint At(int n) => ref _points[n & 63];

    private static CirclePoint Point(int n)
    {
        (double sine, double sineLow) = Sine(n);
        (double cosine, double cosineLow) = Sine(n + 16);
        double power = cosine == 0 ? 0 : Math.CopySign(NearestPower(Math.Abs(cosine)), cosine);
        return new CirclePoint(sine, sineLow, power, cosine - power + cosineLow);
    }

    private static double NearestPower(double value)
    {
        double power = 1;
        while (value - power * 0.5 < power - value)
        {
            power *= 0.5;
        }
        return power;
    }

    private static (double High, double Low) Sine(int n)
    {
        n &= 63;
        (double high, double low) = _quarter[(n & 31) <= 16 ? n & 31 : 32 - (n & 31)];
        return n < 32 ? (high, low) : (-high, -low);
    }
}
