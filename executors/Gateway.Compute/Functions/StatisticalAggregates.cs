using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Rows of the statistical aggregates: moments, correlation, regression, percentiles, estimates.</summary>
internal static class StatisticalAggregates
{
    private static readonly ImmutableArray<Parameter> _number = [new("expr", TypeRule.Double)];
    private static readonly ImmutableArray<Parameter> _pair = [new("expr1", TypeRule.Double), new("expr2", TypeRule.Double)];
    private static readonly ImmutableArray<Parameter> _dependentAndIndependent = [new("y", TypeRule.Double), new("x", TypeRule.Double)];
    private static readonly ImmutableArray<Parameter> _numericPair = [new("y", TypeRule.Numeric), new("x", TypeRule.Numeric)];
    private static readonly TypeRule _shares = TypeRule.OneOf(TypeRule.Double, TypeRule.ArrayOf(TypeRule.Double) with { DefaultType = new ArrayType(DoubleType.Instance, false) })
        with { Target = static (type, _) => type is ArrayType { Element: NullType, ContainsNull: false } ? new ArrayType(DoubleType.Instance, false) : null };
    private static readonly TypeRule _exactShares = _shares with { Wording = static type => type is ArrayType ? "\"ARRAY<DOUBLE>\"" : "\"DOUBLE\"" };
    private static readonly TypeRule _measurable = new("((\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\") or \"TIME\")",
        static type => type is NumericType or DayTimeIntervalType or YearMonthIntervalType or TimeType, DoubleType.Instance)
        { Target = static (type, ansi) => ansi && type is DateType or TimestampType or TimestampNtzType ? TimeType.Default : null };
    private static readonly TypeRule _ordered = TypeRule.OneOf(TypeRule.Numeric, TypeRule.Date, TypeRule.Timestamp, TypeRule.TimestampNtz, TypeRule.YearMonthInterval, TypeRule.DayTimeInterval, TypeRule.Time) with { Target = static (type, _) => type is StringType ? DoubleType.Instance : null };

