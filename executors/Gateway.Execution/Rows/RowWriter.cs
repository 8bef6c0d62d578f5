using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Rows;

/// <summary>Scatters column values into rows.</summary>
internal static unsafe class RowWriter
{
    /// <summary>Writes the selected values of a column to the i-th row's slot of a layout column. Validity bits were set before; nulls are cleared here.</summary>
    public static void Write(RowCollection collection, Column column, int layoutColumn, Selection selection, byte** rows)
    {
        var layout = collection.Layout;
        int offset = layout.Offsets[layoutColumn];
        if (column.Physical == PhysicalType.Null)
        {
            WriteAllNull(layout, layoutColumn, selection.Count, rows);
            return;
        }
        switch (layout.Kinds[layoutColumn])
        {
            case RowValueKind.Fixed1:
                WriteFixed<byte>(column, offset, selection, rows);
                break;
            case RowValueKind.Fixed2:
                WriteFixed<short>(column, offset, selection, rows);
                break;
            case RowValueKind.Fixed4:
                WriteFixed<int>(column, offset, selection, rows);
                break;
            case RowValueKind.Fixed8:
                WriteFixed<long>(column, offset, selection, rows);
                break;
            case RowValueKind.Fixed16 when column.Physical == PhysicalType.Int64:
                WriteWidened(column, offset, selection, rows);
                break;
            case RowValueKind.Fixed16:
                WriteFixed<Int128>(column, offset, selection, rows);
                break;
            case RowValueKind.String:
                WriteStrings(collection, column, offset, selection, rows);
                break;
            case RowValueKind.Encoded when column.Physical == PhysicalType.String:
                WriteStrings(collection, column, offset, selection, rows);
                break;
            case RowValueKind.Encoded:
                WriteEncoded(collection, column, offset, selection, rows);
                break;
            case RowValueKind.Nothing:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
        if (column.HasNulls)
        {
            WriteNulls(layout, column, layoutColumn, selection, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteFixed<T>(Column column, int offset, Selection selection, byte** rows) where T : unmanaged
    {
        var reader = column.Read<T>();
        if (reader.IsFlat && selection.IsAll)
        {
            T* values = reader.Values;
            for (int i = 0; i < selection.Count; i++)
            {
                Unsafe.WriteUnaligned(rows[i] + offset, values[i]);
            }
            return;
        }
        for (int i = 0; i < selection.Count; i++)
        {
            Unsafe.WriteUnaligned(rows[i] + offset, reader[selection[i]]);
        }
    }

    private static void WriteWidened(Column column, int offset, Selection selection, byte** rows)
    {
        var reader = column.Read<long>();
        for (int i = 0; i < selection.Count; i++)
        {
            Unsafe.WriteUnaligned(rows[i] + offset, (Int128)reader[selection[i]]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteStrings(RowCollection collection, Column column, int offset, Selection selection, byte** rows)
    {
        var reader = column.Read<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            ref var view = ref reader[row];
            Unsafe.WriteUnaligned(rows[i] + offset, view.IsInline ? view : reader.IsValid(row) ? collection.AddToHeap(ref view) : default);
        }
    }

    private static void WriteEncoded(RowCollection collection, Column column, int offset, Selection selection, byte** rows)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            Unsafe.WriteUnaligned(rows[i] + offset, column.IsNull(row) ? default : collection.Encode(column, row));
        }
    }

    private static void WriteNulls(RowLayout layout, Column column, int layoutColumn, Selection selection, byte** rows)
    {
        int offset = layout.ValidityOffset + (layoutColumn >> 3);
        byte mask = (byte)~(1 << (layoutColumn & 7));
        for (int i = 0; i < selection.Count; i++)
        {
            if (column.IsNull(selection[i]))
            {
                rows[i][offset] &= mask;
            }
        }
    }

    /// <summary>Makes a layout column NULL in all given rows.</summary>
    public static void WriteAllNull(RowLayout layout, int layoutColumn, int count, byte** rows)
    {
        int offset = layout.ValidityOffset + (layoutColumn >> 3);
        byte mask = (byte)~(1 << (layoutColumn & 7));
        int width = RowLayout.Width(layout.Kinds[layoutColumn]);
        for (int i = 0; i < count; i++)
        {
            rows[i][offset] &= mask;
            new Span<byte>(rows[i] + layout.Offsets[layoutColumn], width).Clear();
        }
    }
}
