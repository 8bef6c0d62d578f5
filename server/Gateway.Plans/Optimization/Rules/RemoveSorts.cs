using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Aggregate(Sort(x)) becomes Aggregate(x) where no aggregate depends on order; a global sort over a sort drops the inner one.</summary>
public sealed class RemoveSorts : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    private static readonly HashSet<string> _orderBlind = new(StringComparer.Ordinal) { "count", "sum", "min", "max", "avg", "mean", "count_if", "bool_and", "bool_or", "every", "any", "some", "bit_and", "bit_or", "bit_xor" };

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context)
    {
        switch (plan)
        {
            case Aggregate aggregate when IsOrderBlind(aggregate) && WithoutSort(aggregate.Input) is { } input:
                return aggregate with { Input = input };
            case Sort { Global: true } sort when WithoutSort(sort.Input) is { } input:
                return sort with { Input = input };
            default:
                return null;
        }
    }

    private static bool IsOrderBlind(Aggregate aggregate) => aggregate.Items.All(static item => !item.Any(static node => node is AggregateExpression call && !_orderBlind.Contains(call.Function.Function.Name)));

    /// <summary>Drops a sort below projections and filters that keep order; null when there is none.</summary>
    private static LogicalPlan? WithoutSort(LogicalPlan plan) => plan switch
    {
        Sort sort => sort.Input,
        Project project when project.Items.All(static item => item.Deterministic) && WithoutSort(project.Input) is { } input => project with { Input = input },
        Filter filter when filter.Condition.Deterministic && WithoutSort(filter.Input) is { } input => filter with { Input = input },
        _ => null,
    };
}
