using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Computes nondeterministic expressions of sorts, limits and the like in a projection below, once a row.</summary>
internal static class NondeterministicPullOut
{
    public static LogicalPlan Apply(LogicalPlan plan)
    {
        if (!plan.Children.All(static child => child.Resolved))
        {
            return plan.MapChildren(Apply);
        }
        var inner = plan.MapChildren(Apply);
        return inner is Sort or Limit or Offset or Repartition && inner.Expressions.Any(static expression => !expression.Deterministic) ? PullOut((UnaryPlan)inner) : inner;
    }

    private static LogicalPlan PullOut(UnaryPlan plan)
    {
        var pulled = new List<Alias>();
        var rewritten = plan.MapExpressions(expression => expression.TransformUp(node =>
        {
            if (node.Deterministic || node.Children.Any(static child => !child.Deterministic) || node is SortOrder)
            {
                return node;
            }
            var alias = new Alias(node, "_nondeterministic") { Origin = node.Origin };
            pulled.Add(alias);
            return alias.ToAttribute();
        }));
        if (pulled.Count == 0)
        {
            return plan;
        }
        var below = new Project(plan.Input, [.. plan.Input.Output, .. pulled]) { Origin = plan.Origin };
        return new Project(rewritten.WithChildren([below]), ImmutableArray<Expression>.CastUp(plan.Input.Output)) { Origin = plan.Origin, PlanId = plan.PlanId };
    }
}
