using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Replaces GROUP BY ALL by the select items without aggregate functions.</summary>
internal static class GroupByAll
{
    public static Aggregate Expand(Aggregate aggregate)
    {
        var keys = aggregate.Items.Where(static item => !item.Any(static node => node is AggregateExpression)).Select(Contents.Value).ToImmutableArray();
        if (keys.IsEmpty && aggregate.Items.Any(static item => HidesColumn(Contents.Value(item))))
        {
            throw new QueryException("UNRESOLVED_ALL_IN_GROUP_BY", aggregate.Origin);
        }
        return aggregate with { Groupings = keys, GroupByAll = false };
    }

    private static bool HidesColumn(Expression node) => node is not AggregateExpression && (node is AttributeReference || node.Children.Any(HidesColumn));
}
