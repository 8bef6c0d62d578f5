using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Operators;

/// <summary>Turns boolean columns into lists of the rows that are true.</summary>
internal static unsafe class SelectionWriter
{
    /// <summary>Writes the selected rows that are true and not NULL, ascending, and returns their number.</summary>
    /// <param name="target">Room for <c>rows.Count</c> numbers and 64 bytes more; may be the selection's own list.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int WriteTrue(Column truth, Selection rows, int* target)
    {
        if (truth.Physical == PhysicalType.Null || rows.Count == 0)
        {
            return 0;
        }
        var reader = truth.Read<byte>();
        if (reader.IsConstant)
        {
            return reader[0] != 0 && reader.IsValid(0) ? Copy(rows, target) : 0;
        }
        if (rows.IsAll && reader.IsFlat)
        {
            return WriteFlat(reader.Values, reader.Validity, rows.Count, target);
        }
        int count = 0;
        if (!reader.HasNulls)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows[i];
                target[count] = row;
                count += reader[row] & 1;
            }
            return count;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            target[count] = row;
            count += reader.IsValid(row) ? reader[row] & 1 : 0;
        }
        return count;
    }

    private static int Copy(Selection rows, int* target)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            target[i] = rows[i];
        }
        return rows.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int WriteFlat(byte* values, ulong* validity, int rowCount, int* target)
    {
        int count = 0;
        int row = 0;
        var lanes = Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        for (; row + 64 <= rowCount; row += 64)
        {
            // SAFETY: 64 values from row on are in bounds; the target has room for as many numbers as rows were read.
            ulong mask = ~Vector512.Equals(Vector512.Load(values + row), Vector512<byte>.Zero).ExtractMostSignificantBits();
            if (validity is not null)
            {
                mask &= validity[row >> 6];
            }
            if (mask == ulong.MaxValue)
            {
                for (int i = 0; i < 64; i += 16)
                {
                    (lanes + Vector512.Create(row + i)).Store(target + count + i);
                }
                count += 64;
                continue;
            }
            while (mask != 0)
            {
                target[count++] = row + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
            }
        }
        for (; row < rowCount; row++)
        {
            target[count] = row;
            count += values[row] & (validity is null ? 1 : (int)(validity[row >> 6] >> row & 1));
        }
        return count;
    }
}
