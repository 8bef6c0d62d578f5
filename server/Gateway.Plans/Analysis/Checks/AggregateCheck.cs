using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Demands that every output is made of groupings and aggregate functions, and that those stand where they may.</summary>
internal sealed class AggregateCheck : OperatorCheck<Aggregate>
{
    protected override void Check(Aggregate node, AnalyzerContext context)
    {
        if (!node.Resolved)
        {
            return;
        }
        foreach (var item in node.Items)
        {
            CheckItem(item, item, node);
        }
        foreach (var key in node.Groupings)
        {
            if (key.SelfAndDescendants().OfType<AggregateExpression>().FirstOrDefault() is { } aggregate)
            {
                throw new QueryException("GROUP_BY_AGGREGATE", aggregate.Origin, ("sqlExpr", aggregate.SqlText));
            }
        }
    }

    private static void CheckItem(Expression node, Expression item, Aggregate aggregate)
    {
        switch (node)
        {
            case AggregateExpression call:
                CheckFunction(call);
                return;
            case AttributeReference attribute when !IsGrouping(attribute, aggregate):
                throw aggregate.Groupings.IsEmpty
                    ? new QueryException("MISSING_GROUP_BY", aggregate.Origin)
                    : new QueryException("MISSING_AGGREGATION", ("expression", Quote.Expr(attribute.PrettyText)), ("expressionAnyValue", Quote.Expr("any_value(" + attribute.PrettyText + ")")));
        }
        if (node is not Alias && IsGrouping(node, aggregate))
        {
            return;
        }
        foreach (var child in node.Children)
        {
            CheckItem(child, item, aggregate);
        }
    }

    private static bool IsGrouping(Expression node, Aggregate aggregate) => aggregate.Groupings.Any(node.SemanticEquals);

    private static void CheckFunction(AggregateExpression call)
    {
        foreach (var argument in call.Function.Arguments)
        {
            if (argument.SelfAndDescendants().OfType<AggregateExpression>().FirstOrDefault() is { } inner)
            {
                throw new QueryException("NESTED_AGGREGATE_FUNCTION", inner.Origin);
            }
            if (!argument.Deterministic)
            {
                throw new QueryException("AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION", call.Origin, ("sqlExpr", Quote.Expr(call.PrettyText)));
            }
        }
    }
}
