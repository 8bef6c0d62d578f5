using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>aggregate(array, start, merge, finish)</c>: folds the k-th elements of all rows at once, so the body sees columns though each row's fold is sequential.</summary>
internal sealed unsafe class AggregateElementsFunction(BoundCall site) : ColumnFunction(site)
{
    private const int MergePosition = 2;
    private const int FinishPosition = 3;

    private readonly Column[] _accumulators =
    [
        Column.Create(site.ArgumentType(1), site.Context.BatchSize, site.Context.Memory),
        Column.Create(site.ArgumentType(1), site.Context.BatchSize, site.Context.Memory),
    ];

    private readonly Column _folded = Column.Create(site.ArgumentType(1), site.Context.BatchSize, site.Context.Memory);
    private readonly RowNumbers[] _active = [new(site.Context.Memory), new(site.Context.Memory)];
    private readonly RowNumbers _finished = new(site.Context.Memory);
    private readonly RowNumbers _positions = new(site.Context.Memory);
    private ElementView? _elements;

    protected override bool FoldsConstants => false;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        var active = _active[0];
        var next = _active[1];
        active.Clear();
        _finished.Clear();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            active.Add(row);
            _finished.Add(row);
        }
        if (active.Count == 0)
        {
            return;
        }
        int extent = selection.Extent;
        _folded.Reset();
        _folded.EnsureCapacity(extent, 0);
        var accumulator = Fresh(0, extent);
        ColumnCopy.ScatterDeep(arguments[1], active.Selection, accumulator);
        for (int step = 0; active.Count > 0; step++)
        {
            next.Clear();
            _positions.Clear();
            _positions.Reserve(extent);
            int done = Split(lists, active, next, step, extent);
            if (done > 0)
            {
                ColumnCopy.ScatterDeep(accumulator, new Selection(active.Rows, done), _folded);
            }
            if (next.Count == 0)
            {
                break;
            }
            Site.Context.Cancellation.ThrowIfCancellationRequested();
            _elements ??= new ElementView(lists.First.Type, Site.Context);
            var element = _elements.Elements(lists.First, _positions, isRun: false, anyNull: true);
            var merged = Site.Lambdas[MergePosition].EvaluateRows(batch, [accumulator, element], next.Selection);
            accumulator = Fresh((step + 1) & 1, extent);
            ColumnCopy.ScatterDeep(merged, next.Selection, accumulator);
            (active, next) = (next, active);
        }
        var value = Site.Lambdas[FinishPosition].EvaluateRows(batch, [_folded], _finished.Selection);
        ColumnCopy.Scatter(value, _finished.Selection, result);
    }

    /// <summary>Parts the active rows: those with a further element go to <paramref name="next"/>, those done move to the front of <paramref name="active"/>.</summary>
    /// <returns>How many are done.</returns>
    private int Split(ListReader lists, RowNumbers active, RowNumbers next, int step, int extent)
    {
        int done = 0;
        // One position a row of the batch, as parameters share the rows' numbers; unused ones are NULL.
        for (int row = 0; row < extent; row++)
        {
            _positions.Add(-1);
        }
        for (int i = 0; i < active.Count; i++)
        {
            int row = active[i];
            var span = lists[row];
            if (step < span.Length)
            {
                next.Add(row);
                _positions.Rows[row] = span.Offset + step;
            }
            else
            {
                active.Rows[done++] = row;
            }
        }
        return done;
    }

    private Column Fresh(int index, int extent)
    {
        var column = _accumulators[index];
        column.Reset();
        column.EnsureCapacity(extent, 0);
        return column;
    }
}
