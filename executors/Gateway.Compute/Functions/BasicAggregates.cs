using System.Collections.Immutable;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Rows of the aggregates that count, add up, compare and pick values.</summary>
internal static class BasicAggregates
{
    private static readonly TypeRule _summable = new("\"NUMERIC\" or \"ANSI INTERVAL\"",
        static type => type is NumericType or DayTimeIntervalType or YearMonthIntervalType, DoubleType.Instance)
        { Target = static (type, _) => type is TimestampType ? DoubleType.Instance : null };

    private static readonly ImmutableArray<Parameter> _value = [new("expr", TypeRule.Any)];
    private static readonly ImmutableArray<Parameter> _valueAndFlag = [new("expr", TypeRule.Any), new("isIgnoreNull", TypeRule.Boolean, Foldable: true)];
    private static readonly ImmutableArray<Parameter> _summand = [new("expr", _summable)];
    private static readonly ImmutableArray<Parameter> _condition = [new("expr", TypeRule.Boolean)];

    public static void Register(FunctionFamily f)
    {
        f.Aggregate("any some bool_or", _condition, SameAsFirst, static site => Extremes.Bind(site, isMax: true), example: "any(col) = true");
        f.Aggregate("any_value", _valueAndFlag, SameAsFirst, static site => new FirstLast(site, isLast: false, FirstLast.IgnoresNulls(site)), optional: 1, shape: WithoutFlag, deterministic: false, example: "any_value(10) = 10");
        f.Aggregate("array_agg collect_list", _value, ArrayOfFirst, static site => new CollectFunction(site, distinct: false), nulls: NullRules.Never, printed: "collect_list", deterministic: false, example: "collect_list(1) = [1]");
        f.Aggregate("avg mean", _summand, AverageType, static site => Averages.Bind(site, site.Call.Mode), example: "avg(2) = 2.0");
        f.Aggregate("collect_set", _value, ArrayOfFirst, check: IsSettable, aggregate: static site => new CollectFunction(site, distinct: true), nulls: NullRules.Never, deterministic: false, example: "collect_set(1) = [1]");
        f.Aggregate("count", _value, static _ => LongType.Instance, static site => new CountFunction(site), nulls: NullRules.Never, variadic: true, coercion: ArgumentCoercion.None, example: "count(1) = 1");
        f.Aggregate("every bool_and", _condition, SameAsFirst, static site => Extremes.Bind(site, isMax: false), example: "every(true) = true");
        f.Aggregate("first first_value", _valueAndFlag, SameAsFirst, static site => new FirstLast(site, isLast: false, FirstLast.IgnoresNulls(site)), optional: 1, shape: WithoutFlag, deterministic: false, example: "first(10) = 10");
        f.Aggregate("last last_value", _valueAndFlag, SameAsFirst, static site => new FirstLast(site, isLast: true, FirstLast.IgnoresNulls(site)), optional: 1, shape: WithoutFlag, deterministic: false, example: "last(10) = 10");
        f.Aggregate("max", _value, SameAsFirst, static site => Extremes.Bind(site, isMax: true), check: IsOrdered, example: "max(10) = 10");
        f.Aggregate("measure", _value, SameAsFirst, static _ => throw new QueryException("INTERNAL_ERROR", ("message", "UnevaluableAggregateFunc.aggBufferAttributes should not be called.")), coercion: ArgumentCoercion.None);
        f.Aggregate("min", _value, SameAsFirst, static site => Extremes.Bind(site, isMax: false), check: IsOrdered, example: "min(10) = 10");
        f.Aggregate("product", [new("expr", TypeRule.Double)], static _ => DoubleType.Instance, static site => new Accumulating<ProductOfDouble, Total<double>, double, double>(site, default), isInternal: true);
        f.Aggregate("sum", _summand, SumType, static site => Sums.Bind(site, site.Call.Mode), example: "sum(5) = 5");
        f.Aggregate("try_avg", _summand, AverageType, static site => Averages.Bind(site, EvaluationMode.Try), expectedCount: "[1, 2]", example: "try_avg(2) = 2.0");
        f.Aggregate("try_sum", _summand, SumType, static site => Sums.Bind(site, EvaluationMode.Try), expectedCount: "[1, 2]", example: "try_sum(5) = 5");
    }

    private static DataType SameAsFirst(FunctionCall call) => call.Arguments[0].Type;

    private static ArrayType ArrayOfFirst(FunctionCall call) => new(call.Arguments[0].Type, false);

    private static DataType SumType(FunctionCall call) => call.Arguments[0].Type switch
    {
        IntegralType => LongType.Instance,
        DecimalType type => Widened(type, 10, 0),
        DayTimeIntervalType or YearMonthIntervalType => call.Arguments[0].Type,
        _ => DoubleType.Instance,
    };

    private static DataType AverageType(FunctionCall call) => AverageType(call.Arguments[0].Type);

    /// <summary>Gets the type of avg over a type.</summary>
    public static DataType AverageType(DataType argument) => argument switch
    {
        DecimalType type => Widened(type, 4, 4),
        DayTimeIntervalType => DayTimeIntervalType.Default,
        YearMonthIntervalType => YearMonthIntervalType.Default,
        _ => DoubleType.Instance,
    };

    private static DecimalType Widened(DecimalType type, int digits, int scale) =>
        new(Math.Min(DecimalType.MaxPrecision, type.Precision + digits), Math.Min(DecimalType.MaxPrecision, type.Scale + scale));

    /// <summary>Prints the value only: the flag that ignores NULLs is not part of the name.</summary>
    private static void WithoutFlag(ExpressionWriter writer, FunctionCall call) => writer.Call(call.CalledName, call.Arguments.Take(1));

    internal static QueryError? IsSettable(FunctionCall call) => HasMapOrCollation(call.Arguments[0].Type)
        ? FunctionCheck.Mismatch(call, "UNSUPPORTED_INPUT_TYPE", ("functionName", "`" + call.Function.Name + "`"), ("dataType", "\"MAP\" or \"COLLATED STRING\""))
        : null;

    private static bool HasMapOrCollation(DataType type) => type switch
    {
        MapType or StringType { IsBinaryCollation: false } => true,
        ArrayType array => HasMapOrCollation(array.Element),
        StructType structure => structure.Fields.Any(static f => HasMapOrCollation(f.Type)),
        _ => false,
    };

    private static QueryError? IsOrdered(FunctionCall call) => OperatorChecks.IsOrderable(call.Arguments[0].Type)
        ? null
        : FunctionCheck.Mismatch(call, "INVALID_ORDERING_TYPE",
            ("functionName", "`" + call.Function.Name + "`"), ("dataType", FunctionCheck.Quoted(call.Arguments[0].Type)));
}
