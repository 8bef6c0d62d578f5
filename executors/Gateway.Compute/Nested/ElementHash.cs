using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Hashes single values of any type for in-memory sets. Values that Spark's ordering calls equal hash equal.</summary>
internal static unsafe class ElementHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    [ThreadStatic]
    private static Core.Collations.KeyBuffer? _key;

    /// <summary>Tells whether equal hashes mean equal values: the type fits 64 bits, which the hash permutes.</summary>
    public static bool IsExact(PhysicalType type) => type is PhysicalType.Boolean or PhysicalType.Int8 or PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64
        or PhysicalType.Float32 or PhysicalType.Float64;

    /// <summary>Hashes a row that is not NULL.</summary>
    public static ulong Of(Column column, int row)
    {
        int slot = column.Slot(row);
        var source = column.Source;
        byte* values = source.Values;
        switch (column.Physical)
        {
            case PhysicalType.Boolean:
            case PhysicalType.Int8:
                return Mix(values[slot]);
            case PhysicalType.Int16:
                return Mix((ulong)((short*)values)[slot]);
            case PhysicalType.Int32:
                return Mix((ulong)((int*)values)[slot]);
            case PhysicalType.Int64:
                return Mix((ulong)((long*)values)[slot]);
            case PhysicalType.Float32:
                return Mix(Canonical(((float*)values)[slot]));
            case PhysicalType.Float64:
                return Mix(Canonical(((double*)values)[slot]));
            case PhysicalType.Int128:
            case PhysicalType.Interval:
                ulong* words = (ulong*)values + 2 * slot;
                return Mix(words[0] ^ Mix(words[1] + Seed));
            case PhysicalType.String when column.Type is StringType { Rules: { } rules }:
                var key = _key ??= new Core.Collations.KeyBuffer();
                key.Clear();
                rules.AppendKey(StringView.Span((StringView*)values + slot), key);
                return OfBytes(key.Written);
            case PhysicalType.String:
                return OfBytes(StringView.Span((StringView*)values + slot));
            case PhysicalType.List:
            case PhysicalType.Map:
                var span = ((ListSpan*)values)[slot];
                ulong hash = Mix((ulong)span.Length);
                for (int i = 0; i < span.Length; i++)
                {
                    foreach (var child in source.Children)
                    {
                        hash = Mix(hash * Seed + OfNullable(child, span.Offset + i));
                    }
                }
                return hash;
            case PhysicalType.Struct:
                ulong combined = Seed;
                foreach (var child in source.Children)
                {
                    combined = Mix(combined * Seed + OfNullable(child, slot));
                }
                return combined;
            case PhysicalType.Null:
                return 0;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public static ulong OfNullable(Column column, int row) => column.IsNull(row) ? 0 : Of(column, row);

    /// <summary>Permutes 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        value ^= value >> 32;
        value *= 0xD6E8FEB86659FD93;
        value ^= value >> 32;
        value *= 0xD6E8FEB86659FD93;
        return value ^ value >> 32;
    }

    private static ulong Canonical(double value) => double.IsNaN(value) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value);

    private static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Mix(Seed + (ulong)bytes.Length);
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }
        ulong tail = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            tail |= (ulong)bytes[i] << (8 * i);
        }
        return Mix(hash ^ tail);
    }
}
