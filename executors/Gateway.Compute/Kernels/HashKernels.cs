using System.Numerics;
using System.Security.Cryptography;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>A hash that chains: the result over one value seeds the next.</summary>
public interface IValueHasher<T> where T : unmanaged
{
    static abstract T Hash(int value, T seed);

    static abstract T Hash(long value, T seed);

    static abstract T Hash(ReadOnlySpan<byte> bytes, T seed);
}

/// <summary>Spark's hash() and the partitioning of repartition and bucketing.</summary>
public readonly struct MurmurHasher : IValueHasher<int>
{
    public static int Hash(int value, int seed) => Murmur3.Hash(value, seed);

    public static int Hash(long value, int seed) => Murmur3.Hash(value, seed);

    public static int Hash(ReadOnlySpan<byte> bytes, int seed) => Murmur3.Hash(bytes, seed);
}

/// <summary>Spark's xxhash64().</summary>
public readonly struct XxHasher : IValueHasher<long>
{
    public static long Hash(int value, long seed) => XxHash64.Hash(value, seed);

    public static long Hash(long value, long seed) => XxHash64.Hash(value, seed);

    public static long Hash(ReadOnlySpan<byte> bytes, long seed) => XxHash64.Hash(bytes, seed);
}

/// <summary>Hashes rows of columns, value after value; a NULL leaves the hash as it is.</summary>
public static unsafe class RowHash<THasher, T>
    where THasher : struct, IValueHasher<T>
    where T : unmanaged
{
    /// <summary>Mixes the selected rows of a column into running hashes, indexed by row number.</summary>
    public static void Mix(Column column, Selection rows, T* hashes)
    {
        if (column.Physical == PhysicalType.Null)
        {
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            hashes[row] = Hash(column, row, hashes[row]);
        }
    }

    /// <summary>Mixes one value into a hash.</summary>
    public static T Hash(Column column, int row, T seed)
    {
        if (column.IsNull(row))
        {
            return seed;
        }
        int slot = column.Slot(row);
        var source = column.Source;
        byte* values = source.Values;
        switch (source.Physical)
        {
            case PhysicalType.Boolean:
                return THasher.Hash((int)values[slot], seed);
            case PhysicalType.Int8:
                return THasher.Hash((int)((sbyte*)values)[slot], seed);
            case PhysicalType.Int16:
                return THasher.Hash((int)((short*)values)[slot], seed);
            case PhysicalType.Int32:
                return THasher.Hash(((int*)values)[slot], seed);
            case PhysicalType.Int64 when column.Type is DecimalType { Precision: > DecimalType.MaxLongDigits }:
                return HashWide(((long*)values)[slot], seed);
            case PhysicalType.Int64:
                return THasher.Hash(((long*)values)[slot], seed);
            case PhysicalType.Float32:
                float single = ((float*)values)[slot];
                return THasher.Hash(single == 0 ? 0 : float.IsNaN(single) ? 0x7fc00000 : BitConverter.SingleToInt32Bits(single), seed);
            case PhysicalType.Float64:
                double number = ((double*)values)[slot];
                return THasher.Hash(number == 0 ? 0L : double.IsNaN(number) ? 0x7ff8000000000000L : BitConverter.DoubleToInt64Bits(number), seed);
            case PhysicalType.Int128 when column.Type is TimestampNanosType:
                var (micros, rest) = Time.NanosTimestamp.Split(((Int128*)values)[slot]);
                return THasher.Hash(rest, THasher.Hash(micros, seed));
            case PhysicalType.Int128:
                return HashWide(((Int128*)values)[slot], seed);
            case PhysicalType.String:
                return THasher.Hash(StringView.Span((StringView*)values + slot), seed);
            case PhysicalType.Interval:
                var interval = ((CalendarInterval*)values)[slot];
                return THasher.Hash(interval.Months, THasher.Hash(interval.Days, THasher.Hash(interval.Microseconds, seed)));
            case PhysicalType.List:
            case PhysicalType.Map:
                var span = ((ListSpan*)values)[slot];
                for (int i = 0; i < span.Length; i++)
                {
                    foreach (var child in source.Children)
                    {
                        seed = Hash(child, span.Offset + i, seed);
                    }
                }
                return seed;
            case PhysicalType.Struct:
                foreach (var child in source.Children)
                {
                    seed = Hash(child, slot, seed);
                }
                return seed;
            case PhysicalType.Null:
                return seed;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Decimals of more than 18 digits hash the shortest big-endian bytes of their unscaled value.</summary>
    private static T HashWide(Int128 unscaled, T seed)
    {
        Span<byte> bytes = stackalloc byte[16];
        ((IBinaryInteger<Int128>)unscaled).WriteBigEndian(bytes);
        int first = 0;
        while (first < 15 && ((bytes[first] == 0 && bytes[first + 1] < 0x80) || (bytes[first] == 0xFF && bytes[first + 1] >= 0x80)))
        {
            first++;
        }
        return THasher.Hash(bytes[first..], seed);
    }
}

/// <summary>hash(..) and xxhash64(..): never NULL.</summary>
internal sealed unsafe class RowHashFunction<THasher, T>(BoundCall site, T seed) : ColumnFunction(site)
    where THasher : struct, IValueHasher<T>
    where T : unmanaged
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        T* hashes = result.Data<T>();
        for (int i = 0; i < selection.Count; i++)
        {
            hashes[selection[i]] = seed;
        }
        foreach (var argument in arguments)
        {
            RowHash<THasher, T>.Mix(argument, selection, hashes);
        }
    }
}

