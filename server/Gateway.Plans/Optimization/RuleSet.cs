using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization;

/// <summary>Applies rules bottom-up, to subquery plans too, until none fires.</summary>
public sealed class RuleSet(string name, params Rule[] rules) : PlanPass
{
    private const int MaximumRounds = 100;

    public override string Name => name;

    /// <summary>Gets that of the set; its rules say for themselves.</summary>
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        var active = rules.Where(rule => context.Runs(rule.Name, rule.Purpose)).ToArray();
        for (int round = 0; round < MaximumRounds; round++)
        {
            var rewritten = Sweep(plan, active, context);
            if (ReferenceEquals(rewritten, plan))
            {
                return plan;
            }
            plan = rewritten;
        }
        return plan;
    }

    private static LogicalPlan Sweep(LogicalPlan plan, Rule[] rules, RuleContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var node = plan.MapChildren(child => Sweep(child, rules, context));
        node = node.MapExpressions(expression => SubqueryExpression.MapPlans(expression, subplan => Sweep(subplan, rules, context)));
        foreach (var rule in rules)
        {
            if (rule.Apply(node, context) is { } rewritten)
            {
                node = rewritten with { PlanId = rewritten.PlanId ?? plan.PlanId };
            }
        }
        return node;
    }
}
