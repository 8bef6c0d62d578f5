using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>transform(array, x -> ..)</c>: the body's values as an array of the same length.</summary>
internal sealed unsafe class TransformFunction(BoundCall site) : ElementLambdaFunction(site, 1)
{
    private Column _elements = null!;

    protected override bool HasOrdinal => true;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        int total = ListSpans.Lay(lists, selection, result);
        if (lists.IsVoid)
        {
            return;
        }
        result.AppendChildren(total);
        _elements = result.Children[0];
        Begin(batch, lists.First);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                continue;
            }
            var span = lists[row];
            for (int e = 0; e < span.Length; e++)
            {
                Add(row, e, span.Offset + e);
            }
        }
        End();
    }

    protected override void Take(Column values, int first, int count, bool isOnly) => Append(values, count, _elements, first, isOnly);
}

/// <summary>Gives result rows spans of the same lengths as an argument's, one behind the other.</summary>
internal static unsafe class ListSpans
{
    /// <returns>The sum of the lengths.</returns>
    public static int Lay(ListReader lists, Selection selection, Column result)
    {
        var spans = result.Data<ListSpan>();
        int total = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            int length = lists[row].Length;
            spans[row] = new ListSpan(total, length);
            total += length;
        }
        return total;
    }
}

/// <summary><c>transform_keys</c> and <c>transform_values</c>.</summary>
internal sealed unsafe class TransformMapFunction(BoundCall site, bool keys) : ElementLambdaFunction(site, 1)
{
    private readonly Column _values = Column.Create(site.Lambdas[1].Type, site.Context.BatchSize, site.Context.Memory);
    private readonly ElementPicks _keyPicks = new(site.Context.Memory);
    private readonly ElementPicks _valuePicks = new(site.Context.Memory);
    private readonly MapEntries _entries = new(site.Context.Settings);

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var maps = new ListReader(arguments[0]);
        if (maps.IsVoid)
        {
            ListSpans.Lay(maps, selection, result);
            return;
        }
        _values.Reset();
        Begin(batch, maps.First, maps.Second);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (maps.IsNull(row))
            {
                continue;
            }
            var span = maps[row];
            for (int e = span.Offset; e < span.Offset + span.Length; e++)
            {
                Add(row, 0, e, e);
            }
        }
        End();
        if (keys)
        {
            WriteKeys(maps, selection, result);
        }
        else
        {
            WriteValues(maps, selection, result);
        }
    }

    protected override void Take(Column values, int first, int count, bool isOnly)
    {
        _values.EnsureCapacity(first + count, first);
        Append(values, count, _values, first, isOnly);
    }

    private void WriteValues(ListReader maps, Selection selection, Column result)
    {
        int total = ListSpans.Lay(maps, selection, result);
        result.AppendChildren(total);
        _keyPicks.Clear();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!maps.IsNull(row))
            {
                _keyPicks.AddRange(0, maps[row].Offset, maps[row].Length);
            }
        }
        _keyPicks.CopyTo([maps.First], result.Children[0], 0);
        ColumnCopy.AppendShared(_values, Selection.All(total), result.Children[1], 0);
    }

    private void WriteKeys(ListReader maps, Selection selection, Column result)
    {
        _keyPicks.Clear();
        _valuePicks.Clear();
        int next = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (maps.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            var span = maps[row];
            int start = _keyPicks.Count;
            _entries.Clear();
            for (int e = 0; e < span.Length; e++)
            {
                _entries.Put(_values, 0, next++, 0, span.Offset + e);
            }
            _entries.AddTo(_keyPicks, _valuePicks);
            result.Data<ListSpan>()[row] = new ListSpan(start, _keyPicks.Count - start);
        }
        result.AppendChildren(_keyPicks.Count);
        _keyPicks.CopyTo([_values], result.Children[0], 0);
        FloatZero.Normalize(result.Children[0], _keyPicks.Count);
        _valuePicks.CopyTo([maps.Second], result.Children[1], 0);
    }
}

