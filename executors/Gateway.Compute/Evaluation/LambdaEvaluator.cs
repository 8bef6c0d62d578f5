using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Evaluates a lambda body over element batches. Outer columns that the body captures are shown by the owner row of each element.</summary>
/// <param name="body">Evaluator of the body over a batch of: lambda parameters first, then captured outer columns.</param>
/// <param name="parameterCount">Lambda parameters declared.</param>
/// <param name="captured">Ordinals in the outer batch of the captured columns, in body order after the parameters.</param>
public sealed class LambdaEvaluator(Evaluator body, int parameterCount, int[] captured)
{
    private readonly ElementView?[] _capturedViews = new ElementView?[captured.Length];
    private readonly Batch _batch = new(new Column[parameterCount + captured.Length]);

    public Evaluator Body { get; } = body;
    public int ParameterCount { get; } = parameterCount;
    public int[] Captured { get; } = captured;
    public DataType Type => Body.Type;

    /// <summary>Evaluates the body for elements.</summary>
    /// <param name="parameters">A column a parameter (further ones are ignored), one row an element.</param>
    /// <param name="owners">The outer row of each element.</param>
    internal Column Evaluate(Batch outer, ReadOnlySpan<Column> parameters, RowNumbers owners, EvaluationContext context)
    {
        parameters[..ParameterCount].CopyTo(_batch.Columns);
        for (int i = 0; i < Captured.Length; i++)
        {
            var column = outer.Columns[Captured[i]];
            _batch.Columns[ParameterCount + i] = (_capturedViews[i] ??= new ElementView(column.Type, context)).Owners(column, owners);
        }
        Prepare(outer, owners.Count, Selection.All(owners.Count));
        return Body.Evaluate(_batch, _batch.Selection);
    }

    /// <summary>Evaluates the body once a selected outer row: parameters and captured columns share the outer rows' numbers.</summary>
    internal Column EvaluateRows(Batch outer, ReadOnlySpan<Column> parameters, Selection selection)
    {
        parameters[..ParameterCount].CopyTo(_batch.Columns);
        for (int i = 0; i < Captured.Length; i++)
        {
            _batch.Columns[ParameterCount + i] = outer.Columns[Captured[i]];
        }
        Prepare(outer, selection.Extent, selection);
        return Body.Evaluate(_batch, selection);
    }

    private void Prepare(Batch outer, int rowCount, Selection selection)
    {
        _batch.RowCount = rowCount;
        _batch.Selection = selection;
        _batch.Partition = outer.Partition;
        _batch.Ordinal = outer.Ordinal;
        _batch.FirstRow = outer.FirstRow;
    }
}
