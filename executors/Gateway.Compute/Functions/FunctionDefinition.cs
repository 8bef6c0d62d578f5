using System.Collections.Immutable;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>What a registered name is.</summary>
public enum FunctionKind { Scalar, Aggregate, Window, Generator, Table }

/// <summary>How the arguments of a call are brought to the types the function takes.</summary>
public enum ArgumentCoercion
{
    /// <summary>Each argument is implicitly cast to what its <see cref="Parameter.Accepts"/> wants (Spark's ImplicitCastInputTypes).</summary>
    Implicit,
    /// <summary>No casts: a type outside <see cref="Parameter.Accepts"/> is an error (Spark's ExpectsInputTypes).</summary>
    None,
    /// <summary>All arguments become the widest common type, strings promoted (coalesce, array, CASE).</summary>
    Widest,
    /// <summary>All arguments become the widest common type, strings not promoted (greatest, least).</summary>
    WidestWithoutStrings,
    /// <summary>Binary arithmetic, comparison or another operator with rules of its own in the coercion list.</summary>
    Operator,
}

/// <summary>Describes one parameter.</summary>
/// <param name="Name">Name for named arguments and documentation.</param>
/// <param name="Accepts">The types taken, which also words <c>requiredType</c> and drives implicit casts.</param>
/// <param name="Default">Value of an argument left out, or null when it just may be absent.</param>
/// <param name="Foldable">The argument must be a constant.</param>
public sealed record Parameter(string Name, TypeRule Accepts, Literal? Default = null, bool Foldable = false);

/// <summary>One row of the function registry: everything analysis, documentation, printing and execution know about a name.</summary>
/// <remarks>A row is data; nothing generic is instantiated before a call is bound.</remarks>
public sealed class FunctionDefinition
{
    /// <summary>Gets the lower-case name the row is registered under.</summary>
    public required string Name { get; init; }

    public required FunctionKind Kind { get; init; }

    /// <summary>Gets the parameters in order; with <see cref="Variadic"/> the last one repeats.</summary>
    public required ImmutableArray<Parameter> Parameters { get; init; }

    public int MinimumCount { get; init; }

    /// <summary>Gets the largest argument count; <see cref="int.MaxValue"/> when variadic.</summary>
    public int MaximumCount { get; init; }

    /// <summary>Gets the accepted counts when they are not a plain range (e.g. 2 or 4).</summary>
    public ImmutableArray<int> Counts { get; init; } = [];

    /// <summary>Gets whether errors count the arguments from the last one (TRIM's text stands behind its characters).</summary>
    public bool ChecksBackwards { get; init; }

    /// <summary>Gets whether foldable arguments are demanded before the types are looked at.</summary>
    public bool FoldsFirst { get; init; }

    /// <summary>Gets the wording of <c>expectedNum</c> where it is not the range of counts.</summary>
    public string? ExpectedCount { get; init; }

    public bool Variadic => MaximumCount == int.MaxValue;

    public ArgumentCoercion Coercion { get; init; } = ArgumentCoercion.Implicit;

    /// <summary>Gets the result type of a call whose arguments are coerced and checked.</summary>
    public required Func<FunctionCall, DataType> Returns { get; init; }

    /// <summary>Gets the nullability of a call whose arguments are coerced and checked.</summary>
    public required Func<FunctionCall, bool> Nulls { get; init; }

    /// <summary>Gets checks beyond the parameters' types; returns the error, or null when the call is fine.</summary>
    public Func<FunctionCall, QueryError?>? Check { get; init; }

    /// <summary>Gets checks that come before those of the parameters' types.</summary>
    public Func<FunctionCall, QueryError?>? EarlyCheck { get; init; }

    /// <summary>Gets coercion of the whole argument list beyond <see cref="Coercion"/>; null result means nothing to do.</summary>
    public Func<FunctionCall, bool, ImmutableArray<Expression>?>? Coerce { get; init; }

    /// <summary>Gets how a call prints; null prints <c>name(arguments)</c>.</summary>
    public Action<ExpressionWriter, FunctionCall>? Shape { get; init; }

