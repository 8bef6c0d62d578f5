using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Storage.Scanning;

/// <summary>Applies a scan's conjuncts one after another, cheap ones first, to rows whose columns are fetched as they are needed.</summary>
public sealed unsafe class ScanFilter
{
    private readonly Step[] _steps;
    private readonly int* _rows;

    public ScanFilter(ImmutableArray<Expression> conjuncts, EvaluationContext context)
    {
        _steps = [.. conjuncts
            .Select((conjunct, i) => (conjunct, i))
            .OrderBy(static pair => Cost(pair.conjunct))
            .ThenBy(static pair => pair.i)
            .Select(pair => new Step(EvaluatorCompiler.Compile(pair.conjunct, context), Ordinals(pair.conjunct)))];
        if (_steps.Length > 0)
        {
            _rows = (int*)context.Memory.Allocate((nuint)(context.BatchSize * sizeof(int) + 64));
        }
    }

    public bool IsEmpty => _steps.Length == 0;

    /// <summary>Narrows the batch's selection to the rows that pass. Stops as soon as none is left.</summary>
    /// <param name="fetch">Puts a column of the batch in place; called once or more for each column that a conjunct reads.</param>
    public void Apply(Batch batch, Action<int>? fetch)
    {
        foreach (var step in _steps)
        {
            if (batch.ActiveCount == 0)
            {
                return;
            }
            foreach (int ordinal in step.Ordinals)
            {
                fetch?.Invoke(ordinal);
            }
            var result = step.Evaluator.Evaluate(batch, batch.Selection);
            batch.Selection = Select(result, batch.Selection, _rows);
        }
    }

    /// <summary>Lists the rows of a selection for which a boolean column is true. The target may be the selection's own list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Selection Select(Column result, Selection selection, int* target)
    {
        if (result.Shape == ColumnShape.Constant)
        {
            return !result.IsNull(0) && result.Values[0] != 0 ? selection : new Selection(target, 0);
        }
        var reader = result.Read<byte>();
        int count = 0;
        if (!reader.IsFlat || !selection.IsAll)
        {
            for (int i = 0; i < selection.Count; i++)
            {
                int row = selection[i];
                target[count] = row;
                count += reader[row] != 0 && reader.IsValid(row) ? 1 : 0;
            }
            return new Selection(target, count);
        }
        byte* values = reader.Values;
        int done = 0;
        for (; done + 64 <= selection.Count; done += 64)
        {
            // SAFETY: 64 rows of one byte are left.
            ulong bits = ~Vector512.Equals(Vector512.Load(values + done), Vector512<byte>.Zero).ExtractMostSignificantBits();
            bits &= reader.Validity is null ? ulong.MaxValue : reader.Validity[done >> 6];
            for (; bits != 0; bits &= bits - 1)
            {
                target[count++] = done + BitOperations.TrailingZeroCount(bits);
            }
        }
        for (; done < selection.Count; done++)
        {
            target[count] = done;
            count += values[done] != 0 && reader.IsValid(done) ? 1 : 0;
        }
        return count == selection.Count ? selection : new Selection(target, count);
    }

    /// <summary>Gets the columns an expression reads.</summary>
    public static int[] Ordinals(Expression expression) =>
        [.. expression.SelfAndDescendants().OfType<BoundReference>().Select(static reference => reference.Ordinal).Distinct().Order()];

    /// <summary>Ranks conjuncts: comparisons of numbers, then of strings, then everything else.</summary>
    private static int Cost(Expression conjunct)
    {
        int cost = 0;
        foreach (var node in conjunct.SelfAndDescendants())
        {
            cost += node switch
            {
                Literal or BoundReference => node.Type.Physical is PhysicalType.String ? 8 : node.Type.IsAtomic ? 1 : 20,
                FunctionCall { Function.Name: "=" or "<" or "<=" or ">" or ">=" or "<=>" or "and" or "or" or "not" or "isnotnull" or "isnull" } => 1,
                _ => 30,
            };
        }
        return cost;
    }

    private sealed record Step(Evaluator Evaluator, int[] Ordinals);
}
