using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics;

/// <summary>Holds 10^0 to 10^38 for 128-bit and 10^0 to 10^18 for 64-bit values.</summary>
public static class PowersOfTen
{
    /// <summary>The largest number of decimal digits a Spark decimal can have.</summary>
    public const int MaxDigits = 38;

    /// <summary>The largest number of decimal digits that always fit a long.</summary>
    public const int MaxInt64Digits = 18;

    private static readonly long[] Int64Table = MakeInt64();
    private static readonly Int128[] Int128Table = MakeInt128();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Int64(int exponent) => Int64Table[exponent];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Int128(int exponent) => Int128Table[exponent];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt128 UInt128(int exponent) => (UInt128)Int128Table[exponent];

    /// <summary>Counts the decimal digits of a magnitude; zero has one digit.</summary>
    public static int CountDigits(UInt128 magnitude)
    {
        if (magnitude <= ulong.MaxValue)
        {
            return CountDigits((ulong)magnitude);
        }

        int bits = 128 - (int)System.UInt128.LeadingZeroCount(magnitude);
        int guess = (bits * 1233) >> 12;
        if (guess > MaxDigits)
        {
            guess = MaxDigits;
        }

        return magnitude >= UInt128(guess) ? guess + 1 : guess;
    }

    /// <summary>Counts the decimal digits of a magnitude; zero has one digit.</summary>
    public static int CountDigits(ulong magnitude)
    {
        if (magnitude < 10)
        {
            return 1;
        }

        int bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(magnitude);
        int guess = (bits * 1233) >> 12;
        if (guess == 19)
        {
            return magnitude >= 10_000_000_000_000_000_000UL ? 20 : 19;
        }

        return magnitude >= (ulong)Int64Table[guess] ? guess + 1 : guess;
    }

    private static long[] MakeInt64()
    {
        var table = new long[MaxInt64Digits + 1];
        long power = 1;
        for (int exponent = 0; exponent < table.Length; exponent++)
        {
            table[exponent] = power;
            power = unchecked(power * 10);
        }

        return table;
    }

    private static Int128[] MakeInt128()
    {
        var table = new Int128[MaxDigits + 1];
        Int128 power = 1;
        for (int exponent = 0; exponent < table.Length; exponent++)
        {
            table[exponent] = power;
            power = unchecked(power * 10);
        }

        return table;
    }
}
