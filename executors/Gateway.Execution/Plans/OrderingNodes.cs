using System.Collections.Immutable;
using Gateway.Compute.Expressions;

namespace Gateway.Execution.Plans;

/// <summary>Orders rows; ties keep input order.</summary>
/// <param name="Global">False orders within each Spark partition only.</param>
public sealed record SortNode(PhysicalPlan Input, ImmutableArray<SortOrder> Order, bool Global = true) : UnaryNode(Input);

/// <summary>Gives the first <paramref name="Limit"/> rows of the order after skipping <paramref name="Offset"/>, without sorting the rest.</summary>
public sealed record TopNNode(PhysicalPlan Input, ImmutableArray<SortOrder> Order, long Limit, long Offset = 0) : UnaryNode(Input);
