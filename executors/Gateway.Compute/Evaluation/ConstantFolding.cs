using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Memory;

namespace Gateway.Compute.Evaluation;

/// <summary>Evaluates foldable expressions at analysis time, on a batch of one row, with the engine's own kernels.</summary>
public static class ConstantFolding
{
    internal static readonly MemoryPool Pool = new(limitBytes: 1L << 30, keepBytes: 16L << 20);

    /// <summary>Computes a foldable expression. Raises the same errors, with the same contexts, as a running query.</summary>
    public static Literal Evaluate(Expression expression, QuerySettings settings)
    {
        if (expression is Literal literal)
        {
            return literal;
        }
        // Checks that know no session still fold times as its text shows them.
        settings = ReferenceEquals(settings, QuerySettings.Default) ? settings with { TimeZone = SessionZone.Current.Id } : settings;
        using var memory = new MemoryScope(Pool);
        var context = new EvaluationContext(settings with { BatchSize = 1 }, memory);
        var evaluator = EvaluatorCompiler.Compile(expression, context);
        var batch = new Batch([]);
        batch.SetAll(1);
        var column = evaluator.Evaluate(batch, batch.Selection);
        return new Literal(ColumnValues.Get(column, 0), expression.Type) { Origin = expression.Origin };
    }
}
