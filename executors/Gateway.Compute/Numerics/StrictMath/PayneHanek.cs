using System.Numerics;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>
/// Takes the nearest multiple of π/4 off an angle of any size. Of x / 2π only the fraction counts: the bits of 1/2π whose products with the
/// 53 bits of x are whole turns are passed over, and the next 192 give the fraction to 139 bits. Method: Payne and Hanek, 1983.
/// </summary>
internal static class PayneHanek
{
    // π/4 in 24 bits, whose product with 29 others is exact, and the rest.
    private const double QuarterPi = 0.7853981256484985;
    private const double QuarterPiLow = 3.774894977445941e-08;

    /// <summary>Splits a finite x of at least 2^-12 into n π/4 + high + low.</summary>
    /// <returns>n modulo 8.</returns>
    public static int Reduce(double x, out double high, out double low)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        ulong significand = ((ulong)bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000;

        // 64 bits of zero stand before the binary point of the table.
        int offset = (int)((bits >> 52) & 0x7FF) - 1075 + 64;
        Fraction(significand, offset, out ulong first, out ulong second, out ulong third);

        int n = (int)(first >> 61);
        first = (first << 3) | (second >> 61);
        second = (second << 3) | (third >> 61);
        third <<= 3;
        bool negative = (first >> 63) != 0;
        if (negative)
        {
            n++;
            (UInt128 rest, third) = (new UInt128(~first, ~second), 0 - third);
            rest += third == 0 ? UInt128.One : UInt128.Zero;
            (first, second) = ((ulong)(rest >> 64), (ulong)rest);
        }
        Scaled(first, second, third, out high, out low);
        if (negative != x < 0)
        {
            (high, low) = (-high, -low);
        }
        return (x < 0 ? -n : n) & 7;
    }

    /// <summary>The fraction of a turn: the product of the significand and the 192 bits at an offset, without what overflows.</summary>
    private static void Fraction(ulong significand, int offset, out ulong first, out ulong second, out ulong third)
    {
        ulong a = Window(offset);
        ulong b = Window(offset + 64);
        ulong c = Window(offset + 128);
        UInt128 product = (UInt128)significand * c;
        third = (ulong)product;
        product = (UInt128)significand * b + (product >> 64);
        second = (ulong)product;
        first = significand * a + (ulong)(product >> 64);
    }

    private static ulong Window(int offset)
    {
        int word = offset >> 6;
        int shift = offset & 63;
        return shift == 0 ? InverseOfTwoPi[word] : (InverseOfTwoPi[word] << shift) | (InverseOfTwoPi[word + 1] >> (64 - shift));
    }

    /// <summary>A binary fraction of 192 bits times π/4, rounded, and what rounding took off.</summary>
    private static void Scaled(ulong first, ulong second, ulong third, out double high, out double low)
    {
        int zeros = 0;
        while (first == 0 && zeros < 192)
        {
            (first, second, third) = (second, third, 0);
            zeros += 64;
        }
        int shift = BitOperations.LeadingZeroCount(first);
        if (shift > 0 && shift < 64)
        {
            first = (first << shift) | (second >> (64 - shift));
            second = (second << shift) | (third >> (64 - shift));
        }
        double top = (first >> 34) * Math.ScaleB(1, -30 - zeros - shift);
        double rest = (long)(((first & 0x3_FFFF_FFFF) << 29) | (second >> 35)) * Math.ScaleB(1, -30 - 63 - zeros - shift);
        double product = top * QuarterPi;
        double others = (top + rest) * QuarterPiLow + rest * QuarterPi;
        high = product + others;
        low = others + (product - high);
    }

    /// <summary>1/2π in binary.</summary>
    private static ReadOnlySpan<ulong> InverseOfTwoPi =>
    [
        0x0000000000000000, 0x28BE60DB9391054A, 0x7F09D5F47D4D3770, 0x36D8A5664F10E410, 0x7F9458EAF7AEF158, 0x6DC91B8E909374B8,
        0x01924BBA82746487, 0x3F877AC72C4A69CF, 0xBA208D7D4BAED121, 0x3A671C09AD17DF90, 0x4E64758E60D4CE7D, 0x272117E2EF7E4A0E,
        0xC7FE25FFF7816603, 0xFBCBC462D6829B47, 0xDB4D9FB3C9F2C26D, 0xD3D18FD9A797FA8B, 0x5D49EEB1FAF97C5E, 0xCF41CE7DE294A4BA,
        0x9AFED7EC47E35742, 0x1580CC11BF1EDAEA, 0xFC33EF0826BD0D87,
    ];
}
