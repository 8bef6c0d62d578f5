using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Rows;

/// <summary>Gathers values of rows into columns. Long strings are shown, not copied: the rows must stay pinned while the columns are used.</summary>
internal static unsafe class RowReader
{
    /// <summary>Reads a layout column of rows into the rows <c>firstRow + i</c> of a flat column that was reset.</summary>
    public static void Read(RowLayout layout, int layoutColumn, byte** rows, int count, Column target, int firstRow) =>
        Read(layout, layoutColumn, rows, Selection.All(count), target, firstRow);

    /// <summary>Reads a layout column: the i-th row goes to row <c>firstRow + positions[i]</c> of the target.</summary>
    public static void Read(RowLayout layout, int layoutColumn, byte** rows, Selection positions, Column target, int firstRow)
    {
        int offset = layout.Offsets[layoutColumn];
        switch (layout.Kinds[layoutColumn])
        {
            case RowValueKind.Fixed1:
                ReadFixed<byte>(offset, rows, positions, target, firstRow);
                break;
            case RowValueKind.Fixed2:
                ReadFixed<short>(offset, rows, positions, target, firstRow);
                break;
            case RowValueKind.Fixed4:
                ReadFixed<int>(offset, rows, positions, target, firstRow);
                break;
            case RowValueKind.Fixed8:
                ReadFixed<long>(offset, rows, positions, target, firstRow);
                break;
            case RowValueKind.Fixed16:
                ReadFixed<Int128>(offset, rows, positions, target, firstRow);
                break;
            case RowValueKind.String:
                ReadFixed<StringView>(offset, rows, positions, target, firstRow);
                break;
            case RowValueKind.Encoded:
                ReadEncoded(layout, layoutColumn, rows, positions, target, firstRow);
                return;
            case RowValueKind.Nothing:
                return;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
        ReadNulls(layout, layoutColumn, rows, positions, target, firstRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadFixed<T>(int offset, byte** rows, Selection positions, Column target, int firstRow) where T : unmanaged
    {
        T* values = target.Data<T>() + firstRow;
        if (positions.IsAll)
        {
            for (int i = 0; i < positions.Count; i++)
            {
                values[i] = Unsafe.ReadUnaligned<T>(rows[i] + offset);
            }
            return;
        }
        for (int i = 0; i < positions.Count; i++)
        {
            values[positions[i]] = Unsafe.ReadUnaligned<T>(rows[i] + offset);
        }
    }

    private static void ReadEncoded(RowLayout layout, int layoutColumn, byte** rows, Selection positions, Column target, int firstRow)
    {
        int offset = layout.Offsets[layoutColumn];
        for (int i = 0; i < positions.Count; i++)
        {
            int to = firstRow + positions[i];
            if (IsNull(layout, layoutColumn, rows[i]))
            {
                ValueCodec.SetNull(target, to);
            }
            else
            {
                ValueCodec.Read(StringView.Span((StringView*)(rows[i] + offset)), target, to);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadNulls(RowLayout layout, int layoutColumn, byte** rows, Selection positions, Column target, int firstRow)
    {
        int offset = layout.ValidityOffset + (layoutColumn >> 3);
        int bit = 1 << (layoutColumn & 7);
        int all = bit;
        for (int i = 0; i < positions.Count; i++)
        {
            all &= rows[i][offset];
        }
        if (all != 0)
        {
            if (target.HasNulls)
            {
                ulong* valid = target.WritableValidity();
                for (int i = 0; i < positions.Count; i++)
                {
                    int to = firstRow + positions[i];
                    valid[to >> 6] |= 1UL << (to & 63);
                }
            }
            return;
        }
        ulong* validity = target.WritableValidity();
        for (int i = 0; i < positions.Count; i++)
        {
            int to = firstRow + positions[i];
            ulong mask = 1UL << (to & 63);
            validity[to >> 6] = (rows[i][offset] & bit) == 0 ? validity[to >> 6] & ~mask : validity[to >> 6] | mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNull(RowLayout layout, int layoutColumn, byte* row) => (row[layout.ValidityOffset + (layoutColumn >> 3)] >> (layoutColumn & 7) & 1) == 0;
}