internal readonly struct Crc32Hash : IRowOp<StringView, long>
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(static i =>
    {
        uint entry = (uint)i;
        for (int bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) != 0 ? (entry >> 1) ^ 0xEDB88320u : entry >> 1;
        }
        return entry;
    })];

    public static bool Invoke(ref StringView value, RowContext context, out long result)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in StringView.Span(in value))
        {
            crc = _table[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        result = ~crc;
        return true;
    }
}

/// <summary>Writes digests as lower-case hexadecimal text.</summary>
internal static class Digest
{
    public static StringView Text(ReadOnlySpan<byte> digest, StringHeap heap)
    {
        Span<byte> digits = stackalloc byte[128];
        Convert.TryToHexStringLower(digest, digits, out int length);
        return heap.Add(digits[..length]);
    }
}

#pragma warning disable CA5350, CA5351 // Spark's md5 and sha1 are what they are.
internal readonly struct Md5Hash : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView value, RowContext context, out StringView result)
    {
        Span<byte> digest = stackalloc byte[16];
        MD5.HashData(StringView.Span(in value), digest);
        result = Digest.Text(digest, context.Heap);
        return true;
    }
}

internal readonly struct Sha1Hash : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView value, RowContext context, out StringView result)
    {
        Span<byte> digest = stackalloc byte[20];
        SHA1.HashData(StringView.Span(in value), digest);
        result = Digest.Text(digest, context.Heap);
        return true;
    }
}
#pragma warning restore CA5350, CA5351

/// <summary>SHA-2 of 224, 256 (also 0), 384 or 512 bits; NULL for other lengths.</summary>
internal readonly struct Sha2Hash : IRowOp<StringView, int, StringView>
{
    public static bool Invoke(ref StringView value, ref int bits, RowContext context, out StringView result)
    {
        Span<byte> digest = stackalloc byte[64];
        var bytes = StringView.Span(in value);
        int length = bits switch
        {
            0 or 256 => SHA256.HashData(bytes, digest),
            224 => Sha224.HashData(bytes, digest),
            384 => SHA384.HashData(bytes, digest),
            512 => SHA512.HashData(bytes, digest),
            _ => 0,
        };
        result = length == 0 ? default : Digest.Text(digest[..length], context.Heap);
        return length != 0;
    }
}
