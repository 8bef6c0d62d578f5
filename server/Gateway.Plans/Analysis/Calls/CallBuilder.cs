using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Expressions;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Builds a call from its name, arguments and modifiers. Faults come in Spark's order: named arguments, count, modifiers.</summary>
internal static class CallBuilder
{
    /// <summary>Generators of this suffix print as the ones without it: only the operator that runs them differs.</summary>
    private const string OuterSuffix = "_outer";

    public static Expression Build(UnresolvedFunction call, ExpressionResolver resolver)
    {
        var context = resolver.Context;
        switch (FunctionLookup.Find(call, context))
        {
            case FunctionLookup.Builtin builtin:
                return BuildBuiltin(call, builtin.Definition, resolver);
            case FunctionLookup.Stored { Function: SqlFunction function }:
                CallModifiers.RefuseAll(call, Quote.Id(function.NameParts));
                return SqlFunctionCall.Build(call, function, resolver);
            case FunctionLookup.Stored { Function: ExternalFunction function }:
                return resolver.Complete(External(function, call));
            case FunctionLookup.GrammarForm form:
                return call.Arguments.All(static argument => argument is LambdaFunction || argument.Resolved) ? throw ArgumentCounts.Wrong(call, form.Name) : call;
            case FunctionLookup.WrongKind wrong:
                throw new QueryException("NOT_A_SCALAR_FUNCTION", call.Origin, ("functionName", Quote.Id(wrong.NameParts)));
            default:
                return call;
        }
    }

    private static Expression External(ExternalFunction function, UnresolvedFunction call)
    {
        try
        {
            return function.Build(call.Arguments) with { Origin = call.Origin };
        }
        catch (QueryException fault)
        {
            throw fault.WithOrigin(call.Origin);
        }
    }

    private static Expression BuildBuiltin(UnresolvedFunction call, FunctionDefinition definition, ExpressionResolver resolver)
    {
        definition = BySession(definition, resolver.Context);
        var arguments = NamedArguments.Arrange(call, definition, resolver);
        if (arguments.Any(static argument => argument is not LambdaFunction && !argument.Resolved) || call.WithinGroup.Any(static order => !order.Resolved))
        {
            return call;
        }
        if (ArgumentCounts.Refuses(definition, arguments.Length, resolver.Context))
        {
            throw ArgumentCounts.Wrong(call, definition, arguments.Length);
        }
        CallModifiers.Check(call, definition);
        if (definition.Lambdas is null && arguments.FirstOrDefault(static argument => argument is LambdaFunction) is not null)
        {
            throw new QueryException("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", call.Origin,
                ("class", definition.Name is "explode" or "posexplode" or "inline" ? $"{JavaClassOf(definition)}ExpressionBuilder$" : definition.Kind == FunctionKind.Aggregate ? "org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression" : JavaClassOf(definition)));
        }
        if (definition.Name is "window" or "session_window" or "window_time")
        {
            resolver.Resolution.SawTimeWindow = true;
            arguments = definition.Name == "window" ? TimeWindowArguments.Convert(arguments, call) : arguments;
        }
        if (TimestampPrecision.Has(definition) && arguments is [var precision])
        {
            var type = TimestampPrecision.TypeOf(call, definition, precision, resolver.Context);
            var plain = BuildBuiltin(call with { Arguments = [] }, definition, resolver);
            return type is TimestampNanosType ? new Cast(plain, type, resolver.Context.Mode) { Origin = call.Origin } : plain;
        }
        arguments = FillDefaults(arguments, definition);
        if (definition.Kind == FunctionKind.Aggregate)
        {
            return AggregateCalls.Build(call, definition, arguments, resolver);
        }
        if (definition.Window is WindowFunctionKind.Lag or WindowFunctionKind.Lead or WindowFunctionKind.NthValue && arguments.Length == definition.Parameters.Length && arguments[^1] is not Literal { Value: bool })
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.BOOLEAN", call.Origin,
                ("parameter", Quote.Id(definition.Parameters[^1].Name)), ("functionName", Quote.Id(definition.Name)), ("invalidValue", Quote.Expr(arguments[^1].PrettyText)));
        }
        if (definition.Window is WindowFunctionKind.Lag && arguments.Length > 1 && arguments[1].Foldable && arguments[1].Type is not (NumericType or NullType or DayTimeIntervalType or YearMonthIntervalType or CalendarIntervalType))
        {
            // Its offset is negated when it is built.
            throw new QueryException(QueryException.Create("FAILED_FUNCTION_CALL", call.Origin, null, ("funcName", "`lag`")));
        }
        string called = CalledName(call);
        if (definition.Kind == FunctionKind.Generator && called.EndsWith(OuterSuffix, StringComparison.Ordinal))
        {
            called = called[..^OuterSuffix.Length];
        }
        var built = new FunctionCall(definition, called, arguments, ModeOf(definition, resolver.Context)) { Origin = call.Origin };
        return definition.Lambdas is null ? WithoutTime(resolver.Complete(built), definition, resolver.Context) : built;
    }

    /// <summary>Gets the function that the session's settings put in a name's place.</summary>
    private static FunctionDefinition BySession(FunctionDefinition definition, AnalyzerContext context) =>
        definition.Variant is { } variant && variant.Value.Equals(context.Configuration.Get(variant.Key), StringComparison.OrdinalIgnoreCase)
            ? context.Functions.FindInternal(definition.Name + variant.Suffix) ?? definition
            : definition;

    /// <summary>Refuses functions that make TIME values while the type is switched off.</summary>
    private static Expression WithoutTime(Expression built, FunctionDefinition definition, AnalyzerContext context) =>
        definition.Group == "datetime_funcs" && built.Resolved && built.Type is TimeType && !context.Configuration.Get(ConfigurationKeys.TimeTypeEnabled)
            ? throw new QueryException(QueryException.Create("UNSUPPORTED_TIME_TYPE", Origin.None, "AnalysisException"))
            : built;

    public static EvaluationMode ModeOf(FunctionDefinition definition, AnalyzerContext context) =>
        definition.Name.StartsWith("try_", StringComparison.Ordinal) ? EvaluationMode.Try : context.Mode;

    public static string CalledName(UnresolvedFunction call) => call.NameParts[^1].ToLowerInvariant();

    public static string JavaClassOf(FunctionDefinition definition)
    {
        if (definition.JavaClass.Length > 0)
        {
            return definition.JavaClass;
        }
        var words = definition.Name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]);
        return "org.apache.spark.sql.catalyst.expressions." + (definition.Kind == FunctionKind.Aggregate ? "aggregate." : "") + string.Concat(words);
    }

    private static ImmutableArray<Expression> FillDefaults(ImmutableArray<Expression> arguments, FunctionDefinition definition)
    {
        if (definition.Variadic || arguments.Length >= definition.Parameters.Length)
        {
            return arguments;
        }
        var filled = arguments.ToBuilder();
        for (int i = arguments.Length; i < definition.Parameters.Length && definition.Parameters[i].Default is { } value; i++)
        {
            filled.Add(value);
        }
        return filled.ToImmutable();
    }
}
