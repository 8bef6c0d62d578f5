using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Sorts each partition before the samples of a random split, whose parts must not overlap.</summary>
internal sealed class SampleResolver : OperatorResolver<Sample>
{
    protected override LogicalPlan Resolve(Sample node, Resolution resolution)
    {
        if (!node.DeterministicOrder || !node.Input.Resolved)
        {
            return node;
        }
        ImmutableArray<SortOrder> order = [.. node.Input.Output.Where(static attribute => Ordering.IsOrderable(attribute.Type)).Select(static attribute => new SortOrder(attribute))];
        return node with { Input = order.IsEmpty ? node.Input : new Sort(node.Input, order, Global: false), DeterministicOrder = false };
    }
}