    public static void Register(FunctionFamily f)
    {
        f.Aggregate("approx_count_distinct", [new("expr", TypeRule.Any), new("relativeSD", TypeRule.Any)], static _ => LongType.Instance,
            static site => new DistinctEstimate(site, Precision(site)), nulls: NullRules.Never, optional: 1, coercion: ArgumentCoercion.None, check: EstimateFault,
            shape: static (writer, call) => writer.Call(call.CalledName, call.Arguments.Take(1)), example: "approx_count_distinct(1) = 1");
        f.Aggregate("approx_percentile percentile_approx",
            [new("col", _ordered), new("percentage", _shares, Foldable: true), new("accuracy", TypeRule.Integral, Literal.Of(10000), Foldable: true)],
            static call => WithShares(call, 1, call.Arguments[0].Type), static site => Bind(site, 0, 1, PercentileRule.Approximate), optional: 1, check: ApproximateFault, example: "percentile_approx(10, 0.5) = 10");
        Pair(f, "corr", PairStatistic.Correlation, _pair, yFirst: false);
        Pair(f, "covar_pop", PairStatistic.CovariancePopulation, _pair, yFirst: false);
        Pair(f, "covar_samp", PairStatistic.CovarianceSample, _pair, yFirst: false);
        f.Aggregate("histogram_numeric", [new("expr", _ordered), new("nb", TypeRule.Int, Foldable: true)],
            HistogramType, static site => new NumericHistogram(site, (int)ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value!), check: HistogramFault);
        Moment(f, "kurtosis", MomentStatistic.Kurtosis);
        f.Aggregate("median", [new("col", _measurable)], static call => Centre(call.Arguments[0].Type), static site => new Percentiles(site, 0, [0.5], false, PercentileRule.Continuous), example: "median(10) = 10.0");
        f.Aggregate("mode", [new("col", TypeRule.Any), new("deterministic", TypeRule.Any)], static call => Inner(call.Arguments[0]).Type, BindMode, optional: 2, check: ModeFault, shape: PrintMode, coercion: ArgumentCoercion.None, example: "mode(10) = 10");
        f.Aggregate("percentile", [new("col", _measurable), new("percentage", _exactShares, Foldable: true), new("frequency", TypeRule.Integral, Literal.Of(1))],
            static call => WithShares(call, 1, Centre(call.Arguments[0].Type)), static site => Bind(site, 0, 1, PercentileRule.Continuous, 2), optional: 1, check: static call => ShareFault(call, 1, call), example: "percentile(10, 0.5) = 10.0");
        f.Aggregate("percentile_cont", [new("percentage", _exactShares, Foldable: true)], static call => WithShares(call, 0, Centre(Inner(call.Arguments[^1]).Type)),
            static site => Bind(site, 1, 0, PercentileRule.Continuous), coerce: CoerceOrder, checkedForm: Unordered, shape: PrintOrdered);
        f.Aggregate("percentile_disc", [new("percentage", _exactShares, Foldable: true)], static call => WithShares(call, 0, Centre(Inner(call.Arguments[^1]).Type)),
            static site => Bind(site, 1, 0, PercentileRule.Discrete), coerce: CoerceOrder, checkedForm: Unordered, shape: PrintOrdered);
        f.Aggregate("regr_avgx", _numericPair, static call => BasicAggregates.AverageType(call.Arguments[1].Type), static site => Average(site, 1));
        f.Aggregate("regr_avgy", _numericPair, static call => BasicAggregates.AverageType(call.Arguments[0].Type), static site => Average(site, 0));
        f.Aggregate("regr_count", _numericPair, static _ => LongType.Instance, static site => new CountFunction(site), nulls: NullRules.Never);
        Pair(f, "regr_intercept", PairStatistic.Intercept, _dependentAndIndependent, yFirst: true);
        Pair(f, "regr_r2", PairStatistic.RSquared, _dependentAndIndependent, yFirst: false);
        Pair(f, "regr_slope", PairStatistic.Slope, _dependentAndIndependent, yFirst: true);
        Pair(f, "regr_sxx", PairStatistic.Sxx, _dependentAndIndependent, yFirst: true);
        Pair(f, "regr_sxy", PairStatistic.Sxy, _dependentAndIndependent, yFirst: false);
        Pair(f, "regr_syy", PairStatistic.Syy, _dependentAndIndependent, yFirst: true);
        Moment(f, "skewness", MomentStatistic.Skewness);
        Moment(f, "std stddev stddev_samp", MomentStatistic.DeviationSample);
        Moment(f, "stddev_pop", MomentStatistic.DeviationPopulation);
        Moment(f, "var_pop", MomentStatistic.VariancePopulation);
        Moment(f, "var_samp variance", MomentStatistic.VarianceSample);
    }

    private static void Moment(FunctionFamily f, string names, MomentStatistic statistic) =>
        f.Aggregate(names, _number, static _ => DoubleType.Instance, site => Moments.Bind(site, statistic));

    private static void Pair(FunctionFamily f, string name, PairStatistic statistic, ImmutableArray<Parameter> parameters, bool yFirst) =>
        f.Aggregate(name, parameters, static _ => DoubleType.Instance, site => new PairStatistics(site, statistic, yFirst));

    private static BothKnown Average(BoundAggregate site, int position)
    {
        var inner = site with { Call = new FunctionCall(FunctionRegistry.Builtin.Find("avg")!, "avg", [site.Call.Arguments[position]], site.Call.Mode) { Origin = site.Call.Origin } };
        return new BothKnown(site, Averages.Bind(inner, site.Call.Mode), position);
    }

    private static Percentiles Bind(BoundAggregate site, int value, int percentage, PercentileRule rule, int frequency = -1)
    {
        var (shares, isArray) = Percentiles.Shares(site.Call.Arguments[percentage], site.Context.Settings);
        bool descending = site.Call.Arguments[value] is SortOrder { Ascending: false };
        bool counts = frequency >= 0 && site.Call.Arguments.Length > frequency && site.Call.Arguments[frequency] is not Literal { Value: 1 };
        return new Percentiles(site, value, shares, isArray, rule, descending, counts ? frequency : -1);
    }

