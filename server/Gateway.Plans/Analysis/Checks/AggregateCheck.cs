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
        foreach (var key in node.Groupings)
        {
            if (key.Any(static part => part is AggregateExpression))
            {
                throw new QueryException("GROUP_BY_AGGREGATE", key.Origin, ("sqlExpr", key.SqlText));
            }
            if (!Ordering.IsOrderable(key.Type) && !IsGroupable(key.Type))
            {
                throw new QueryException("GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE", key.Origin.IsKnown ? key.Origin : node.Origin, ("sqlExpr", Quote.Expr(key.PrettyText)), ("dataType", Quote.Type(key.Type)));
            }
        }
        foreach (var item in node.Items)
        {
            CheckItem(item, item, node);
        }
    }

    private static void CheckItem(Expression node, Expression item, Aggregate aggregate)
    {
        switch (node)
        {
            case AggregateExpression call:
                CheckFunction(call);
                return;
            case ScalarSubquery { OuterAttributes.IsEmpty: false } subquery when !IsGrouping(subquery, aggregate):
                throw new QueryException("SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION", subquery.Origin, ("sqlExpr", Quote.Expr(subquery.PrettyText)));
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

    /// <summary>Maps group by their entries though they have no order.</summary>
    private static bool IsGroupable(Core.Types.DataType type) => !Ordering.HasVariant(type);

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
                throw new QueryException("AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION", argument.Origin, ("sqlExpr", Quote.Expr(call.PrettyText)));
            }
        }
    }
}
