using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Calls that share an argument between several places become what they are written with; only then are they constants.</summary>
public sealed class UnfoldSharedArguments : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context)
    {
        var unfolded = plan.MapExpressions(static expression => expression.Any(IsShared)
            ? expression.TransformDown(static node => node is Replaceable { SharesArgument: true } call ? call.Replacement : node)
            : expression);
        return ReferenceEquals(unfolded, plan) ? null : unfolded;
    }

    private static bool IsShared(Expression node) => node is Replaceable { SharesArgument: true };
}
