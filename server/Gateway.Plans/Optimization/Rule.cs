using Gateway.Compute.Evaluation;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization;

/// <summary>What rules may look at besides the node they rewrite.</summary>
/// <param name="Settings">Session settings of the query, for constant folding.</param>
/// <param name="Disabled">Names of rules that a test or setting switched off.</param>
public sealed record RuleContext(QuerySettings Settings, IReadOnlySet<string> Disabled)
{
    public static readonly RuleContext Default = new(QuerySettings.Default, new HashSet<string>());
}

/// <summary>Rewrites one kind of plan node. The driver owns recursion, repetition and verification.</summary>
public abstract class Rule
{
    public virtual string Name => GetType().Name;

    /// <summary>Returns the rewritten node, or null when the rule does not fire.</summary>
    public abstract LogicalPlan? Apply(LogicalPlan plan, RuleContext context);
}

/// <summary>A rule over one node type.</summary>
public abstract class Rule<TPlan> : Rule where TPlan : LogicalPlan
{
    public sealed override LogicalPlan? Apply(LogicalPlan plan, RuleContext context) => plan is TPlan node ? Apply(node, context) : null;

    protected abstract LogicalPlan? Apply(TPlan plan, RuleContext context);
}

/// <summary>Rewrites a whole plan at once, for passes that carry information down or up (column pruning, join order).</summary>
public abstract class PlanPass
{
    public virtual string Name => GetType().Name;

    public abstract LogicalPlan Apply(LogicalPlan plan, RuleContext context);
}
