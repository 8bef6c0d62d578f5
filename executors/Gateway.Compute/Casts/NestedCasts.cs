using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Finds the kernels of casts between arrays, maps and structs: element by element.</summary>
internal static class NestedCasts
{
    public static CastKernel Find(CastSite site) => (site.From, site.To) switch
    {
        (ArrayType a, ArrayType b) => new ListCastKernel([CastKernels.Find(site.For(a.Element, b.Element))]),
        (MapType a, MapType b) => new ListCastKernel([CastKernels.Find(site.For(a.Key, b.Key)), CastKernels.Find(site.For(a.Value, b.Value))]),
        (StructType a, StructType b) => new StructCastKernel([.. a.Fields.Zip(b.Fields).Select(pair => CastKernels.Find(site.For(pair.First.Type, pair.Second.Type)))]),
        _ => throw CastKernels.Missing(site),
    };
}

/// <summary>Casts the elements that valid selected rows reach; positions in the child columns stay.</summary>
internal sealed unsafe class ListCastKernel(CastKernel[] children) : CastKernel
{
    private int[] _elements = [];

    public override void Run(Column source, Selection rows, Column target)
    {
        CastNulls.Copy(source, rows, target);
        var reader = source.Read<ListSpan>();
        var spans = target.Data<ListSpan>();
        int count = 0;
        int extent = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            var span = reader.IsValid(row) ? reader[row] : default;
            spans[row] = span;
            count += span.Length;
            extent = Math.Max(extent, span.Offset + span.Length);
        }
        if (extent > 0)
        {
            target.AppendChildren(extent);
        }
        CastElements(source.Source, Elements(reader, rows, count, extent), target);
    }

    /// <summary>Lists the element positions in ascending order without repeats (rows may share or reorder spans).</summary>
    private ReadOnlySpan<int> Elements(Reader<ListSpan> reader, Selection rows, int count, int extent)
    {
        if (_elements.Length < count)
        {
            _elements = new int[count];
        }
        int used = 0;
        bool ascending = true;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (!reader.IsValid(row))
            {
                continue;
            }
            var span = reader[row];
            ascending &= span.Length == 0 || used == 0 || _elements[used - 1] < span.Offset;
            for (int e = 0; e < span.Length; e++)
            {
                _elements[used++] = span.Offset + e;
            }
        }
        if (!ascending)
        {
            Array.Sort(_elements, 0, used);
            int kept = 0;
            for (int i = 0; i < used; i++)
            {
                if (kept == 0 || _elements[kept - 1] != _elements[i])
                {
                    _elements[kept++] = _elements[i];
                }
            }
            used = kept;
        }
        System.Diagnostics.Debug.Assert(used == 0 || _elements[used - 1] < extent);
        return _elements.AsSpan(0, used);
    }

    private void CastElements(Column source, ReadOnlySpan<int> elements, Column target)
    {
        // SAFETY: the array stays pinned while the children's kernels read the selection.
        fixed (int* positions = elements)
        {
            var selection = positions is null ? Selection.All(0) : new Selection(positions, elements.Length);
            for (int i = 0; i < children.Length; i++)
            {
                if (selection.Count > 0)
                {
                    children[i].Run(source.Children[i], selection, target.Children[i]);
                }
            }
        }
    }
}

/// <summary>Casts the fields of valid selected rows.</summary>
internal sealed unsafe class StructCastKernel(CastKernel[] fields) : CastKernel
{
    private int[] _valid = [];

    public override void Run(Column source, Selection rows, Column target)
    {
        if (source.Shape == ColumnShape.Dictionary)
        {
            RunByRow(source, rows, target);
            return;
        }
        CastNulls.Copy(source, rows, target);
        if (_valid.Length < rows.Count)
        {
            _valid = new int[rows.Count];
        }
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!source.IsNull(rows[i]))
            {
                _valid[count++] = rows[i];
            }
        }
        if (count == 0)
        {
            return;
        }
        // SAFETY: the array stays pinned while the fields' kernels read the selection.
        fixed (int* positions = _valid)
        {
            for (int i = 0; i < fields.Length; i++)
            {
                fields[i].Run(source.Children[i], new Selection(positions, count), target.Children[i]);
            }
        }
    }

    /// <summary>Casts dictionary slots one at a time into their rows.</summary>
    private void RunByRow(Column source, Selection rows, Column target)
    {
        int* one = stackalloc int[1];
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (source.IsNull(row))
            {
                target.SetNull(row);
                continue;
            }
            int slot = source.Slot(row);
            for (int field = 0; field < fields.Length; field++)
            {
                // A one-row view of the slot, shown at the row's own position.
                var child = source.Source.Children[field];
                var view = Column.Alias(child.Type, child);
                view.Indices = target.Children[field].WritableIndices();
                target.Children[field].Indices = null;
                view.Dictionary = child.Shape == ColumnShape.Dictionary ? child.Dictionary : child;
                view.Indices[row] = child.Slot(slot);
                view.Shape = ColumnShape.Dictionary;
                view.Validity = null;
                one[0] = row;
                if (child.IsNull(slot))
                {
                    target.Children[field].SetNull(row);
                }
                else
                {
                    fields[field].Run(view, new Selection(one, 1), target.Children[field]);
                }
            }
        }
    }
}
