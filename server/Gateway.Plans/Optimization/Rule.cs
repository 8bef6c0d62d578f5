using Gateway.Compute.Evaluation;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization;

/// <summary>What rules may look at besides the node they rewrite.</summary>
/// <param name="Settings">Session settings of the query, for constant folding.</param>
/// <param name="Disabled">Names of rules that a test or setting switched off.</param>
/// <param name="SemanticsOnly">Only rules of <see cref="RulePurpose.Semantics"/> run.</param>
public sealed record RuleContext(QuerySettings Settings, IReadOnlySet<string> Disabled, bool SemanticsOnly = false)
{
    public static readonly RuleContext Default = new(QuerySettings.Default, new HashSet<string>());

    /// <summary>Gets what ends the work early.</summary>
    public CancellationToken Cancellation { get; init; }

    public bool Runs(string name, RulePurpose purpose) => !Disabled.Contains(name) && (purpose == RulePurpose.Semantics || !SemanticsOnly);
}

/// <summary>Says what goes missing without a rule.</summary>
public enum RulePurpose
{
    /// <summary>
    /// An answer. The rule removes what the executor cannot run (correlation, names), or it decides, as Spark's optimizer does before anything runs, whether a
    /// select item, sort key, branch or relation is computed at all and for which rows: that is, which errors a user sees. Always runs.
    /// </summary>
    Semantics,

    /// <summary>Time or memory only. <c>EngineOptions.Optimize = false</c> leaves the rule out, and tests compare the answers of both.</summary>
    Speed,
}

/// <summary>Rewrites one kind of plan node. The driver owns recursion, repetition and verification.</summary>
public abstract class Rule
{
    public virtual string Name => GetType().Name;

    public abstract RulePurpose Purpose { get; }

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

    public abstract RulePurpose Purpose { get; }

    public abstract LogicalPlan Apply(LogicalPlan plan, RuleContext context);
}
