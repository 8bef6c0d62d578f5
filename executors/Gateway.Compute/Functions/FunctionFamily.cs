using System.Collections.Immutable;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Collects registry rows. Family files call it once per function; <c>names</c> lists the name and its aliases, separated by blanks.</summary>
public sealed class FunctionFamily
{
    private readonly List<FunctionDefinition> _rows = [];

    public IReadOnlyList<FunctionDefinition> Rows => _rows;

    /// <summary>Adds a row per name (name first, then aliases, blank separated).</summary>
    public void Add(string names, Func<string, FunctionDefinition> row)
    {
        foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _rows.Add(row(name));
        }
    }

    /// <summary>Adds a scalar function.</summary>
    /// <param name="optional">How many trailing parameters may be left out (their <see cref="Parameter.Default"/> is then filled in, if any).</param>
    /// <param name="canThrow">Whether evaluation may raise an error; null means in ANSI mode only.</param>
    public void Scalar(
        string names,
        ImmutableArray<Parameter> parameters,
        Func<FunctionCall, DataType> returns,
        Func<FunctionCall, bool>? nulls = null,
        Func<BoundCall, Evaluator>? kernel = null,
        Func<FunctionCall, Expression>? rewrite = null,
        Func<FunctionCall, Expression>? expand = null,
        int optional = 0,
        bool variadic = false,
        ArgumentCoercion coercion = ArgumentCoercion.Implicit,
        Func<FunctionCall, bool, ImmutableArray<Expression>?>? coerce = null,
        Func<FunctionCall, QueryError?>? check = null,
        Func<FunctionCall, QueryError?>? early = null,
        Action<ExpressionWriter, FunctionCall>? shape = null,
        string? printed = null,
        string? checkedAs = null,
        bool deterministic = true,
        bool queryConstant = false,
        bool commutative = false,
        bool named = false,
        bool isInternal = false,
        SessionVariant? variant = null,
        bool neverFolds = false,
        LambdaBinder? lambdas = null,
        Func<FunctionCall, bool>? canThrow = null,
        ImmutableArray<int> counts = default,
        string? expectedCount = null,
        bool checksBackwards = false,
        bool foldsFirst = false,
        string group = "",
        string since = "",
        string example = "",
        string javaClass = "") => Add(names, name => new FunctionDefinition
        {
            Name = name,
            Kind = FunctionKind.Scalar,
            Parameters = parameters,
            MinimumCount = variadic ? Math.Max(0, parameters.Length - 1 - optional) : parameters.Length - optional,
            MaximumCount = variadic ? int.MaxValue : parameters.Length,
            Counts = counts.IsDefault ? [] : counts,
            ExpectedCount = expectedCount,
            ChecksBackwards = checksBackwards,
            FoldsFirst = foldsFirst,
            Coercion = coercion,
            Coerce = coerce,
            Returns = returns,
            Nulls = nulls ?? NullRules.Propagate,
            Check = check,
            EarlyCheck = early,
            Shape = shape,
            PrintedName = printed,
            CheckedName = checkedAs,
            Deterministic = deterministic,
            QueryConstant = queryConstant,
            Commutative = commutative,
            SupportsNamedArguments = named,
            IsInternal = isInternal,
            Variant = variant,
            NeverFolds = neverFolds,
            Lambdas = lambdas,
            CanThrow = canThrow ?? (static call => call.Ansi),
            Kernel = kernel,
            Rewrite = rewrite,
            Expand = expand,
            Group = group,
            Since = since,
            Example = example,
            JavaClass = javaClass,
        });

    /// <summary>Adds an aggregate function; its result is nullable unless <paramref name="nulls"/> says otherwise.</summary>
    public void Aggregate(
        string names,
        ImmutableArray<Parameter> parameters,
        Func<FunctionCall, DataType> returns,
        Func<BoundAggregate, AggregateFunction>? aggregate = null,
        Func<FunctionCall, bool>? nulls = null,
        Func<FunctionCall, Expression>? rewrite = null,
        Func<FunctionCall, Expression>? expand = null,
        int optional = 0,
        bool variadic = false,
        ArgumentCoercion coercion = ArgumentCoercion.Implicit,
        Func<FunctionCall, bool, ImmutableArray<Expression>?>? coerce = null,
        Func<FunctionCall, QueryError?>? check = null,
        Func<FunctionCall, QueryError?>? early = null,
        Action<ExpressionWriter, FunctionCall>? shape = null,
        string? printed = null,
        string? expectedCount = null,
        Func<FunctionCall, FunctionCall?>? checkedForm = null,
        bool deterministic = true,
        bool named = false,
        bool isInternal = false,
        string group = "agg_funcs",
        string since = "",
        string example = "",
        string javaClass = "") => Add(names, name => new FunctionDefinition
        {
            Name = name,
            Kind = FunctionKind.Aggregate,
            Parameters = parameters,
            MinimumCount = variadic ? Math.Max(0, parameters.Length - 1 - optional) : parameters.Length - optional,
            MaximumCount = variadic ? int.MaxValue : parameters.Length,
            Coercion = coercion,
            Coerce = coerce,
            Returns = returns,
            Nulls = nulls ?? NullRules.Always,
            Check = check,
            EarlyCheck = early,
            Shape = shape,
            PrintedName = printed,
            ExpectedCount = expectedCount,
            CheckedForm = checkedForm,
            Deterministic = deterministic,
            SupportsNamedArguments = named,
            IsInternal = isInternal,
            Aggregate = aggregate,
            Rewrite = rewrite,
            Expand = expand,
            Group = group,
            Since = since,
            Example = example,
            JavaClass = javaClass,
        });

    /// <summary>Adds a window-only function.</summary>
    public void Window(
        string names,
        WindowFunctionKind kind,
        ImmutableArray<Parameter> parameters,
        Func<FunctionCall, DataType> returns,
        Func<FunctionCall, bool> nulls,
        int optional = 0,
        Func<FunctionCall, QueryError?>? check = null,
        Func<FunctionCall, bool, ImmutableArray<Expression>?>? coerce = null,
        Action<ExpressionWriter, FunctionCall>? shape = null,
        string? printed = null,
        bool variadic = false,
        ArgumentCoercion coercion = ArgumentCoercion.Implicit,
        bool named = false,
        string example = "") => Add(names, name => new FunctionDefinition
        {
            Name = name,
            Kind = FunctionKind.Window,
            Parameters = parameters,
            MinimumCount = variadic ? 0 : parameters.Length - optional,
            MaximumCount = variadic ? int.MaxValue : parameters.Length,
            Coercion = coercion,
            SupportsNamedArguments = named,
            Returns = returns,
            Nulls = nulls,
            Check = check,
            Coerce = coerce,
            Shape = shape,
            PrintedName = printed,
            Window = kind,
            Group = "window_funcs",
            Example = example,
        });

    /// <summary>Adds a generator; <paramref name="returns"/> gives a struct whose fields are the output columns.</summary>
    public void Generator(
        string names,
        ImmutableArray<Parameter> parameters,
        Func<FunctionCall, StructType> returns,
        Func<BoundCall, Generators.Generator> generator,
        bool variadic = false,
        int optional = 0,
        ArgumentCoercion coercion = ArgumentCoercion.Implicit,
        Func<FunctionCall, QueryError?>? check = null,
        bool named = false,
        string example = "") => Add(names, name => new FunctionDefinition
        {
            Name = name,
            Kind = FunctionKind.Generator,
            Parameters = parameters,
            MinimumCount = variadic ? Math.Max(0, parameters.Length - 1 - optional) : parameters.Length - optional,
            MaximumCount = variadic ? int.MaxValue : parameters.Length,
            Coercion = coercion,
            Returns = returns,
            Nulls = NullRules.Always,
            Check = check,
            SupportsNamedArguments = named,
            Generator = generator,
            Group = "generator_funcs",
            Example = example,
        });
}
