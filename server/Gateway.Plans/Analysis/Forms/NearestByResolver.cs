using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Forms;

/// <summary>Resolves JOIN .. NEAREST k BY: right rows without a rank never match.</summary>
internal sealed class NearestByResolver : OperatorResolver<NearestByJoin>
{
    protected override LogicalPlan Resolve(NearestByJoin node, Resolution resolution)
    {
        if (!node.Left.Resolved || !node.Right.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var sides = JoinResolver.WithDistinctIds(new Join(node.Left, node.Right, node.Kind, null) { Origin = node.Origin });
        var ranking = resolution.Expressions(resolution.ScopeOf(sides)).Resolve(node.Ranking);
        if (!ranking.Resolved)
        {
            return node with { Left = sides.Left, Right = sides.Right, Ranking = ranking };
        }
        if (!Ordering.IsOrderable(ranking.Type))
        {
            throw new QueryException("NEAREST_BY_JOIN.NON_ORDERABLE_RANKING_EXPRESSION", node.Origin, ("expression", Quote.Expr(ranking.PrettyText)), ("type", Quote.Type(ranking.Type)));
        }
        if (!node.Approximate && !ranking.Deterministic)
        {
            throw new QueryException("NEAREST_BY_JOIN.EXACT_WITH_NONDETERMINISTIC_EXPRESSION", node.Origin, ("expression", Quote.Expr(ranking.PrettyText)));
        }
        var join = sides with { Condition = new CallMaker(resolution).Call("isnotnull", ranking) };
        var ranked = RankedJoin.Build(join, new SortOrder(ranking, Ascending: node.ByDistance), node.Count, resolution);
        ImmutableArray<AttributeReference> output = [.. ranked.Output.Select(static attribute => attribute.NewInstance() with { IsNullable = true })];
        return new Expand(ranked, [ImmutableArray<Expression>.CastUp(ranked.Output)], output) { Origin = node.Origin };
    }
}
