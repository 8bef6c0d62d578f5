using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Computes summary statistics: one aggregate over all columns, then a row per statistic.</summary>
internal sealed class SummaryResolver : OperatorResolver<Summary>
{
    protected override LogicalPlan Resolve(Summary node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var columns = (node.Columns is { IsEmpty: false } named ? FrameNames.Find(named, node.Input, resolution.Context, node.Origin) : node.Input.Output)
            .Where(static attribute => attribute.Type is NumericType or StringType).ToImmutableArray();
        var calls = new CallMaker(resolution);
        var items = ImmutableArray.CreateBuilder<Expression>();
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Expression>>();
        foreach (string statistic in node.Statistics)
        {
            var row = ImmutableArray.CreateBuilder<Expression>();
            row.Add(Literal.Of(statistic));
            foreach (var column in columns)
            {
                var value = new Alias(new Cast(Statistic(statistic, column, calls), StringType.Instance, resolution.Context.Mode), statistic + "_" + column.Name);
                items.Add(value);
                row.Add(value.ToAttribute());
            }
            rows.Add(row.ToImmutable());
        }
        ImmutableArray<AttributeReference> output =
        [
            new AttributeReference("summary", StringType.Instance, true),
            .. columns.Select(static column => new AttributeReference(column.Name, StringType.Instance, true)),
        ];
        var aggregate = new Aggregate(node.Input, [], items.Count == 0 ? [new Alias(calls.Call("count", Literal.Of(1)), "count")] : items.ToImmutable());
        return new Expand(aggregate, rows.ToImmutable(), output);
    }

    private static Expression Statistic(string statistic, AttributeReference column, CallMaker calls)
    {
        Expression number = column.Type is StringType ? new Cast(column, DoubleType.Instance, EvaluationMode.Try) : column;
        switch (statistic.ToLowerInvariant())
        {
            case "count":
                return calls.Call("count", column);
            case "count_distinct":
                return calls.Call("count", column) is AggregateExpression count ? count with { IsDistinct = true } : calls.Call("count", column);
            case "approx_count_distinct":
                return calls.Call("approx_count_distinct", column);
            case "mean":
                return calls.Call("avg", number);
            case "stddev":
                return calls.Call("stddev_samp", number);
            case "min":
                return calls.Call("min", column);
            case "max":
                return calls.Call("max", column);
        }
        if (statistic.EndsWith('%') && double.TryParse(statistic[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent))
        {
            if (percent is not (>= 0 and <= 100))
            {
                throw FrameErrors.IllegalArgument($"{statistic} is not a percentage.");
            }
            return calls.Call("approx_percentile", number, Literal.Of(percent / 100), Literal.Of(10000));
        }
        throw new QueryException(QueryException.Create("UNRECOGNIZED_STATISTIC", Origin.None, "SparkIllegalArgumentException", ("stats", Quote.Value(statistic))));
    }
}