/// <summary><c>zip_with(a, b, (x, y) -> ..)</c>: as long as the longer array, missing elements NULL.</summary>
internal sealed unsafe class ZipWithFunction(BoundCall site) : ElementLambdaFunction(site, 2)
{
    private Column _elements = null!;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var left = new ListReader(arguments[0]);
        var right = new ListReader(arguments[1]);
        var spans = result.Data<ListSpan>();
        int total = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (left.IsNull(row) || right.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            int length = Math.Max(left[row].Length, right[row].Length);
            spans[row] = new ListSpan(total, length);
            total += length;
        }
        if (left.IsVoid || right.IsVoid)
        {
            return;
        }
        result.AppendChildren(total);
        _elements = result.Children[0];
        Begin(batch, left.First, right.First);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (left.IsNull(row) || right.IsNull(row))
            {
                continue;
            }
            var a = left[row];
            var b = right[row];
            for (int e = 0; e < Math.Max(a.Length, b.Length); e++)
            {
                Add(row, 0, e < a.Length ? a.Offset + e : -1, e < b.Length ? b.Offset + e : -1);
            }
        }
        End();
    }

    protected override void Take(Column values, int first, int count, bool isOnly) => Append(values, count, _elements, first, isOnly);
}

/// <summary><c>map_zip_with(a, b, (k, x, y) -> ..)</c>: over the keys of either map, the first map's first.</summary>
internal sealed unsafe class MapZipWithFunction(BoundCall site) : ElementLambdaFunction(site, 2)
{
    private readonly Column _keys = Column.Create(((MapType)site.ResultType).Key, site.Context.BatchSize, site.Context.Memory);
    private readonly ElementPicks _picks = new(site.Context.Memory);
    private readonly RowNumbers _lefts = new(site.Context.Memory);
    private readonly RowNumbers _rights = new(site.Context.Memory);
    private readonly ElementSet _seen = new();
    private readonly List<(int Left, int Right)> _entries = [];
    private Column _values = null!;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var left = new ListReader(arguments[0]);
        var right = new ListReader(arguments[1]);
        var spans = result.Data<ListSpan>();
        _picks.Clear();
        _lefts.Clear();
        _rights.Clear();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (left.IsNull(row) || right.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            Match(left, left[row], right, right[row]);
            spans[row] = new ListSpan(_picks.Count, _entries.Count);
            foreach (var (a, b) in _entries)
            {
                _picks.Add(a >= 0 ? 0 : 1, a >= 0 ? a : b);
                _lefts.Add(a);
                _rights.Add(b);
            }
        }
        if (left.IsVoid || right.IsVoid)
        {
            return;
        }
        int total = _picks.Count;
        _keys.Reset();
        _keys.EnsureCapacity(total, 0);
        _picks.CopyTo([left.First, right.First], _keys, 0);
        result.AppendChildren(total);
        ColumnCopy.AppendShared(_keys, Selection.All(total), result.Children[0], 0);
        _values = result.Children[1];
        Begin(batch, _keys, left.Second, right.Second);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (left.IsNull(row) || right.IsNull(row))
            {
                continue;
            }
            var span = spans[row];
            for (int e = span.Offset; e < span.Offset + span.Length; e++)
            {
                Add(row, 0, e, _lefts[e], _rights[e]);
            }
        }
        End();
    }

    protected override void Take(Column values, int first, int count, bool isOnly) => Append(values, count, _values, first, isOnly);

    private void Match(ListReader left, ListSpan leftSpan, ListReader right, ListSpan rightSpan)
    {
        _entries.Clear();
        _seen.Clear();
        for (int e = leftSpan.Offset; e < leftSpan.Offset + leftSpan.Length; e++)
        {
            if (_seen.Add(left.First, e) < 0)
            {
                _entries.Add((e, -1));
            }
        }
        for (int e = rightSpan.Offset; e < rightSpan.Offset + rightSpan.Length; e++)
        {
            int same = _seen.Add(right.First, e);
            if (same < 0)
            {
                _entries.Add((-1, e));
            }
            else if (_entries[same].Right < 0)
            {
                _entries[same] = _entries[same] with { Right = e };
            }
        }
    }
}