    private static ModeFunction BindMode(BoundAggregate site) => new(site, site.Call.Arguments switch
    {
        [SortOrder { Ascending: false }, ..] => ModeTie.Largest,
        [SortOrder, ..] => ModeTie.Smallest,
        [_, var settled, ..] when ConstantFolding.Evaluate(settled, site.Context.Settings).Value is true => ModeTie.Smallest,
        _ => ModeTie.FirstInMap,
    });

    private static Expression Inner(Expression argument) => argument is SortOrder order ? order.Child : argument;

    /// <summary>The type in which a value between two others can be told.</summary>
    private static DataType Centre(DataType type) => type switch
    {
        DayTimeIntervalType => DayTimeIntervalType.Default,
        YearMonthIntervalType => YearMonthIntervalType.Default,
        TimeType => type,
        _ => DoubleType.Instance,
    };

    private static DataType WithShares(FunctionCall call, int percentage, DataType type) =>
        call.Arguments[percentage].Type is ArrayType ? new ArrayType(type, false) : type;

    private static ArrayType HistogramType(FunctionCall call) =>
        new(new StructType([new StructField("x", call.Arguments[0].Type, true), new StructField("y", DoubleType.Instance, true)]), true);

    /// <summary>The ordering of WITHIN GROUP is the value: strings become numbers.</summary>
    private static ImmutableArray<Expression>? CoerceOrder(FunctionCall call, bool ansi) =>
        call.Arguments.Length == 2 && call.Arguments[1] is SortOrder { Child: { Resolved: true } child } order && (child.Type is StringType ? DoubleType.Instance : _measurable.Target!(child.Type, ansi)) is { } target
            ? call.Arguments.SetItem(1, order with { Child = new Cast(child, target, ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy) { Origin = call.Origin } })
            : null;

    private static int Precision(BoundAggregate site) => site.Call.Arguments.Length < 2
        ? DistinctEstimate.PrecisionOf(0.05)
        : DistinctEstimate.PrecisionOf(Percentiles.Shares(site.Call.Arguments[1], site.Context.Settings).Shares[0]);

    private static QueryError? EstimateFault(FunctionCall call)
    {
        if (call.Arguments.Length < 2)
        {
            return null;
        }
        if (call.Arguments[1] is not Literal { Value: double or Int128 })
        {
            return QueryException.Create("_LEGACY_ERROR_TEMP_1104", call.Origin, null);
        }
        return DistinctEstimate.PrecisionOf(Percentiles.Shares(call.Arguments[1], QuerySettings.Default).Shares[0]) < 4
            ? QueryException.Create("FAILED_FUNCTION_CALL", call.Origin, null, ("funcName", "`approx_count_distinct`"))
            : null;
    }

    /// <summary>The accuracy is looked at before the percentages.</summary>
    private static QueryError? ApproximateFault(FunctionCall call)
    {
        object? accuracy = ConstantFolding.Evaluate(call.Arguments[2], QuerySettings.Default).Value;
        if (accuracy is null)
        {
            return FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", "accuracy"));
        }
        long value = Convert.ToInt64(accuracy, CultureInfo.InvariantCulture);
        return value is > 0 and <= int.MaxValue
            ? ShareFault(call, 1, call)
            : OutOfRange(call, "accuracy", "(0, 2147483647]", value.ToString(CultureInfo.InvariantCulture) + "L");
    }

    /// <summary>The percentile of the ordered column, which words all faults.</summary>
    private static FunctionCall? Unordered(FunctionCall call) => call.Arguments.Length < 2
        ? null
        : call with { Function = FunctionRegistry.Builtin.Find("percentile")!, CalledName = call.Function.Name, Arguments = [Inner(call.Arguments[1]), call.Arguments[0]] };

