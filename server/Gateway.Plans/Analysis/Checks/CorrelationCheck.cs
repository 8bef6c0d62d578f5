using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Refuses outer columns in operators that cannot be joined with the query around them.</summary>
internal static class CorrelationCheck
{
    public static void Check(LogicalPlan plan) => Check(plan, refusesOuter: false);

    private static void Check(LogicalPlan plan, bool refusesOuter)
    {
        foreach (var child in plan.Children)
        {
            Check(child, refusesOuter || plan is Expand or Join { Kind: JoinKind.FullOuter });
        }
        if (!plan.Expressions.Any(HasOuter))
        {
            return;
        }
        if (refusesOuter)
        {
            throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED", plan.Origin, ("treeNode", PlanText.Tree(plan)));
        }
        foreach (var expression in plan.Expressions)
        {
            foreach (var aggregate in expression.SelfAndDescendants().OfType<AggregateExpression>())
            {
                if (HasOuter(aggregate) && aggregate.Any(static node => node is AttributeReference))
                {
                    throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES", aggregate.Origin, ("function", aggregate.SqlText));
                }
            }
        }
        if (plan is Aggregate or Sort or Window or Expand || plan is Generate { Input.Output.IsEmpty: false })
        {
            throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE", plan.Origin,
                ("sqlExprs", string.Join(",", plan.Expressions.Where(HasOuter).Select(Strip).Select(static expression => Quote.Expr(Shown(expression))))));
        }
    }

    private static bool HasOuter(Expression expression) => expression.Any(static node => node is OuterReference);

    private static Expression Strip(Expression expression) => expression.TransformUp(static node => node is OuterReference outer ? outer.Attribute : node);

    private static string Shown(Expression expression) => expression is Alias alias ? alias.Child.PrettyText + " AS " + Core.Types.IdentifierText.QuoteIfNeeded(alias.Name) : expression.PrettyText;
}