    /// <summary>Gets the name used in generated column names, when it is not <see cref="Name"/> (e.g. upper case, or the canonical alias).</summary>
    public string? PrintedName { get; init; }

    /// <summary>Gets the name that errors of the arguments' types use, when it is not the printed one: a try_ form is checked as the function it wraps.</summary>
    public string? CheckedName { get; init; }

    /// <summary>Gets the call that is checked in this one's place, where the arguments stand in another order; null result checks the call itself.</summary>
    public Func<FunctionCall, FunctionCall?>? CheckedForm { get; init; }

    public bool Deterministic { get; init; } = true;

    /// <summary>Tells that the value is fixed for a query though not for all time (now(), current_user()): foldable, but never cached across queries.</summary>
    public bool QueryConstant { get; init; }

    /// <summary>Tells that a call is computed per query even when its arguments are constants (raise_error).</summary>
    public bool NeverFolds { get; init; }

    public bool IsInternal { get; init; }

    /// <summary>Gets the setting by which another function takes this one's place; null where none does.</summary>
    public SessionVariant? Variant { get; init; }

    public bool SupportsNamedArguments { get; init; }

    /// <summary>Tells that the operator prints operands unordered in canonical text (a + b equals b + a).</summary>
    public bool Commutative { get; init; }

    /// <summary>Tells that evaluation may raise an error for some input in the given mode; false allows reordering and evaluation of dropped rows.</summary>
    public Func<FunctionCall, bool> CanThrow { get; init; } = static _ => true;

    /// <summary>Gets lambda parameters' types by argument position, for higher-order functions.</summary>
    public LambdaBinder? Lambdas { get; init; }

    /// <summary>Gets the expression that computes a call instead of a kernel (after coercion of the call's own arguments).</summary>
    public Func<FunctionCall, Expression>? Rewrite { get; init; }

    /// <summary>Gets the expression a call is replaced by before any coercion (Spark's InheritAnalysisRules); printed as the original call.</summary>
    public Func<FunctionCall, Expression>? Expand { get; init; }

    /// <summary>Gets the kernel of a scalar function: binds evaluators of the arguments into one of the call.</summary>
    public Func<BoundCall, Evaluator>? Kernel { get; init; }

    /// <summary>Gets the aggregate state machine of an aggregate call.</summary>
    public Func<BoundAggregate, Aggregates.AggregateFunction>? Aggregate { get; init; }

    /// <summary>Gets the generator of a generator call.</summary>
    public Func<BoundCall, Generators.Generator>? Generator { get; init; }

    /// <summary>Gets the identity of a window-only function for the window operator (rank, lag, ...).</summary>
    public WindowFunctionKind? Window { get; init; }

    public string Group { get; init; } = "";
    public string Since { get; init; } = "";
    /// <summary>Gets <c>call = result</c>, run as a test.</summary>
    public string Example { get; init; } = "";
    /// <summary>Gets the Java class Spark names in messages about this function.</summary>
    public string JavaClass { get; init; } = "";

    public bool AcceptsCount(int count) => Counts.IsEmpty ? count >= MinimumCount && count <= MaximumCount : Counts.Contains(count);

    /// <summary>Gets the parameter that an argument position belongs to.</summary>
    public Parameter? ParameterAt(int index) =>
        index < Parameters.Length ? Parameters[index] : Variadic && !Parameters.IsEmpty ? Parameters[^1] : null;
}

/// <summary>Names the functions that only make sense over a window.</summary>
public enum WindowFunctionKind { RowNumber, Rank, DenseRank, PercentRank, CumeDist, Ntile, Lag, Lead, NthValue, CounterDiff }

/// <summary>Gives the types of a higher-order function's lambda parameters.</summary>
/// <param name="Position">Argument position of the lambda.</param>
/// <param name="ParameterTypes">From the call (other arguments resolved) the (type, nullable) of each lambda parameter; the lambda may use fewer.</param>
public sealed record LambdaParameter(int Position, Func<FunctionCall, ImmutableArray<(DataType Type, bool Nullable)>> ParameterTypes);

/// <summary>All lambda positions of a higher-order function; later ones may depend on the earlier ones' result types.</summary>
public sealed record LambdaBinder(ImmutableArray<LambdaParameter> Lambdas);
