using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>array_sort(array, (l, r) -> ..)</c>: a stable merge sort that asks the comparator for all running merges of all rows at once.</summary>
/// <param name="nullMeansEqual">Whether a NULL comparison counts as 0 (spark.sql.legacy.allowNullComparisonResultInArraySort) instead of failing.</param>
internal sealed unsafe class CompareSortFunction(BoundCall site, bool nullMeansEqual) : ColumnFunction(site)
{
    private readonly RowNumbers _owners = new(site.Context.Memory);
    private readonly RowNumbers _lefts = new(site.Context.Memory);
    private readonly RowNumbers _rights = new(site.Context.Memory);
    private readonly ElementPicks _picks = new(site.Context.Memory);
    private readonly List<Merge> _merges = [];
    private readonly List<(int Start, int Length, int Row)> _lists = [];
    private ElementView? _leftView;
    private ElementView? _rightView;
    private int[] _source = [];
    private int[] _target = [];

    protected override bool FoldsConstants => false;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        int total = ListSpans.Lay(lists, selection, result);
        if (lists.IsVoid)
        {
            return;
        }
        if (_source.Length < total)
        {
            _source = new int[total];
            _target = new int[total];
        }
        _lists.Clear();
        int longest = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                continue;
            }
            var from = lists[row];
            var to = result.Data<ListSpan>()[row];
            for (int e = 0; e < from.Length; e++)
            {
                _source[to.Offset + e] = from.Offset + e;
            }
            _lists.Add((to.Offset, to.Length, row));
            longest = Math.Max(longest, to.Length);
        }
        for (int width = 1; width < longest; width *= 2)
        {
            MergeRuns(batch, lists.First, width, total);
            (_source, _target) = (_target, _source);
        }
        result.AppendChildren(total);
        _picks.Clear();
        for (int i = 0; i < total; i++)
        {
            _picks.Add(0, _source[i]);
        }
        _picks.CopyTo([lists.First], result.Children[0], 0);
    }

    private void MergeRuns(Batch batch, Column elements, int width, int total)
    {
        Array.Copy(_source, _target, total);
        _merges.Clear();
        foreach (var (start, length, row) in _lists)
        {
            for (int left = 0; left + width < length; left += 2 * width)
            {
                _merges.Add(new Merge(row, start + left, start + left + width, start + Math.Min(left + 2 * width, length)));
            }
        }
        while (_merges.Count > 0)
        {
            for (int first = 0; first < _merges.Count; first += Site.Context.BatchSize)
            {
                Advance(batch, elements, first, Math.Min(Site.Context.BatchSize, _merges.Count - first));
            }
            _merges.RemoveAll(static merge => merge.IsDone);
        }
    }

    /// <summary>Takes one element in each of some merges.</summary>
    private void Advance(Batch batch, Column elements, int first, int count)
    {
        Site.Context.Cancellation.ThrowIfCancellationRequested();
        _owners.Clear();
        _lefts.Clear();
        _rights.Clear();
        for (int i = first; i < first + count; i++)
        {
            var merge = _merges[i];
            _owners.Add(merge.Row);
            // The later element is asked about the earlier one, as in Java's sort.
            _lefts.Add(_source[merge.Right]);
            _rights.Add(_source[merge.Left]);
        }
        _leftView ??= new ElementView(elements.Type, Site.Context);
        _rightView ??= new ElementView(elements.Type, Site.Context);
        var left = _leftView.Elements(elements, _lefts, isRun: false, anyNull: false);
        var right = _rightView.Elements(elements, _rights, isRun: false, anyNull: false);
        var orders = Site.Lambdas[1].Evaluate(batch, [left, right], _owners, Site.Context);
        for (int i = 0; i < count; i++)
        {
            if (orders.IsNull(i) && !nullMeansEqual)
            {
                string value = InternalText.Of(left, i);
                throw new QueryException("COMPARATOR_RETURNS_NULL", ("firstValue", value), ("secondValue", value)).As("SparkException");
            }
            int order = orders.IsNull(i) ? 0 : orders.Read<int>()[i];
            var merge = _merges[first + i];
            _target[merge.Next++] = order < 0 ? _source[merge.Right++] : _source[merge.Left++];
            if (merge.IsDone)
            {
                while (merge.Left < merge.Middle)
                {
                    _target[merge.Next++] = _source[merge.Left++];
                }
                while (merge.Right < merge.End)
                {
                    _target[merge.Next++] = _source[merge.Right++];
                }
            }
        }
    }

    /// <summary>A merge of two neighbouring runs under way.</summary>
    private sealed class Merge(int row, int start, int middle, int end)
    {
        public int Row { get; } = row;
        public int Middle { get; } = middle;
        public int End { get; } = end;
        public int Left { get; set; } = start;
        public int Right { get; set; } = middle;
        public int Next { get; set; } = start;

        public bool IsDone => Left >= Middle || Right >= End;
    }
}
