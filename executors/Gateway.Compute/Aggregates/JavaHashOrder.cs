using System.Numerics;
using System.Text;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Tells in which order Spark's open hash map gives back its keys, which settles ties of aggregates that keep one.</summary>
/// <remarks>Semantics: Spark 4.3 OpenHashMap: capacities of powers of two from 64, triangular probing, growth above 0.7, positions by Murmur3 (seed 0) of Java's hash code.</remarks>
internal static class JavaHashOrder
{
    private const int FirstCapacity = 64;
    private const double LoadFactor = 0.7;

    /// <summary>Gives the positions of keys in iteration order.</summary>
    /// <param name="hashCodes">Java's hash code of each distinct key, in the order of insertion.</param>
    public static IEnumerable<int> Of(ReadOnlySpan<int> hashCodes)
    {
        int[] table = NewTable(FirstCapacity);
        for (int key = 0; key < hashCodes.Length; key++)
        {
            Place(table, key, hashCodes);
            if (key + 1 > LoadFactor * table.Length)
            {
                int[] larger = NewTable(table.Length * 2);
                foreach (int placed in table)
                {
                    if (placed >= 0)
                    {
                        Place(larger, placed, hashCodes);
                    }
                }
                table = larger;
            }
        }
        return table.Where(static key => key >= 0);
    }

    /// <summary>Gets the hash code that Spark's boxed form of a value has; null for types whose code depends on more than the value.</summary>
    public static int? HashCode(Column column, int row) => ColumnValues.Get(column, row) switch
    {
        bool truth => truth ? 1231 : 1237,
        sbyte number => number,
        short number => number,
        int number => number,
        long number => OfLong(number),
        float number => BitConverter.SingleToInt32Bits(number),
        double number => OfLong(BitConverter.DoubleToInt64Bits(number)),
        Int128 unscaled when column.Type is DecimalType type => OfDecimal(unscaled, type.Scale),
        string text => Murmur3.Hash(Encoding.UTF8.GetBytes(text), Murmur3.Seed),
        _ => null,
    };

    private static int OfLong(long number) => unchecked((int)(number ^ (long)((ulong)number >> 32)));

    /// <summary>Scala's BigDecimal: whole numbers as integers, those that a double holds as that, others by their digits.</summary>
    private static int OfDecimal(Int128 unscaled, int scale)
    {
        while (scale > 0 && unscaled % 10 == 0)
        {
            unscaled /= 10;
            scale--;
        }
        if (scale == 0)
        {
            return OfWhole(unscaled);
        }
        double number = (double)unscaled / Math.Pow(10, scale);
        return (float)number == number ? BitConverter.SingleToInt32Bits((float)number) : OfLong(BitConverter.DoubleToInt64Bits(number));
    }

    private static int OfWhole(Int128 number)
    {
        if (number == (int)number)
        {
            return (int)number;
        }
        if (number == (long)number)
        {
            return OfLong((long)number);
        }
        int hash = 0;
        foreach (byte[] word in ((BigInteger)Int128.Abs(number)).ToByteArray(isUnsigned: true, isBigEndian: false).Chunk(4).Reverse())
        {
            uint value = 0;
            for (int i = word.Length - 1; i >= 0; i--)
            {
                value = (value << 8) | word[i];
            }
            hash = unchecked((31 * hash) + (int)value);
        }
        return number < 0 ? -hash : hash;
    }

    private static int[] NewTable(int capacity)
    {
        int[] table = new int[capacity];
        Array.Fill(table, -1);
        return table;
    }

    private static void Place(int[] table, int key, ReadOnlySpan<int> hashCodes)
    {
        int mask = table.Length - 1;
        int position = Murmur3.Hash(hashCodes[key], 0) & mask;
        for (int step = 1; table[position] >= 0; step++)
        {
            position = (position + step) & mask;
        }
        table[position] = key;
    }
}
