using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>array_contains</c> (NULL when not found among NULLs) and <c>array_position</c> (0 when not found).</summary>
internal sealed unsafe class ArraySearchFunction(BoundCall site, bool position) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        var wanted = arguments[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row) || wanted.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            var span = lists[row];
            int found = Find(lists.First, span, wanted, row, out bool sawNull);
            if (position)
            {
                result.Data<long>()[row] = found + 1;
            }
            else
            {
                result.Data<byte>()[row] = found >= 0 ? (byte)1 : (byte)0;
                if (found < 0 && sawNull)
                {
                    result.SetNull(row);
                }
            }
        }
    }

    private static int Find(Column elements, ListSpan span, Column wanted, int row, out bool sawNull)
    {
        sawNull = false;
        if (elements.Shape == ColumnShape.Flat && !elements.HasNulls)
        {
            switch (elements.Physical)
            {
                case PhysicalType.Int32:
                    return new ReadOnlySpan<int>(elements.Data<int>() + span.Offset, span.Length).IndexOf(wanted.Read<int>()[row]);
                case PhysicalType.Int64:
                    return new ReadOnlySpan<long>(elements.Data<long>() + span.Offset, span.Length).IndexOf(wanted.Read<long>()[row]);
            }
        }
        for (int i = 0; i < span.Length; i++)
        {
            if (elements.IsNull(span.Offset + i))
            {
                sawNull = true;
            }
            else if (ValueComparer.AreEqual(elements, span.Offset + i, wanted, row))
            {
                return i;
            }
        }
        return -1;
    }
}

/// <summary><c>array_max</c> and <c>array_min</c>: NULL elements are skipped, NaN is largest.</summary>
internal sealed unsafe class ArrayExtremeFunction(BoundCall site, int sign) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int best = lists.IsNull(row) ? -1 : Best(lists.First, lists[row]);
            if (best < 0)
            {
                NullRow.Set(result, row);
                continue;
            }
            one[0] = best;
            ColumnCopy.AppendShared(lists.First, new Selection(one, 1), result, row);
        }
    }

    private int Best(Column elements, ListSpan span)
    {
        int best = -1;
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (!elements.IsNull(i) && (best < 0 || sign * ValueComparer.Compare(elements, i, elements, best) > 0))
            {
                best = i;
            }
        }
        return best;
    }
}

/// <summary><c>size</c>, <c>cardinality</c>, <c>array_size</c>: the number of elements or entries; a NULL collection has NULL, or -1 in legacy mode.</summary>
internal sealed unsafe class SizeFunction(BoundCall site, bool minusOneForNull) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        int* sizes = result.Data<int>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!lists.IsNull(row))
            {
                sizes[row] = lists[row].Length;
            }
            else if (minusOneForNull)
            {
                sizes[row] = -1;
            }
            else
            {
                result.SetNull(row);
            }
        }
    }
}
