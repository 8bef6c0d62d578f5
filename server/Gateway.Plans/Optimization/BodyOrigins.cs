using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization;

/// <summary>Knows where the text of a view or function says what an expression of its use computes.</summary>
public static class BodyOrigins
{
    /// <summary>Makes the errors of sort keys point into the view or function that they were written in: they are no part of what its use computes.</summary>
    public static LogicalPlan OfSortKeys(LogicalPlan plan) => plan.TransformUp(static node =>
        node is Sort sort && sort.Expressions.Any(static key => key.Any(static part => part.Origin.Body is not null)) ? sort.MapExpressions(Written) : node);

    /// <summary>Gives an expression whose nodes point at where they were written.</summary>
    public static Expression Written(Expression expression) => expression.TransformUp(static node => node.Origin.Body is null ? node : node with { Origin = node.Origin.Written });
}
