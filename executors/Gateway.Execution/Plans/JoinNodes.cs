using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans;

/// <summary>What a physical join gives.</summary>
public enum PhysicalJoinKind
{
    /// <summary>Every matching pair.</summary>
    Inner,
    /// <summary>Every matching pair, and left rows without a match once, with NULLs on the right.</summary>
    LeftOuter,
    RightOuter,
    FullOuter,
    /// <summary>Left rows with a match, once.</summary>
    LeftSemi,
    /// <summary>Left rows without a match; with null-aware keys only those for which the match is false, not unknown (NOT IN).</summary>
    LeftAnti,
    /// <summary>Every left row with one more BOOLEAN column: whether it has a match; NULL when that is unknown (IN as a value).</summary>
    ExistenceMark,
}

/// <summary>The input that is kept in memory.</summary>
public enum JoinSide { Left, Right }

/// <summary>How a pair of key values compares.</summary>
public enum KeyMatch
{
    /// <summary>A NULL on either side is no match.</summary>
    Equal,
    /// <summary>NULL matches NULL (<c>&lt;=&gt;</c>).</summary>
    NullSafe,
    /// <summary>A NULL on either side makes the match unknown (IN); only for LeftAnti, LeftSemi and ExistenceMark.</summary>
    NullAware,
}

/// <summary>One equality of a join: expressions of one type over the left and the right input.</summary>
public sealed record JoinKey(Expression Left, Expression Right, KeyMatch Match = KeyMatch.Equal);

/// <summary>Base of joins: output columns are the left's, then the right's (or the mark).</summary>
/// <param name="MarkName">Name of the mark column of an <see cref="PhysicalJoinKind.ExistenceMark"/> join.</param>
public abstract record JoinNode(PhysicalPlan Left, PhysicalPlan Right, PhysicalJoinKind Kind, string MarkName) : PhysicalPlan
{
    public override ImmutableArray<PhysicalPlan> Children => [Left, Right];
    public override PhysicalPlan WithChildren(ImmutableArray<PhysicalPlan> children) => this with { Left = children[0], Right = children[1] };

    protected override StructType ComputeOutput() => Kind switch
    {
        PhysicalJoinKind.Inner => new([.. Left.Output.Fields, .. Right.Output.Fields]),
        PhysicalJoinKind.LeftOuter => new([.. Left.Output.Fields, .. Nullable(Right)]),
        PhysicalJoinKind.RightOuter => new([.. Nullable(Left), .. Right.Output.Fields]),
        PhysicalJoinKind.FullOuter => new([.. Nullable(Left), .. Nullable(Right)]),
        PhysicalJoinKind.LeftSemi or PhysicalJoinKind.LeftAnti => Left.Output,
        PhysicalJoinKind.ExistenceMark => new([.. Left.Output.Fields, new StructField(MarkName, BooleanType.Instance, MarkIsNullable)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    protected abstract bool MarkIsNullable { get; }

    private static IEnumerable<StructField> Nullable(PhysicalPlan plan) => plan.Output.Fields.Select(static f => f with { Nullable = true });
}

/// <summary>Joins by equal keys through a hash table over the build side.</summary>
/// <param name="Keys">At least one.</param>
/// <param name="Residual">Further condition of a match, over the left then the right columns; NULL counts as false.</param>
public sealed record HashJoinNode(
    PhysicalPlan Left, PhysicalPlan Right, PhysicalJoinKind Kind, JoinSide BuildSide, ImmutableArray<JoinKey> Keys, Expression? Residual = null, string MarkName = "exists")
    : JoinNode(Left, Right, Kind, MarkName)
{
    protected override bool MarkIsNullable => Keys.Any(static key => key.Match == KeyMatch.NullAware);
}

/// <summary>Joins by trying all pairs. The right input is kept in memory.</summary>
/// <param name="Condition">Over the left then the right columns; null for all pairs. In a mark or anti join NULL makes the match unknown when <paramref name="NullAware"/>, else counts as false.</param>
public sealed record NestedLoopJoinNode(
    PhysicalPlan Left, PhysicalPlan Right, PhysicalJoinKind Kind, Expression? Condition = null, bool NullAware = false, string MarkName = "exists")
    : JoinNode(Left, Right, Kind, MarkName)
{
    protected override bool MarkIsNullable => NullAware;
}
