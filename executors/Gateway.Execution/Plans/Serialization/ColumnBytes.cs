using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes rows of a column exactly, whatever its type, and reads them as a flat column.</summary>
/// <remarks>
/// Layout: a byte that tells whether some row is null and then one validity bit a row, in bytes; then by physical type: fixed-width values as
/// their bytes; strings as lengths and bytes; lists and maps as lengths, then the child columns over all elements; structs as their child
/// columns. (Arrow IPC would not do: it has no room for 128-bit nanoseconds and for all calendar intervals.)
/// </remarks>
internal static unsafe class ColumnBytes
{
    /// <param name="rows">Row numbers, in the order to write.</param>
    public static void Write(PlanWriter writer, Column column, ReadOnlySpan<int> rows)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (column.Physical != column.Type.Physical)
        {
            throw new NotSupportedException($"a {column.Type} in the form of {column.Physical} is not kept in plans");
        }
        WriteValidity(writer, column, rows);
        var source = column.Source;
        switch (column.Physical)
        {
            case PhysicalType.Null:
                break;
            case PhysicalType.String:
                foreach (int row in rows)
                {
                    ref var text = ref source.Data<StringView>()[column.Slot(row)];
                    writer.Count(column.IsNull(row) ? 0 : text.Length);
                    if (!column.IsNull(row))
                    {
                        writer.Bytes(StringView.Span(in text));
                    }
                }
                break;
            case PhysicalType.List or PhysicalType.Map:
                WriteLists(writer, column, rows);
                break;
            case PhysicalType.Struct:
                int[] slots = Slots(column, rows);
                foreach (var child in source.Children)
                {
                    Write(writer, child, slots);
                }
                break;
            default:
                int width = Column.Width(column.Physical);
                foreach (int row in rows)
                {
                    writer.Bytes(new ReadOnlySpan<byte>(source.Values + (long)column.Slot(row) * width, width));
                }
                break;
        }
    }

    public static Column Read(PlanReader reader, DataType type, int rowCount, MemoryScope memory)
    {
        // One row at first: room for more is made when the bytes are seen to be there.
        var column = Column.Create(type, 1, memory);
        Fill(reader, column, rowCount);
        return column;
    }

    private static void Fill(PlanReader reader, Column column, int rowCount)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new PlanFormatException("a type is nested too deeply");
        }
        if (rowCount * (long)MinimumBytes(column) > reader.Remaining)
        {
            throw new PlanFormatException($"{rowCount} rows cannot be in the {reader.Remaining} bytes that are left");
        }
        column.EnsureCapacity(rowCount, 0);
        ReadValidity(reader, column, rowCount);
        switch (column.Physical)
        {
            case PhysicalType.Null:
                break;
            case PhysicalType.String:
                for (int row = 0; row < rowCount; row++)
                {
                    column.Data<StringView>()[row] = column.Heap.Add(reader.Bytes(reader.Count(1)));
                }
                break;
            case PhysicalType.List or PhysicalType.Map:
                long elements = 0;
                for (int row = 0; row < rowCount; row++)
                {
                    ulong length = reader.Number();
                    if (length > int.MaxValue / 2 || elements + (long)length > int.MaxValue / 2)
                    {
                        throw new PlanFormatException("lists have more elements than can be there");
                    }
                    column.Data<ListSpan>()[row] = new ListSpan((int)elements, (int)length);
                    elements += (long)length;
                }
                foreach (var child in column.Children)
                {
                    Fill(reader, child, (int)elements);
                }
                column.ChildCount = (int)elements;
                break;
            case PhysicalType.Struct:
                foreach (var child in column.Children)
                {
                    Fill(reader, child, rowCount);
                }
                break;
            default:
                int width = Column.Width(column.Physical);
                reader.Bytes(rowCount * width).CopyTo(new Span<byte>(column.Values, rowCount * width));
                break;
        }
    }

    /// <summary>Gets the fewest bytes that a row takes, at most what memory a row takes.</summary>
    private static int MinimumBytes(Column column) => column.Physical switch
    {
        PhysicalType.Null => 0,
        PhysicalType.String or PhysicalType.List or PhysicalType.Map => 1,
        PhysicalType.Struct => column.Children.Sum(MinimumBytes),
        _ => Column.Width(column.Physical),
    };

    private static void WriteLists(PlanWriter writer, Column column, ReadOnlySpan<int> rows)
    {
        var source = column.Source;
        var elements = new List<int>();
        foreach (int row in rows)
        {
            var span = column.IsNull(row) ? default : source.Data<ListSpan>()[column.Slot(row)];
            writer.Count(span.Length);
            for (int i = 0; i < span.Length; i++)
            {
                elements.Add(span.Offset + i);
            }
        }
        foreach (var child in source.Children)
        {
            Write(writer, child, CollectionsMarshal.AsSpan(elements));
        }
    }

    private static int[] Slots(Column column, ReadOnlySpan<int> rows)
    {
        var slots = new int[rows.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = column.Slot(rows[i]);
        }
        return slots;
    }

    private static void WriteValidity(PlanWriter writer, Column column, ReadOnlySpan<int> rows)
    {
        bool hasNulls = false;
        foreach (int row in rows)
        {
            hasNulls |= column.Physical != PhysicalType.Null && column.IsNull(row);
        }
        writer.Byte(hasNulls ? (byte)1 : (byte)0);
        for (int start = 0; hasNulls && start < rows.Length; start += 8)
        {
            int bits = 0;
            for (int i = start; i < Math.Min(start + 8, rows.Length); i++)
            {
                bits |= column.IsNull(rows[i]) ? 0 : 1 << (i - start);
            }
            writer.Byte((byte)bits);
        }
    }

    private static void ReadValidity(PlanReader reader, Column column, int rowCount)
    {
        if (reader.Byte() == 0 || column.Physical == PhysicalType.Null)
        {
            return;
        }
        var bits = reader.Bytes((rowCount + 7) / 8);
        // SAFETY: the column has room for rowCount rows, whose bits are whole words.
        bits.CopyTo(new Span<byte>(column.WritableValidity(), bits.Length));
    }
}
