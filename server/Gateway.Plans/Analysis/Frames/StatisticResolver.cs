using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Turns the relations of <c>df.stat</c> into aggregates and filters.</summary>
internal sealed class StatisticResolver : OperatorResolver<StatisticRelation>
{
    protected override LogicalPlan Resolve(StatisticRelation node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var calls = new CallMaker(resolution);
        return node.Kind switch
        {
            StatisticKind.Covariance => Pair(node, "covar_samp", "cov", calls, resolution),
            StatisticKind.Correlation => Pair(node, "corr", "corr", calls, resolution),
            StatisticKind.ApproximateQuantile => Quantiles(node, calls, resolution),
            StatisticKind.FrequentItems => FrequentItems(node, calls, resolution),
            StatisticKind.SampleBy => SampleBy(node, calls, resolution),
            StatisticKind.Crosstab => Crosstab.Build(node, calls, resolution),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Project Pair(StatisticRelation node, string function, string name, CallMaker calls, Resolution resolution)
    {
        var columns = FrameNames.FindInOrder(node.Columns, node.Input, resolution.Context).Select(column => Number(column, name)).ToList();
        var value = new Alias(calls.Call(function, Counted(columns[0], calls), Counted(columns[1], calls)), name);
        LogicalPlan aggregate = new Aggregate(node.Input, [], [value]);
        // Too few rows give 0 for a covariance and NaN for a correlation, never NULL.
        var none = Literal.Of(name == "cov" ? 0.0 : double.NaN);
        return new Project(aggregate, [new Alias(calls.Call("coalesce", value.ToAttribute(), none), name)]);
    }

    /// <summary>A NULL takes part as zero.</summary>
    private static Expression Counted(AttributeReference column, CallMaker calls) =>
        calls.Call("coalesce", calls.Cast(column, DoubleType.Instance), Literal.Of(0.0));

    private static AttributeReference Number(AttributeReference column, string operation) => column.Type is NumericType
        ? column
        : throw FrameErrors.IllegalArgument($"The {(operation == "cov" ? "covariance" : "correlation")} of columns of type {TypeText.CatalogString(column.Type)} is not known.");

    private static Aggregate Quantiles(StatisticRelation node, CallMaker calls, Resolution resolution)
    {
        double error = node.Numbers[^1];
        var probabilities = node.Numbers[..^1];
        double accuracy = error <= 0 ? int.MaxValue : Math.Min(int.MaxValue, Math.Ceiling(1 / error));
        var wanted = new Literal(probabilities.Select(static probability => (object?)probability).ToArray(), new ArrayType(DoubleType.Instance, false));
        var columns = node.Columns.Select(name =>
        {
            var column = FrameNames.Find(name, node.Input, resolution.Context, node.Origin);
            if (column.Type is not NumericType)
            {
                throw FrameErrors.IllegalArgument($"Quantiles of columns of type {TypeText.CatalogString(column.Type)} are not known.");
            }
            Expression value = calls.Cast(column, DoubleType.Instance);
            if (column.Type is FractionalType)
            {
                value = new CaseWhen([(calls.Call("isnan", value), Literal.NullOf(DoubleType.Instance))], value);
            }
            var found = calls.Call("approx_percentile", value, wanted, Literal.Of((int)accuracy));
            return calls.Call("coalesce", found, new Literal(Array.Empty<object?>(), new ArrayType(DoubleType.Instance, false)));
        });
        return new Aggregate(node.Input, [], [new Alias(calls.Call("array", [.. columns]), "approx_quantile")]);
    }

    private static Aggregate FrequentItems(StatisticRelation node, CallMaker calls, Resolution resolution)
    {
        double support = node.Numbers[0];
        if (support is < 1e-4 or > 1)
        {
            throw FrameErrors.IllegalArgument("The support must lie between 1e-4 and 1.");
        }
        var items = node.Columns.Select(name =>
        {
            var column = FrameNames.Find(name, node.Input, resolution.Context, node.Origin);
            var function = resolution.Context.Functions.FindInternal("collect_frequent_items");
            Expression value = function is not null
                ? resolution.Expressions(Names.Scope.Empty).Resolve(new UnresolvedFunction([function.Name], [column, Literal.Of((int)(1 / support))], IsInternal: true))
                : Items(column, calls);
            return (Expression)new Alias(value, column.Name + "_freqItems");
        });
        return new Aggregate(node.Input, [], [.. items]);
    }

    /// <summary>Lists the values of a column, NULL first.</summary>
    private static Expression Items(AttributeReference column, CallMaker calls)
    {
        var nothing = new Cast(calls.Call("array"), new ArrayType(column.Type, true), EvaluationMode.Legacy);
        var missing = new Cast(calls.Call("array", Literal.NullOf(column.Type)), new ArrayType(column.Type, true), EvaluationMode.Legacy);
        var isMissing = calls.Call(">", calls.Call("count_if", calls.Call("isnull", column)), Literal.Of(0L));
        return calls.Call("concat", new CaseWhen([(isMissing, missing)], nothing), calls.Call("sort_array", calls.Call("collect_set", column)));
    }

    private static LogicalPlan SampleBy(StatisticRelation node, CallMaker calls, Resolution resolution)
    {
        if (node.Fractions.FirstOrDefault(static pair => pair.Fraction is not (>= 0 and <= 1)) is { Stratum: { } stratum } wrong)
        {
            throw FrameErrors.IllegalArgument(string.Create(CultureInfo.InvariantCulture, $"Fractions must lie between 0 and 1, but the one of {stratum} is {wrong.Fraction}."));
        }
        var key = resolution.Expressions(Names.ScopeFactory.Over(node.Input.Output, node.Input.HiddenOutput, resolution) with { Inputs = [node.Input] }).Resolve(node.Key!);
        if (!key.Resolved)
        {
            return node with { Key = key };
        }
        var branches = node.Fractions.Select(pair => (Condition: calls.Call("<=>", key, calls.Cast(pair.Stratum, key.Type)), Value: (Expression)Literal.Of(pair.Fraction))).ToImmutableArray();
        Expression fraction = branches.IsEmpty ? Literal.Of(0.0) : new CaseWhen(branches, Literal.Of(0.0));
        var random = node.Seed is { } seed ? calls.Call("rand", Literal.Of(seed)) : calls.Call("rand");
        return new Filter(node.Input, calls.Call("<", random, fraction));
    }
}
