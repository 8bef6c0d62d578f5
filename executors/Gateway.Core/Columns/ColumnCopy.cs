using System.Runtime.CompilerServices;
using Gateway.Core.Types;

namespace Gateway.Core.Columns;

/// <summary>Copies rows between columns of one type.</summary>
public static unsafe class ColumnCopy
{
    /// <summary>Copies the selected rows one after another into a flat column, starting at a row. Strings and elements are copied too, so the target owns all it shows.</summary>
    /// <remarks>The target must have capacity, or be a child whose capacity was ensured; rows are appended in order.</remarks>
    public static void Append(Column source, Selection rows, Column target, int firstRow) => Copy(source, rows, target, firstRow, scatter: false, deep: true);

    /// <summary>Copies the selected rows to the same row numbers of a flat column. Strings are shared: the target shows the source's bytes.</summary>
    public static void Scatter(Column source, Selection rows, Column target) => Copy(source, rows, target, 0, scatter: true, deep: false);

    /// <summary>Like <see cref="Scatter"/> but copies strings too, so the target owns all it shows.</summary>
    public static void ScatterDeep(Column source, Selection rows, Column target) => Copy(source, rows, target, 0, scatter: true, deep: true);

    /// <summary>Like <see cref="Append"/> but shares string bytes with the source.</summary>
    public static void AppendShared(Column source, Selection rows, Column target, int firstRow) => Copy(source, rows, target, firstRow, scatter: false, deep: false);

    private static void Copy(Column source, Selection rows, Column target, int firstRow, bool scatter, bool deep)
    {
        if (source.Physical == PhysicalType.Null || target.Physical == PhysicalType.Null)
        {
            if (target.Physical != PhysicalType.Null)
            {
                for (int i = 0; i < rows.Count; i++)
                {
                    SetNullDeep(target, scatter ? rows[i] : firstRow + i);
                }
            }
            return;
        }
        CopyValidity(source, rows, target, firstRow, scatter);
        switch (target.Physical)
        {
            case PhysicalType.Boolean or PhysicalType.Int8:
                CopyFixed<byte>(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.Int16:
                CopyFixed<short>(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.Int32 or PhysicalType.Float32:
                CopyFixed<int>(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.Int64 or PhysicalType.Float64:
                CopyFixed<long>(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.Int128 or PhysicalType.Interval:
                CopyFixed<Int128>(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.String when !deep:
                CopyFixed<StringView>(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.String:
                CopyStrings(source, rows, target, firstRow, scatter);
                break;
            case PhysicalType.List or PhysicalType.Map:
                CopyLists(source, rows, target, firstRow, scatter, deep);
                break;
            case PhysicalType.Struct:
                CopyStruct(source, rows, target, firstRow, scatter, deep);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyFixed<T>(Column source, Selection rows, Column target, int firstRow, bool scatter) where T : unmanaged
    {
        var reader = source.Read<T>();
        T* values = target.Data<T>();
        if (reader.IsFlat && rows.IsAll)
        {
            // SAFETY: both columns hold at least rows.Count values after their starts.
            Buffer.MemoryCopy(reader.Values, values + firstRow, (long)rows.Count * sizeof(T), (long)rows.Count * sizeof(T));
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            values[scatter ? row : firstRow + i] = reader[row];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyStrings(Column source, Selection rows, Column target, int firstRow, bool scatter)
    {
        var reader = source.Read<StringView>();
        StringView* values = target.Data<StringView>();
        var heap = target.Heap;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            values[scatter ? row : firstRow + i] = reader.IsValid(row) ? heap.Add(reader[row]) : default;
        }
    }

    private static void CopyValidity(Column source, Selection rows, Column target, int firstRow, bool scatter)
    {
        if (!source.HasNulls)
        {
            if (target.HasNulls)
            {
                ulong* valid = target.WritableValidity();
                for (int i = 0; i < rows.Count; i++)
                {
                    int row = scatter ? rows[i] : firstRow + i;
                    valid[row >> 6] |= 1UL << (row & 63);
                }
            }
            return;
        }
        ulong* validity = target.WritableValidity();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = scatter ? rows[i] : firstRow + i;
            ulong bit = 1UL << (row & 63);
            validity[row >> 6] = source.IsNull(rows[i]) ? validity[row >> 6] & ~bit : validity[row >> 6] | bit;
        }
    }

    private static void CopyLists(Column source, Selection rows, Column target, int firstRow, bool scatter, bool deep)
    {
        var reader = source.Read<ListSpan>();
        ListSpan* values = target.Data<ListSpan>();
        var children = source.Source.Children;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            var span = source.IsNull(row) ? default : reader[row];
            int start = target.AppendChildren(span.Length);
            values[scatter ? row : firstRow + i] = new ListSpan(start, span.Length);
            for (int child = 0; child < children.Length && span.Length > 0; child++)
            {
                CopyRange(children[child], span, target.Children[child], start, deep);
            }
        }
    }

    /// <summary>Copies a run of elements between child columns. The target must have capacity.</summary>
    public static void CopyRange(Column source, ListSpan span, Column target, int firstRow, bool deep)
    {
        const int Chunk = 256;
        int* rows = stackalloc int[Chunk];
        for (int done = 0; done < span.Length; done += Chunk)
        {
            int count = Math.Min(Chunk, span.Length - done);
            for (int i = 0; i < count; i++)
            {
                rows[i] = span.Offset + done + i;
            }
            Copy(source, new Selection(rows, count), target, firstRow + done, scatter: false, deep);
        }
    }

    private static void CopyStruct(Column source, Selection rows, Column target, int firstRow, bool scatter, bool deep)
    {
        var fields = source.Source.Children;
        if (source.Shape == ColumnShape.Flat)
        {
            for (int i = 0; i < fields.Length; i++)
            {
                Copy(fields[i], rows, target.Children[i], firstRow, scatter, deep);
            }
            return;
        }
        int* one = stackalloc int[1];
        for (int i = 0; i < rows.Count; i++)
        {
            one[0] = source.Slot(rows[i]);
            int to = scatter ? rows[i] : firstRow + i;
            for (int child = 0; child < fields.Length; child++)
            {
                Copy(fields[child], new Selection(one, 1), target.Children[child], to, scatter: false, deep);
            }
        }
    }

    /// <summary>Marks a row NULL, in struct fields too.</summary>
    private static void SetNullDeep(Column column, int row)
    {
        if (column.Physical != PhysicalType.Null)
        {
            column.SetNull(row);
        }
    }
}
