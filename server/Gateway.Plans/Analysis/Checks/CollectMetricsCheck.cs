using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks observed metrics: each is made of aggregates without DISTINCT and FILTER, and of constants.</summary>
internal sealed class CollectMetricsCheck : OperatorCheck<CollectMetrics>
{
    protected override void Check(CollectMetrics node, AnalyzerContext context)
    {
        if (node.Name.Length == 0)
        {
            throw new QueryException("INVALID_OBSERVED_METRICS.MISSING_NAME", ("operator", "CollectMetrics"));
        }
        foreach (var metric in node.Metrics)
        {
            Check(metric, metric, isArgument: false);
        }
    }

    /// <summary>One name stands for one set of metrics in a query.</summary>
    public static void CheckNames(LogicalPlan plan)
    {
        var seen = new Dictionary<string, CollectMetrics>();
        foreach (var node in plan.SelfAndDescendants().OfType<CollectMetrics>())
        {
            if (!seen.TryAdd(node.Name, node) && !seen[node.Name].Metrics.Select(static metric => metric.SqlText).SequenceEqual(node.Metrics.Select(static metric => metric.SqlText)))
            {
                throw new QueryException("DUPLICATED_METRICS_NAME", ("metricName", node.Name));
            }
        }
    }

    private static void Check(Expression part, Expression metric, bool isArgument)
    {
        string? fault = part switch
        {
            AggregateExpression when isArgument => "NESTED_AGGREGATES_UNSUPPORTED",
            AggregateExpression { IsDistinct: true } => "AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED",
            AggregateExpression { Filter: not null } => "AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED",
            AggregateExpression => null,
            WindowExpression => "WINDOW_EXPRESSIONS_UNSUPPORTED",
            AttributeReference when !isArgument => "NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE",
            _ when !isArgument && part is not Alias && !part.Deterministic => "NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC",
            _ => null,
        };
        if (fault is not null)
        {
            throw new QueryException("INVALID_OBSERVED_METRICS." + fault, part is AttributeReference ? Origin.None : part.Origin, ("expr", Quote.Expr(metric is Alias alias ? $"{alias.Child.SqlText} AS {IdentifierText.QuoteIfNeeded(alias.Name)}" : metric.SqlText)));
        }
        foreach (var child in part.Children)
        {
            Check(child, metric, isArgument || part is AggregateExpression);
        }
    }
}