    /// <param name="shown">The call as the error prints it.</param>
    private static QueryError? ShareFault(FunctionCall call, int position, FunctionCall shown)
    {
        var percentage = call.Arguments[position];
        if (!percentage.Foldable)
        {
            return null;
        }
        object? value = ConstantFolding.Evaluate(percentage, QuerySettings.Default).Value;
        if (value is null || value is object?[] items && items.Contains(null))
        {
            return FunctionCheck.Mismatch(shown, "UNEXPECTED_NULL", ("exprName", "percentage")) with { };
        }
        var (shares, _) = Percentiles.Shares(percentage, QuerySettings.Default);
        return Array.TrueForAll(shares, static share => share is not (< 0 or > 1))
            ? null
            : WithPlace(OutOfRange(shown, "percentage", "[0.0, 1.0]", string.Join(',', shares.Select(static share => double.IsFinite(share) ? Text(share) + "D" : Text(share)))), call);
    }

    private static QueryError WithPlace(QueryError error, FunctionCall call) => error with { Contexts = QueryContext.Of(call.Origin, "AnalysisException") };

    private static string Text(double value)
    {
        Span<byte> text = stackalloc byte[64];
        return System.Text.Encoding.ASCII.GetString(text[..Compute.Text.NumberFormatter.FormatDouble(value, text)]);
    }

    private static QueryError? HistogramFault(FunctionCall call)
    {
        object? bins = call.Arguments[1].Foldable ? ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value : 2;
        return bins switch
        {
            null => FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", "nb")),
            int count and < 2 => OutOfRange(call, "nb", "[2, 2147483647]", count.ToString(CultureInfo.InvariantCulture)),
            _ => null,
        };
    }

    private static QueryError? ModeFault(FunctionCall call) => call.Arguments.Length > 1 && !call.Arguments[1].Foldable
        ? QueryException.Create("NON_FOLDABLE_ARGUMENT", call.Origin, null, ("funcName", "`mode`"), ("paramName", "`deterministic`"), ("paramType", "\"BOOLEAN\""))
        : call.Arguments.Length > 1 && call.Arguments[1].Type is not (BooleanType or NullType)
            ? QueryException.Create("UNEXPECTED_INPUT_TYPE", call.Origin, null, ("functionName", "`mode`"), ("paramIndex", "second"), ("requiredType", "\"BOOLEAN\""),
                ("inputSql", FunctionCheck.Quoted(call.Arguments[1])), ("inputType", FunctionCheck.Quoted(call.Arguments[1].Type)))
            : call.Arguments.Length > 1 && ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value is null
                ? QueryException.Create("DATATYPE_MISMATCH.UNEXPECTED_NULL", call.Origin, null, ("sqlExpr", FunctionCheck.Quoted(call.Arguments[1])), ("exprName", "`deterministic`"))
                : null;

    private static QueryError OutOfRange(FunctionCall call, string name, string range, string value) =>
        FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE", ("exprName", name), ("valueRange", range), ("currentValue", value));

    private static void PrintOrdered(ExpressionWriter writer, FunctionCall call)
    {
        if (call.Arguments.Length < 2 || call.Arguments[1] is not SortOrder order)
        {
            writer.Call(call.CalledName, call.Arguments);
            return;
        }
        writer.Call(call.CalledName, call.Arguments.Take(1)).Append(" WITHIN GROUP (ORDER BY ").Append(order.Child).Append(order.Ascending ? ")" : " DESC)");
    }

    /// <summary>A mode that settles ties prints the order that Spark turns it into, which is the reverse of the one written.</summary>
    private static void PrintMode(ExpressionWriter writer, FunctionCall call)
    {
        bool settled = call.Arguments.Length > 1 && call.Arguments[1] is Literal { Value: true };
        if (call.Arguments[0] is not SortOrder && !settled)
        {
            writer.Call("mode", call.Arguments.Take(1));
            return;
        }
        bool ascending = call.Arguments[0] is not SortOrder { Ascending: false };
        writer.Append("mode() WITHIN GROUP (ORDER BY ").Append(Inner(call.Arguments[0])).Append(ascending ? " DESC)" : ")");
    }
}
