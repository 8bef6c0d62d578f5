using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Resolves and names observed metrics.</summary>
internal sealed class CollectMetricsResolver : OperatorResolver<CollectMetrics>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(CollectMetrics node, Resolution resolution)
    {
        var resolver = resolution.Expressions(resolution.ScopeOf(node));
        var metrics = (CollectMetrics)node.MapExpressions(expression => ItemNaming.TrimInner(resolver.ResolveItem(expression)));
        return metrics.Expressions.All(static expression => expression.Resolved || expression is UnresolvedAlias { Child.Resolved: true })
            ? metrics.MapExpressions(ItemNaming.Name)
            : metrics;
    }
}
