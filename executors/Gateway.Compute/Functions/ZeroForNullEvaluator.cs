using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Gives the INT argument's values, and 0 for its NULLs.</summary>
internal sealed unsafe class ZeroForNullEvaluator(Evaluator argument, EvaluationContext context) : Evaluator(IntegerType.Instance)
{
    private readonly Column _result = Column.Create(IntegerType.Instance, Math.Max(1, context.BatchSize), context.Memory);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var source = argument.Evaluate(batch, selection);
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        var values = _result.Data<int>();
        if (source.Physical == PhysicalType.Null)
        {
            new Span<int>(values, selection.Extent).Clear();
            return _result;
        }
        var read = source.Read<int>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            values[row] = read.IsValid(row) ? read[row] : 0;
        }
        return _result;
    }
}
