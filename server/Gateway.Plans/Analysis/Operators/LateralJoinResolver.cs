using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves lateral joins: the right side sees the left side's columns as outer columns.</summary>
internal sealed class LateralJoinResolver : OperatorResolver<LateralJoin>
{
    public override bool ResolvesInputsFirst => false;

    protected override LogicalPlan Resolve(LateralJoin node, Resolution resolution)
    {
        var left = resolution.Resolve(node.Left);
        if (!left.Resolved)
        {
            return node with { Left = left };
        }
        var leftScope = ScopeFactory.Over(left.Output, left.HiddenOutput, resolution) with { Inputs = [left] };
        var right = resolution.ResolveInside(node.Right, leftScope);
        if (right.Resolved && SharesIds(left, right))
        {
            right = FreshIds.Renew(right);
        }
        var join = node with { Left = left, Right = right };
        if (!right.Resolved)
        {
            return join;
        }
        var outer = SubqueryPlans.OuterColumns(right).OfType<AttributeReference>().DistinctBy(static attribute => attribute.Id);
        join = join with { OuterAttributes = [.. outer] };
        return HiddenColumns.Expose(join.MapExpressions(resolution.Expressions(resolution.ScopeOf(join)).Resolve));
    }

    private static bool SharesIds(LogicalPlan left, LogicalPlan right)
    {
        var ids = left.Output.Select(static attribute => attribute.Id).ToHashSet();
        return right.Output.Any(attribute => ids.Contains(attribute.Id));
    }
}
