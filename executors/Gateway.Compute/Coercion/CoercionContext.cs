using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Carries the settings that coercion depends on.</summary>
/// <param name="AllowDecimalPrecisionLoss">spark.sql.decimalOperations.allowPrecisionLoss.</param>
/// <param name="LiteralDigits">spark.sql.legacy.literal.pickMinimumPrecision: integer literals beside decimals count their own digits.</param>
/// <param name="LegacyIntervals">spark.sql.legacy.interval.enabled: differences of dates and timestamps are calendar intervals.</param>
public sealed record CoercionContext(bool Ansi, bool AllowDecimalPrecisionLoss = true, bool LiteralDigits = true, bool LegacyIntervals = false)
{
    /// <summary>Gets the functions that give text even when all they take is binary (spark.sql.function.concatBinaryAsString and its like).</summary>
    public ImmutableArray<string> TextOnly { get; init; } = [];

    /// <summary>Gets whether hash functions take maps (spark.sql.legacy.allowHashOnMapType).</summary>
    public bool HashesMaps { get; init; }

    public EvaluationMode CastMode => Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy;

    /// <summary>Casts an expression for its parent: no cast where the type is the same already; the cast takes the parent's origin.</summary>
    public Expression Cast(Expression expression, DataType type, Expression parent) =>
        TypeMerging.Same(expression.Type, type) ? expression : new Cast(expression, type, Ansi && IsTried(expression, parent) ? EvaluationMode.Try : CastMode) { Origin = parent.Origin };

    /// <summary>A try_ operator is NULL where a text operand cannot be read.</summary>
    private static bool IsTried(Expression operand, Expression parent) => operand.Type is StringType && parent is Functions.FunctionCall { Mode: EvaluationMode.Try, Function.Coercion: Functions.ArgumentCoercion.Operator };

    /// <summary>Like <see cref="Cast"/>, but a VOID operand becomes the NULL literal of the type, which shows in names.</summary>
    public Expression Promote(Expression expression, DataType type, Expression parent) =>
        expression.Type is NullType ? Literal.NullOf(type) with { Origin = parent.Origin } : Cast(expression, type, parent);
}

/// <summary>One rule of the coercion lists.</summary>
/// <param name="Apply">Returns the rewritten node, or null where the rule does not apply. The node's children are resolved.</param>
internal sealed record CoercionRule(string Name, Func<Expression, CoercionContext, Expression?> Apply);
