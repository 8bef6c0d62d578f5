using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans;

/// <summary>Computes its input once for all nodes of the same id in a plan and gives its rows, in order, at each of them.</summary>
/// <param name="Id">Equal ids must have equal inputs.</param>
public sealed record SharedBufferNode(PhysicalPlan Input, int Id) : UnaryNode(Input);

/// <summary>Says how rows are spread over Spark partitions.</summary>
public abstract record Partitioning(int Count);

/// <summary>Partition = positive modulus of Spark's Murmur3 hash of the keys.</summary>
public sealed record HashPartitioning(ImmutableArray<Expression> Keys, int Count) : Partitioning(Count);

/// <summary>Partitions hold ascending ranges of the order, bounds taken from a sample as Spark does.</summary>
public sealed record RangePartitioning(ImmutableArray<SortOrder> Order, int Count) : Partitioning(Count);

/// <summary>Rows go to the partitions in turn.</summary>
public sealed record RoundRobinPartitioning(int Count) : Partitioning(Count);

/// <summary>Neighbouring partitions are joined until there are at most <paramref name="Count"/>; rows keep their order (coalesce).</summary>
public sealed record CoalescePartitioning(int Count) : Partitioning(Count);

/// <summary>Rows go to the partition that an INT says, counted around; NULL is 0.</summary>
public sealed record DirectPartitioning(Expression Key, int Count) : Partitioning(Count);

/// <summary>Moves rows to the partitions of a partitioning; rows come out partition by partition.</summary>
public sealed record RepartitionNode(PhysicalPlan Input, Partitioning Partitioning) : UnaryNode(Input);

/// <summary>Computes a recursive query: the anchor's rows, then round after round of <paramref name="Step"/> over the previous round's rows until a round is empty.</summary>
/// <param name="Step">Reads the previous round through <see cref="IterationInputNode"/>s of <paramref name="Id"/>.</param>
/// <param name="MaximumLevels">Rounds allowed before RECURSION_LEVEL_LIMIT_EXCEEDED; negative for no limit.</param>
/// <param name="MaximumRows">Rows allowed before RECURSION_ROW_LIMIT_EXCEEDED; negative for no limit.</param>
/// <param name="StopAfterRows">Rows that are enough for the query (LIMIT above), or null.</param>
public sealed record IterationNode(PhysicalPlan Anchor, PhysicalPlan Step, int Id, StructType Schema, int MaximumLevels = 100, long MaximumRows = 1_000_000, long? StopAfterRows = null) : PhysicalPlan
{
    protected override StructType ComputeOutput() => Schema;
    public override ImmutableArray<PhysicalPlan> Children => [Anchor, Step];
    public override PhysicalPlan WithChildren(ImmutableArray<PhysicalPlan> children) => this with { Anchor = children[0], Step = children[1] };
}
