using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>A call bound to a registry row. It is resolved when its arguments have the types the row takes.</summary>
/// <param name="CalledName">The name as called, lower case (aliases print their own name).</param>
/// <param name="Mode">ANSI or legacy as the session (or the view) said when the call was analysed; Try for <c>try_</c> forms.</param>
public sealed record FunctionCall(FunctionDefinition Function, string CalledName, ImmutableArray<Expression> Arguments, EvaluationMode Mode) : Expression
{
    private DataType? _type;
    private Expression? _replacement;
    // Asked of every node of a tree; without these a deep tree costs the square of its depth.
    private bool? _nullable;
    private bool? _foldable;
    private bool? _deterministic;

    private FunctionCall(FunctionCall original) : base(original) =>
        (Function, CalledName, Arguments, Mode, ExactDecimals) = (original.Function, original.CalledName, original.Arguments, original.Mode, original.ExactDecimals);

    /// <summary>Gets whether decimal results keep every fraction digit (spark.sql.decimalOperations.allowPrecisionLoss is off). Set by coercion.</summary>
    public bool ExactDecimals { get; init; }

    public bool Ansi => Mode == EvaluationMode.Ansi;

    public override ImmutableArray<Expression> Children => Arguments;

    public override DataType Type => _type ??= Function.Returns(this);

    public override bool Nullable => _nullable ??= Function.Nulls(this);

    public override bool Foldable => _foldable ??=
        Function.Kind == FunctionKind.Scalar && !Function.NeverFolds && (Function.Deterministic || Function.QueryConstant) && Arguments.All(static argument => argument.Foldable);

    public override bool Deterministic => _deterministic ??= Function.Deterministic && base.Deterministic;

    /// <summary>Gets the expression that computes the call, for rows with <see cref="FunctionDefinition.Rewrite"/>.</summary>
    public Expression Replacement => _replacement ??= TimeZone is { } zone ? CapturedZone.MarkReplacement(Function.Rewrite!(this), this, zone) : Function.Rewrite!(this);

    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Arguments = children };

    protected override bool ComputeResolved() => base.ComputeResolved() && FunctionCheck.TypesAreAccepted(this);

    public override void Print(ExpressionWriter writer) => PrintCall(writer, isDistinct: false);

    /// <summary>Prints the call, with DISTINCT inside the parentheses when asked.</summary>
    public void PrintCall(ExpressionWriter writer, bool isDistinct)
    {
        if (writer.Style == PrintStyle.Canonical)
        {
            PrintCanonical(writer, isDistinct);
        }
        else if (Function.Shape is { } shape && !isDistinct)
        {
            shape(writer, this);
        }
        else
        {
            var order = Arguments.Where(static argument => argument is SortOrder).ToList();
            if (isDistinct && order.Count > 0)
            {
                // WITHIN GROUP rebuilds the function, which loses the name it was called by.
                writer.Append("listagg").Append("(DISTINCT ").Join(", ", Arguments.Where(static argument => argument is not SortOrder)).Append(") WITHIN GROUP (ORDER BY ").Join(", ", order).Append(")");
                return;
            }
            writer.Append(Function.PrintedName ?? CalledName).Append(!isDistinct ? "(" : writer.Style == PrintStyle.Plan ? "(distinct " : "(DISTINCT ").Join(", ", Arguments).Append(")");
        }
    }

    private void PrintCanonical(ExpressionWriter writer, bool isDistinct)
    {
        writer.Append(Function.PrintedName ?? Function.Name).Append(Mode == EvaluationMode.Try ? "?" : "").Append(isDistinct ? "(distinct " : "(");
        if (!Function.Commutative)
        {
            writer.Join(",", Arguments);
        }
        else
        {
            writer.Append(string.Join(',', Arguments.SelectMany(argument => Flatten(argument, Function)).Select(writer.Apart).Order(StringComparer.Ordinal)));
        }
        writer.Append(")");
        if (!Deterministic)
        {
            writer.Append("@").Append(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<Expression> Flatten(Expression argument, FunctionDefinition function) =>
        argument is FunctionCall call && ReferenceEquals(call.Function, function) ? call.Arguments.SelectMany(inner => Flatten(inner, function)) : [argument];
}
