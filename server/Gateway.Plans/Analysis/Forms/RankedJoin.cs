using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Forms;

/// <summary>Builds joins that keep, for each left row, only the first few right rows in some order.</summary>
internal static class RankedJoin
{
    /// <param name="join">A resolved inner or left outer join.</param>
    /// <param name="order">The order of the right rows.</param>
    public static LogicalPlan Build(Join join, SortOrder order, int count, Resolution resolution)
    {
        var calls = new CallMaker(resolution);
        var row = new Alias(calls.Call("monotonically_increasing_id"), "__row");
        var joined = join with { Left = new Project(join.Left, [.. join.Left.Output, row]) };
        var frame = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        ImmutableArray<Expression> partition = [row.ToAttribute()];
        var number = new Alias(new WindowExpression(calls.Call("row_number"), new WindowSpec(partition, [order], frame)), "__rank");
        var ranked = new Window(joined, [number], partition, [order]);
        var chosen = new Filter(ranked, calls.Call("<=", number.ToAttribute(), Literal.Of(count)));
        return new Project(chosen, ImmutableArray<Expression>.CastUp(join.Output)) { Origin = join.Origin };
    }
}
