using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Evaluates expressions over a few boxed rows at analysis time, row after row, so that the first failing row is the one reported.</summary>
public static class LocalEvaluation
{
    /// <param name="expressions">Bound to the rows' columns.</param>
    /// <returns>One array of values a row.</returns>
    public static ImmutableArray<object?[]> Evaluate(ImmutableArray<Expression> expressions, StructType schema, ImmutableArray<object?[]> rows, QuerySettings settings)
    {
        using var memory = new MemoryScope(ConstantFolding.Pool);
        var context = new EvaluationContext(settings with { BatchSize = 1 }, memory);
        var evaluators = expressions.Select(expression => EvaluatorCompiler.Compile(expression, context)).ToArray();
        var columns = schema.Fields.Select(member => Column.Create(member.Type, 1, memory)).ToArray();
        var batch = new Batch(columns);
        var results = ImmutableArray.CreateBuilder<object?[]>(rows.Length);
        foreach (var row in rows)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i].Reset();
                ColumnValues.Set(columns[i], 0, row[i]);
            }
            batch.SetAll(1);
            results.Add(Array.ConvertAll(evaluators, evaluator => ColumnValues.Get(evaluator.Evaluate(batch, batch.Selection), 0)));
        }
        return results.MoveToImmutable();
    }
}
