using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Gives the first argument that is not NULL; later arguments see only the rows still NULL.</summary>
internal sealed unsafe class CoalesceEvaluator(BoundCall site) : Evaluator(site.ResultType)
{
    private readonly Column _result = Column.Create(site.ResultType, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private readonly SelectionBuffer _open = new(site.Context);
    private readonly SelectionBuffer _next = new(site.Context);
    private readonly SelectionBuffer _taken = new(site.Context);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var first = site.Arguments[0].Evaluate(batch, selection);
        if (!first.HasNulls && first.Physical != PhysicalType.Null)
        {
            return first;
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        var rows = selection;
        var (current, spare) = (_open, _next);
        for (int i = 0; i < site.Arguments.Length && rows.Count > 0; i++)
        {
            var argument = i == 0 ? first : site.Arguments[i].Evaluate(batch, rows);
            current.Reserve(rows.Count);
            _taken.Reserve(rows.Count);
            for (int k = 0; k < rows.Count; k++)
            {
                int row = rows[k];
                (argument.IsNull(row) ? current : _taken).Add(row);
            }
            if (_taken.Count > 0)
            {
                ColumnCopy.Scatter(argument, _taken.Selection, _result);
            }
            rows = current.Selection;
            (current, spare) = (spare, current);
        }
        if (_result.Physical != PhysicalType.Null)
        {
            for (int k = 0; k < rows.Count; k++)
            {
                _result.SetNull(rows[k]);
            }
        }
        return _result;
    }
}

/// <summary>Gives the greatest or least argument, skipping NULLs; the first of equals wins.</summary>
/// <param name="wins">Whether a comparison result means that the new candidate replaces the old.</param>
internal sealed unsafe class ExtremeFunction(BoundCall site, Func<int, bool> wins) : ColumnFunction(site)
{
    private readonly SelectionBuffer[] _rows = [.. site.Arguments.Select(_ => new SelectionBuffer(site.Context))];

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        foreach (var rows in _rows)
        {
            rows.Reserve(selection.Count);
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int best = -1;
            for (int candidate = 0; candidate < arguments.Length; candidate++)
            {
                if (!arguments[candidate].IsNull(row) &&
                    (best < 0 || wins(ValueComparer.Compare(arguments[candidate], row, arguments[best], row))))
                {
                    best = candidate;
                }
            }
            if (best >= 0)
            {
                _rows[best].Add(row);
            }
            else if (result.Physical != PhysicalType.Null)
            {
                result.SetNull(row);
            }
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            if (_rows[i].Count > 0)
            {
                ColumnCopy.Scatter(arguments[i], _rows[i].Selection, result);
            }
        }
    }
}

/// <summary>True for NaN; NULL is false.</summary>
internal sealed unsafe class IsNanFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var argument = arguments[0];
        byte* truth = result.Data<byte>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            bool isNan = !argument.IsNull(row) && (argument.Physical == PhysicalType.Float32 ? float.IsNaN(argument.Read<float>()[row]) : double.IsNaN(argument.Read<double>()[row]));
            truth[row] = isNan ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>Gives the second argument where the first is NaN; it sees only those rows.</summary>
internal sealed unsafe class NanvlEvaluator(BoundCall site) : Evaluator(site.ResultType)
{
    private readonly Column _result = Column.Create(site.ResultType, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private readonly SelectionBuffer _nans = new(site.Context);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var first = site.Arguments[0].Evaluate(batch, selection);
        _nans.Reserve(selection.Count);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!first.IsNull(row) && (first.Physical == PhysicalType.Float32 ? float.IsNaN(first.Read<float>()[row]) : double.IsNaN(first.Read<double>()[row])))
            {
                _nans.Add(row);
            }
        }
        if (_nans.Count == 0)
        {
            return first;
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        ColumnCopy.Scatter(first, selection, _result);
        ColumnCopy.Scatter(site.Arguments[1].Evaluate(batch, _nans.Selection), _nans.Selection, _result);
        return _result;
    }
}
