using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;

namespace Gateway.Compute.Kernels;

/// <summary>Base of kernels that see whole argument columns: evaluates the arguments and prepares the reused result column.</summary>
public abstract class ColumnFunction(BoundCall site) : Evaluator(site.ResultType)
{
    private readonly Column[] _arguments = new Column[site.Arguments.Length];
    private readonly Column _result = Column.Create(site.ResultType, Math.Max(1, site.Context.BatchSize), site.Context.Memory);

    protected BoundCall Site { get; } = site;

    /// <summary>Tells that equal arguments give equal results, so all-constant arguments are computed once.</summary>
    protected virtual bool FoldsConstants => Site.Call.Function.Deterministic;

    public sealed override Column Evaluate(Batch batch, Selection selection)
    {
        // Rows of large arrays make a batch long.
        Site.Context.Cancellation.ThrowIfCancellationRequested();
        bool constant = FoldsConstants;
        for (int i = 0; i < _arguments.Length; i++)
        {
            if (Site.Arguments[i] is { } argument)
            {
                _arguments[i] = argument.Evaluate(batch, selection);
                constant &= _arguments[i].Shape == ColumnShape.Constant;
            }
            else
            {
                constant = false;
            }
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        if (constant && selection.Count > 0)
        {
            Compute(batch, _arguments, Selection.All(1), _result);
            _result.Shape = ColumnShape.Constant;
        }
        else
        {
            Compute(batch, _arguments, selection, _result);
        }
        return _result;
    }

    /// <summary>Computes the selected rows into <paramref name="result"/> (flat, no nulls yet, capacity for the selection's extent).</summary>
    protected abstract void Compute(Batch batch, Column[] arguments, Selection selection, Column result);
}
