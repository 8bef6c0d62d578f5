using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;

namespace Gateway.Storage.Scanning;

/// <summary>Applies a scan's conjuncts to the rows that a reader has put into a batch.</summary>
/// <remarks>Belongs to one worker; the selection stays valid until the next call.</remarks>
public sealed unsafe class ScanFilter(ImmutableArray<Expression> conjuncts, EvaluationContext context)
{
    private readonly Evaluator[] _evaluators = [.. conjuncts.Select(conjunct => EvaluatorCompiler.Compile(conjunct, context))];
    private readonly int* _rows = conjuncts.IsEmpty ? null : (int*)context.Memory.Allocate((nuint)(context.BatchSize * sizeof(int)));

    /// <summary>Returns the active rows for which every conjunct is true.</summary>
    public Selection Apply(Batch batch)
    {
        var selection = batch.Selection;
        foreach (var evaluator in _evaluators)
        {
            if (selection.Count == 0)
            {
                break;
            }
            var result = evaluator.Evaluate(batch, selection).Read<byte>();
            int count = 0;
            for (int i = 0; i < selection.Count; i++)
            {
                // SAFETY: writes never pass reads, so narrowing the list in place is sound.
                int row = selection[i];
                _rows[count] = row;
                count += result.IsValid(row) && result[row] != 0 ? 1 : 0;
            }
            selection = new Selection(_rows, count);
        }
        return selection;
    }
}
