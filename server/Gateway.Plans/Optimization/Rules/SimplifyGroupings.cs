using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Aggregate(x, keys and constants) loses the constants; where only constants are left one literal stays, because an empty key list would give a row for no input.</summary>
public sealed class SimplifyGroupings : Rule<Aggregate>
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    protected override LogicalPlan? Apply(Aggregate aggregate, RuleContext context)
    {
        if (!aggregate.Groupings.Any(grouping => IsIdle(grouping, aggregate)))
        {
            return null;
        }
        var kept = aggregate.Groupings.RemoveAll(grouping => IsIdle(grouping, aggregate));
        return aggregate with { Groupings = kept.IsEmpty ? [Literal.Of(1)] : kept };
    }

    private static bool IsIdle(Expression grouping, Aggregate aggregate)
    {
        if (!grouping.Foldable || (grouping is Literal && aggregate.Groupings.Length == 1))
        {
            return false;
        }
        string text = grouping.CanonicalText;
        return !aggregate.Items.Any(item => item.Any(node => node.CanonicalText == text));
    }
}
