using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Rows;

/// <summary>Hashes rows of key columns to 64 bits, the same on every CPU and in every process.</summary>
/// <remarks>Keys are prepared by <see cref="KeyColumns"/>: nested values are encoded, floats normalized. A column's values are mixed with the hash of the columns before it.</remarks>
internal static unsafe class ColumnHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Multiplier1 = 0xBF58476D1CE4E5B9;
    private const ulong Multiplier2 = 0x94D049BB133111EB;
    private const ulong Chain = 0xD6E8FEB86659FD93;
    private const ulong NullBits = 0xA0761D6478BD642F;

    /// <summary>Hashes the selected rows; <c>hashes[i]</c> receives the hash of the i-th one.</summary>
    public static void Compute(ReadOnlySpan<Column> columns, Selection rows, ulong* hashes)
    {
        new Span<ulong>(hashes, rows.Count).Fill(Seed);
        foreach (var column in columns)
        {
            Add(column, rows, hashes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong bits, ulong previous)
    {
        ulong hash = bits + previous * Chain;
        hash = (hash ^ (hash >> 30)) * Multiplier1;
        hash = (hash ^ (hash >> 27)) * Multiplier2;
        return hash ^ (hash >> 31);
    }

    private static void Add(Column column, Selection rows, ulong* hashes)
    {
        switch (column.Physical)
        {
            case PhysicalType.Boolean or PhysicalType.Int8:
                AddFixed<byte>(column, rows, hashes);
                break;
            case PhysicalType.Int16:
                AddFixed<ushort>(column, rows, hashes);
                break;
            case PhysicalType.Int32 or PhysicalType.Float32:
                AddFixed<uint>(column, rows, hashes);
                break;
            case PhysicalType.Int64 or PhysicalType.Float64:
                if (column.Shape == ColumnShape.Flat && !column.HasNulls && rows.IsAll)
                {
                    AddLongs(column.Data<ulong>(), rows.Count, hashes);
                }
                else
                {
                    AddFixed<ulong>(column, rows, hashes);
                }
                break;
            case PhysicalType.Int128 or PhysicalType.Interval:
                AddWide(column, rows, hashes);
                break;
            case PhysicalType.String:
                AddStrings(column, rows, hashes);
                break;
            case PhysicalType.Null:
                for (int i = 0; i < rows.Count; i++)
                {
                    hashes[i] = Mix(NullBits, hashes[i]);
                }
                break;
            default:
                throw new System.Diagnostics.UnreachableException("nested keys are encoded before they are hashed");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddLongs(ulong* values, int count, ulong* hashes)
    {
        int i = 0;
        var chain = Vector512.Create(Chain);
        var multiplier1 = Vector512.Create(Multiplier1);
        var multiplier2 = Vector512.Create(Multiplier2);
        for (; i + 8 <= count; i += 8)
        {
            // SAFETY: i + 8 values and hashes are in bounds.
            var hash = Vector512.Load(values + i) + Vector512.Load(hashes + i) * chain;
            hash = (hash ^ (hash >>> 30)) * multiplier1;
            hash = (hash ^ (hash >>> 27)) * multiplier2;
            (hash ^ (hash >>> 31)).Store(hashes + i);
        }
        for (; i < count; i++)
        {
            hashes[i] = Mix(values[i], hashes[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFixed<T>(Column column, Selection rows, ulong* hashes) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var reader = column.Read<T>();
        if (!reader.HasNulls)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                hashes[i] = Mix(ulong.CreateTruncating(reader[rows[i]]), hashes[i]);
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            hashes[i] = Mix(reader.IsValid(row) ? ulong.CreateTruncating(reader[row]) : NullBits, hashes[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWide(Column column, Selection rows, ulong* hashes)
    {
        var reader = column.Read<UInt128>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (reader.IsValid(row))
            {
                var value = reader[row];
                hashes[i] = Mix((ulong)(value >> 64), Mix((ulong)value, hashes[i]));
            }
            else
            {
                hashes[i] = Mix(NullBits, hashes[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddStrings(Column column, Selection rows, ulong* hashes)
    {
        var reader = column.Read<StringView>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            hashes[i] = reader.IsValid(row) ? HashString(ref reader[row], hashes[i]) : Mix(NullBits, hashes[i]);
        }
    }

    /// <summary>Hashes a string on top of a previous hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashString(ref StringView view, ulong previous) =>
        view.IsInline ? Mix(view.Tail, Mix(view.Head, previous)) : HashLong((byte*)view.Tail, view.Length, previous);

    private static ulong HashLong(byte* bytes, int length, ulong previous)
    {
        ulong hash = previous + (ulong)length * Seed;
        ulong other = ~previous;
        int i = 0;
        for (; i + 16 <= length; i += 16)
        {
            // SAFETY: i + 16 bytes are inside the string.
            ulong low = Unsafe.ReadUnaligned<ulong>(bytes + i);
            ulong high = Unsafe.ReadUnaligned<ulong>(bytes + i + 8);
            hash = Fold(low ^ hash, high ^ Multiplier1);
            other += low + high;
        }
        // The last 16 bytes, overlapping what was read: longer strings than 12 bytes may have fewer than 16.
        ulong first = Unsafe.ReadUnaligned<ulong>(bytes + length - 8);
        ulong before = length >= 16 ? Unsafe.ReadUnaligned<ulong>(bytes + length - 16) : Unsafe.ReadUnaligned<ulong>(bytes);
        return Mix(Fold(before ^ hash, first ^ Multiplier2), other);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
