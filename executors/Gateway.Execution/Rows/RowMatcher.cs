using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Rows;

/// <summary>Compares prepared key columns with the keys kept in rows, column by column; NULL equals NULL.</summary>
internal static unsafe class RowMatcher
{
    /// <summary>Splits candidates into those whose keys all equal and the others.</summary>
    /// <param name="columns">Prepared keys, layout columns 0..n-1.</param>
    /// <param name="selection">Rows that candidates refer to by position.</param>
    /// <param name="candidates">Positions in <paramref name="selection"/>; on return the first <c>result</c> of them match.</param>
    /// <param name="rows">By position in the selection: the row to compare with.</param>
    /// <param name="mismatches">Receives the positions that do not match, or null.</param>
    /// <returns>The number of matches.</returns>
    public static int Match(RowLayout layout, ReadOnlySpan<Column> columns, Selection selection, int* candidates, int count, byte** rows, int* mismatches, ref int mismatchCount)
    {
        for (int i = 0; i < columns.Length && count > 0; i++)
        {
            count = MatchKey(layout, i, columns[i], selection, candidates, count, rows, mismatches, ref mismatchCount);
        }
        return count;
    }

    /// <summary>Does the same as <c>Match</c> for one key.</summary>
    public static int MatchKey(RowLayout layout, int key, Column column, Selection selection, int* candidates, int count, byte** rows, int* mismatches, ref int mismatchCount) => column.Physical switch
    {
        PhysicalType.Boolean or PhysicalType.Int8 => Compare<byte>(layout, key, column, selection, candidates, count, rows, mismatches, ref mismatchCount),
        PhysicalType.Int16 => Compare<short>(layout, key, column, selection, candidates, count, rows, mismatches, ref mismatchCount),
        PhysicalType.Int32 or PhysicalType.Float32 => Compare<int>(layout, key, column, selection, candidates, count, rows, mismatches, ref mismatchCount),
        PhysicalType.Int64 or PhysicalType.Float64 => Compare<long>(layout, key, column, selection, candidates, count, rows, mismatches, ref mismatchCount),
        PhysicalType.Int128 or PhysicalType.Interval => Compare<Int128>(layout, key, column, selection, candidates, count, rows, mismatches, ref mismatchCount),
        PhysicalType.String => Compare<StringView>(layout, key, column, selection, candidates, count, rows, mismatches, ref mismatchCount),
        PhysicalType.Null => count,
        _ => throw new System.Diagnostics.UnreachableException("nested keys are encoded before they are compared"),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Compare<T>(RowLayout layout, int key, Column column, Selection selection, int* candidates, int count, byte** rows, int* mismatches, ref int mismatchCount)
        where T : unmanaged, IEquatable<T>
    {
        var reader = column.Read<T>();
        int offset = layout.Offsets[key];
        int validity = layout.ValidityOffset + (key >> 3);
        int bit = key & 7;
        int matches = 0;
        int misses = mismatchCount;
        bool hasNulls = reader.HasNulls;
        for (int i = 0; i < count; i++)
        {
            int position = candidates[i];
            int row = selection[position];
            byte* stored = rows[position];
            bool storedValid = (stored[validity] >> bit & 1) != 0;
            bool equal = hasNulls && !reader.IsValid(row) ? !storedValid : storedValid && reader[row].Equals(Unsafe.ReadUnaligned<T>(stored + offset));
            if (equal)
            {
                candidates[matches++] = position;
            }
            else if (mismatches is not null)
            {
                mismatches[misses++] = position;
            }
        }
        mismatchCount = misses;
        return matches;
    }

    /// <summary>Tells whether two rows of one layout have equal keys.</summary>
    public static bool RowsMatch(RowLayout layout, int keyCount, byte* left, byte* right)
    {
        for (int key = 0; key < keyCount; key++)
        {
            bool leftNull = RowReader.IsNull(layout, key, left);
            if (leftNull != RowReader.IsNull(layout, key, right))
            {
                return false;
            }
            if (!leftNull && !ValuesMatch(layout.Kinds[key], left + layout.Offsets[key], right + layout.Offsets[key]))
            {
                return false;
            }
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ValuesMatch(RowValueKind kind, byte* left, byte* right) => kind switch
    {
        RowValueKind.Fixed1 => *left == *right,
        RowValueKind.Fixed2 => Unsafe.ReadUnaligned<short>(left) == Unsafe.ReadUnaligned<short>(right),
        RowValueKind.Fixed4 => Unsafe.ReadUnaligned<int>(left) == Unsafe.ReadUnaligned<int>(right),
        RowValueKind.Fixed8 => Unsafe.ReadUnaligned<long>(left) == Unsafe.ReadUnaligned<long>(right),
        RowValueKind.Fixed16 => Unsafe.ReadUnaligned<Int128>(left) == Unsafe.ReadUnaligned<Int128>(right),
        RowValueKind.String or RowValueKind.Encoded => Unsafe.ReadUnaligned<StringView>(left).Equals(Unsafe.ReadUnaligned<StringView>(right)),
        RowValueKind.Nothing => true,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
