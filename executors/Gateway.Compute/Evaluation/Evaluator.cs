using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Computes one expression over batches. Belongs to one worker; its result column is reused by the next call.</summary>
public abstract class Evaluator(DataType type)
{
    /// <summary>Gets the type of the result.</summary>
    public DataType Type { get; } = type;

    /// <summary>Gets whether the result may contain nulls; false lets kernels skip validity.</summary>
    public virtual bool IsConstant => false;

    /// <summary>Computes the active rows of a batch. Rows outside the selection hold arbitrary (but readable) values.</summary>
    /// <returns>A column of at least <c>selection.Extent</c> rows, valid until the next call of this evaluator or its inputs.</returns>
    /// <exception cref="Core.Errors.QueryException">A row of the selection fails, e.g. an ANSI overflow.</exception>
    public abstract Column Evaluate(Batch batch, Selection selection);
}

/// <summary>Everything a kernel factory may look at when a call is bound for one worker.</summary>
/// <param name="Call">The call: argument types, result type, mode, origin.</param>
/// <param name="Arguments">Evaluators of the arguments, in order (lambda arguments are null: see <paramref name="Lambdas"/>).</param>
/// <param name="Lambdas">Compiled lambdas by argument position.</param>
public sealed record BoundCall(Functions.FunctionCall Call, Evaluator[] Arguments, EvaluationContext Context, IReadOnlyDictionary<int, LambdaEvaluator> Lambdas)
{
    public DataType ResultType => Call.Type;
    public DataType ArgumentType(int index) => Call.Arguments[index].Type;

    /// <summary>Gets the value of a foldable argument as a literal holds it, computed once; the argument must be foldable.</summary>
    /// <remarks>A text that is not UTF-8 has no place in a string but as what it decodes to.</remarks>
    public object? Constant(int index)
    {
        var constant = ConstantFolding.Evaluate(Call.Arguments[index], Context.Settings);
        return constant is { Value: byte[] raw, Type: Core.Types.StringType } ? System.Text.Encoding.UTF8.GetString(Text.Utf8Text.Decoded(raw)) : constant.Value;
    }

    public bool IsFoldable(int index) => index < Call.Arguments.Length && Call.Arguments[index].Foldable;
}
