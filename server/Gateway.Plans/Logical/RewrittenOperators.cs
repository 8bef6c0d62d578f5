using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>Adds a boolean to each left row that says whether a right row matches; the join form of IN and EXISTS anywhere in an expression.</summary>
/// <param name="Condition">Two-valued match condition, or null for any row.</param>
/// <param name="Left">Rows kept, each once.</param>
/// <param name="Equalities">Pairs of an IN predicate: no true match but a NULL comparison makes the mark NULL.</param>
/// <param name="Mark">The boolean output column.</param>
public sealed record MarkJoin(LogicalPlan Left, LogicalPlan Right, Expression? Condition, ImmutableArray<(Expression Left, Expression Right)> Equalities, AttributeReference Mark) : LogicalPlan
{
    public override ImmutableArray<LogicalPlan> Children => [Left, Right];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Left = children[0], Right = children[1] };

    public override ImmutableArray<Expression> Expressions =>
        [.. Condition is null ? [] : new[] { Condition }, .. Equalities.SelectMany(static pair => new[] { pair.Left, pair.Right })];

    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions)
    {
        int next = Condition is null ? 0 : 1;
        return this with
        {
            Condition = Condition is null ? null : expressions[0],
            Equalities = [.. Equalities.Select(_ => (expressions[next++], expressions[next++]))],
        };
    }

    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Left.Output, Mark];
}

/// <summary>Passes at most one row on; a second one is SCALAR_SUBQUERY_TOO_MANY_ROWS. No row gives one row of NULLs.</summary>
public sealed record SingleRow(LogicalPlan Input) : UnaryPlan(Input)
{
    protected override ImmutableArray<AttributeReference> ComputeOutput() => [.. Input.Output.Select(static attribute => attribute with { IsNullable = true })];
}
