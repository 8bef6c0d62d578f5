using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Execution.Joins;

/// <summary>Shows columns through a list of row numbers, so that a row can appear several times without being copied. Belongs to one worker.</summary>
internal sealed unsafe class IndexedColumns(IReadOnlyList<DataType> types, MemoryScope memory)
{
    /// <summary>The row number that gives NULL.</summary>
    public const int Missing = -1;

    private readonly Column?[] _views = new Column?[types.Count];
    private readonly int*[] _indices = new int*[types.Count];
    private readonly ulong*[] _validity = new ulong*[types.Count];
    private int _capacity;

    /// <summary>Makes views of columns: row i of a view is row <c>rows[i]</c> of its column. They are valid as long as the columns and the list.</summary>
    public void Show(ReadOnlySpan<Column> columns, int* rows, int count, Span<Column> views)
    {
        if (count > _capacity)
        {
            for (int i = 0; i < types.Count; i++)
            {
                memory.Free((byte*)_indices[i]);
                memory.Free((byte*)_validity[i]);
                _indices[i] = null;
                _validity[i] = null;
            }
            _capacity = Math.Max(count, 64);
        }
        for (int i = 0; i < columns.Length; i++)
        {
            views[i] = Show(i, columns[i], rows, count);
        }
    }

    private Column Show(int position, Column column, int* rows, int count)
    {
        var view = _views[position] ??= Column.Alias(types[position], column);
        bool missing = new ReadOnlySpan<int>(rows, count).Contains(Missing);
        if (column.Physical == PhysicalType.Null || (column.Shape == ColumnShape.Constant && !missing))
        {
            view.PointAt(column);
            return view;
        }
        bool isFlat = column.Shape == ColumnShape.Flat;
        view.PointAt(column);
        view.Shape = ColumnShape.Dictionary;
        view.Dictionary = column.Source;
        view.Indices = rows;
        if (!isFlat || missing)
        {
            var indices = _indices[position] is null ? _indices[position] = (int*)memory.Allocate((nuint)_capacity * 4 + 64) : _indices[position];
            for (int i = 0; i < count; i++)
            {
                // Slot 0 is readable, and NULL makes it invisible.
                indices[i] = rows[i] == Missing ? 0 : column.Slot(rows[i]);
            }
            view.Indices = indices;
        }
        if (column.HasNulls || missing)
        {
            var validity = _validity[position] is null ? _validity[position] = (ulong*)memory.Allocate((nuint)((_capacity + 63) / 64) * 8 + 64) : _validity[position];
            for (int i = 0; i < count; i += 64)
            {
                ulong bits = 0;
                int end = Math.Min(64, count - i);
                for (int bit = 0; bit < end; bit++)
                {
                    int row = rows[i + bit];
                    bits |= row == Missing || column.IsNull(row) ? 0 : 1UL << bit;
                }
                validity[i >> 6] = bits;
            }
            view.Validity = validity;
        }
        else
        {
            view.Validity = null;
        }
        return view;
    }
}
