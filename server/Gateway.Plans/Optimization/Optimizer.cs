using Gateway.Plans.Logical;
using Gateway.Plans.Optimization.Rules;

namespace Gateway.Plans.Optimization;

/// <summary>Rewrites a resolved plan into an equal one that runs faster.</summary>
/// <remarks>
/// A phase is a list of rules applied bottom-up until nothing changes, or one whole-plan pass. The order is the list below, each position with its reason.
/// Output attributes (ids, types, nullability seen by clients) never change. A context with <see cref="RuleContext.SemanticsOnly"/> runs the same list without
/// the rules that only save time (<see cref="RulePurpose"/>): the plan a test compares the optimized one with.
/// </remarks>
public sealed class Optimizer
{
    private static readonly Rule[] _pushDown =
    [
        new FoldConstants(),
        new SimplifyFilter(),
        new MergeFilters(),
        new PushFilterThroughProject(),
        new PushFilterThroughJoin(),
        new PushFilterThroughAggregate(),
        new PushFilterThroughSetOperation(),
        new PushFilterThroughUnary(),
        new PushJoinCondition(),
        new FactorDisjunctions(),
        new InferJoinFilters(),
        new StrengthenOuterJoin(),
        new CollapseProjects(),
        new MergeLimits(),
        new PushLimit(),
        new PruneEmpty(),
    ];

    private static readonly PlanPass[] _phases =
    [
        // Part of what comparisons mean, so before anything moves them.
        new PadCharComparisons(),
        // Qualifiers, views and calls that stand for others are for names only; without them rules see neighbours and constants.
        new RuleSet("remove names", new RemoveAliases(), new UnfoldSharedArguments()),
        // Spark computes VALUES rows before it prunes anything: their errors must show.
        new RuleSet("evaluate local rows", new FoldTypeof(), new EvaluateLocal(), new DropEmptyOuterSide()),
        // Grouping compares maps entry by entry in their order.
        new SortGroupingMaps(),
        // Replaces shared definitions used once, so that filters reach into them.
        new InlineCte(),
        // Unread columns and sorts go before constants are checked, dead filters after.
        new RuleSet("remove sorts", new RemoveSorts(), new SimplifyGroupings(), new FoldConstants()),
        new PruneColumns(),
        new ConstantFaults(),
        // Constants first: decorrelation and pushdown look at literal conditions.
        new RuleSet("fold constants", new FoldConstants(), new SimplifyFilter()),
        // Subqueries become joins before pushdown, so that their conditions are pushed too.
        new RewriteSubqueries(),
        new RuleSet("push down", _pushDown),
        // Readers have their filters now; what they have in common goes down inside the definition.
        new PushFiltersIntoCte { Then = new RuleSet("push down in definitions", _pushDown) },
        // Needs filters in place: estimates depend on them.
        new ReorderJoins(),
        // Conditions that reordering attached may fall further.
        new RuleSet("push down again", new MergeFilters(), new PushFilterThroughProject(), new PushFilterThroughJoin(), new PushJoinCondition(), new CollapseProjects()),
        // Last: only now is it known which columns anyone reads.
        new PruneColumns(),
        new RuleSet("collapse", new CollapseProjects(), new RemoveTrivialProject()),
        // After all rewriting, so that no rule meets the casts it adds.
        new NarrowDecimals(),
    ];

    /// <summary>Optimizes a resolved plan. Plans of statements are optimized inside.</summary>
    public static LogicalPlan Optimize(LogicalPlan plan, RuleContext context)
    {
        plan = BodyOrigins.OfSortKeys(plan);
        foreach (var phase in _phases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (context.Runs(phase.Name, phase.Purpose))
            {
                plan = phase.Apply(plan, context);
            }
        }
        return plan;
    }
}
