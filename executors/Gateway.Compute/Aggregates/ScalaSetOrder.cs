using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Tells in which order Scala's mutable hash set, which Spark collects into, gives back its elements.</summary>
/// <remarks>Semantics: Scala 2.13 mutable.HashSet: capacities of powers of two from 16, growth at three quarters, positions by the folded hash code, chains in the order of their codes.</remarks>
internal static unsafe class ScalaSetOrder
{
    private const int FirstCapacity = 16;

    /// <summary>Gives the positions of distinct values in iteration order, or null for types whose hash code depends on more than the value.</summary>
    /// <param name="rows">The rows of a flat column, in the order of insertion.</param>
    public static int[]? Of(Column values, ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            if (HashCode(values, rows[i]) is not { } code)
            {
                return null;
            }
            codes[i] = code ^ (int)((uint)code >> 16);
        }
        int capacity = FirstCapacity;
        while (rows.Length >= capacity - (capacity / 4))
        {
            capacity *= 2;
        }
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(order, (left, right) =>
        {
            int compared = (codes[left] & (capacity - 1)).CompareTo(codes[right] & (capacity - 1));
            compared = compared != 0 ? compared : codes[left].CompareTo(codes[right]);
            return compared != 0 ? compared : left.CompareTo(right);
        });
        return order;
    }

    private static int? HashCode(Column column, int row) => column.Type switch
    {
        StringType { IsBinaryCollation: true } => Murmur3.Hash(StringView.Span(column.Data<StringView>() + row), Murmur3.Seed),
        StringType => null,
        BinaryType => OfBytes(StringView.Span(column.Data<StringView>() + row)),
        _ => JavaHashOrder.HashCode(column, row),
    };

    /// <summary>Bytes are collected as an array in Spark's own layout: their count, no NULLs, the bytes padded to words.</summary>
    private static int OfBytes(ReadOnlySpan<byte> bytes)
    {
        int nullWords = (bytes.Length + 63) / 64;
        var layout = new byte[8 + (8 * nullWords) + ((bytes.Length + 7) / 8 * 8)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(layout, bytes.Length);
        bytes.CopyTo(layout.AsSpan(8 + (8 * nullWords)));
        return Murmur3.Hash(layout, Murmur3.Seed);
    }
}
