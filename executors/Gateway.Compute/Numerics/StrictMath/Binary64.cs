using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics.StrictMath;

/// <summary>Reads and replaces parts of the 64 bits of a double: sign, 11 bits of exponent, 20 + 32 bits of fraction.</summary>
public static class Binary64
{
    /// <summary>The bits of 1.0.</summary>
    public const long One = 1023L << 52;

    /// <summary>The bits of infinity; a larger magnitude is a NaN.</summary>
    public const long Infinity = 2047L << 52;

    /// <summary>The bits without the sign, which order magnitudes as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Magnitude(double value) => BitConverter.DoubleToInt64Bits(value) & long.MaxValue;

    /// <summary>Sign, exponent and the first 20 bits of the fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int High(double value) => (int)(BitConverter.DoubleToInt64Bits(value) >> 32);

    /// <summary>The double of a high half and a low half of zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfHigh(int high) => BitConverter.Int64BitsToDouble((long)high << 32);

    /// <summary>Replaces the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double WithHigh(double value, int high) =>
        BitConverter.Int64BitsToDouble(((long)high << 32) | (BitConverter.DoubleToInt64Bits(value) & 0xFFFF_FFFFL));

    /// <summary>Cuts the last 32 bits of the fraction off, so that products of two such numbers are exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Chop(double value) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) & ~0xFFFF_FFFFL);

    /// <summary>Adds to the exponent field; the caller knows that the result is normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AddExponent(double value, int exponent) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + ((long)exponent << 52));

    /// <summary>Two to a power from -1022 to 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
