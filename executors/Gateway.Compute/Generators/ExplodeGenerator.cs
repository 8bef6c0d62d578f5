using Gateway.Compute.Evaluation;
using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Generators;

/// <summary><c>explode</c>, <c>posexplode</c> and <c>inline</c>: a row for each element of an array or entry of a map. NULL collections give no row.</summary>
/// <param name="withPosition">Whether a column with the 0-based position comes first.</param>
/// <param name="spread">Whether elements are structs whose fields become the columns (inline).</param>
internal sealed unsafe class ExplodeGenerator(BoundCall site, bool withPosition, bool spread) : Generator
{
    private readonly RowNumbers _positions = new(site.Context.Memory);
    private readonly RowNumbers _slots = new(site.Context.Memory);
    private readonly Column? _ordinals = withPosition ? Column.Create(IntegerType.Instance, site.Context.BatchSize, site.Context.Memory) : null;
    private ElementView[] _views = [];

    public override Column[] Generate(Batch batch, Selection selection, Span<int> rowCounts)
    {
        var lists = new ListReader(site.Arguments[0].Evaluate(batch, selection));
        _positions.Clear();
        bool isRun = true;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                rowCounts[i] = 0;
                continue;
            }
            var span = lists[row];
            rowCounts[i] = span.Length;
            isRun &= span.Length == 0 || _positions.Count == 0 || _positions[_positions.Count - 1] + 1 == span.Offset;
            _positions.AddRange(span.Offset, span.Length);
        }
        Column[] sources = lists.IsVoid ? [] : spread ? [lists.First] : lists.Column.Source.Children;
        var fields = ((StructType)site.ResultType).Fields;
        if (_views.Length == 0)
        {
            _views = [.. fields.Select(member => new ElementView(member.Type, site.Context))];
        }
        var columns = new Column[fields.Length];
        int first = 0;
        if (_ordinals is not null)
        {
            columns[first++] = Ordinals(rowCounts[..selection.Count]);
        }
        for (int i = first; i < columns.Length; i++)
        {
            columns[i] = sources.Length == 0 ? Column.Create(fields[i].Type, 1, site.Context.Memory)
                : spread ? Field(sources[0], i - first, _views[i])
                : _views[i].Elements(sources[i - first], _positions, isRun, anyNull: false);
        }
        return columns;
    }

    /// <summary>Shows a field of the structs at the positions; NULL structs have NULL fields.</summary>
    private Column Field(Column structures, int ordinal, ElementView view)
    {
        if (structures.Physical == PhysicalType.Null)
        {
            return structures;
        }
        if (ordinal == 0)
        {
            _slots.Clear();
            for (int i = 0; i < _positions.Count; i++)
            {
                int position = _positions[i];
                _slots.Add(structures.IsNull(position) ? -1 : structures.Slot(position));
            }
        }
        return view.Elements(structures.Source.Children[ordinal], _slots, isRun: false, anyNull: structures.HasNulls);
    }

    private Column Ordinals(ReadOnlySpan<int> rowCounts)
    {
        _ordinals!.Reset();
        _ordinals.EnsureCapacity(_positions.Count, 0);
        int* values = _ordinals.Data<int>();
        foreach (int count in rowCounts)
        {
            for (int i = 0; i < count; i++)
            {
                *values++ = i;
            }
        }
        return _ordinals;
    }
}
