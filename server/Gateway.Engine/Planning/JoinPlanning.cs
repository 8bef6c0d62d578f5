using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;
using Gateway.Plans.Optimization.Estimation;

namespace Gateway.Engine.Planning;

/// <summary>Plans joins: a hash table where some conjunct is an equality between the sides, else all pairs.</summary>
internal static class JoinPlanning
{
    public static PhysicalPlan Plan(Join join, PhysicalPlanner planner)
    {
        var sides = new Sides(join.Left, join.Right);
        var (keys, residual) = sides.Split(join.Condition);
        var kind = join.Kind switch
        {
            JoinKind.Inner or JoinKind.Cross => PhysicalJoinKind.Inner,
            JoinKind.LeftOuter => PhysicalJoinKind.LeftOuter,
            JoinKind.RightOuter => PhysicalJoinKind.RightOuter,
            JoinKind.FullOuter => PhysicalJoinKind.FullOuter,
            JoinKind.LeftSemi => PhysicalJoinKind.LeftSemi,
            JoinKind.LeftAnti => PhysicalJoinKind.LeftAnti,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var left = planner.Plan(join.Left);
        var right = planner.Plan(join.Right);
        if (keys.IsEmpty)
        {
            return new NestedLoopJoinNode(left, right, kind, residual);
        }
        return new HashJoinNode(left, right, kind, BuildSide(join), keys, residual);
    }

    public static PhysicalPlan Plan(MarkJoin join, PhysicalPlanner planner)
    {
        var sides = new Sides(join.Left, join.Right);
        var (keys, residual) = sides.Split(join.Condition);
        var left = planner.Plan(join.Left);
        var right = planner.Plan(join.Right);
        ImmutableArray<JoinKey> aware = [.. join.Equalities.Select(pair => CollationKeys.Of(new JoinKey(sides.BindLeft(pair.Left), sides.BindRight(pair.Right), KeyMatch.NullAware)))];
        keys = [.. aware, .. keys];
        return keys.IsEmpty
            ? new NestedLoopJoinNode(left, right, PhysicalJoinKind.ExistenceMark, residual, NullAware: false, join.Mark.Name)
            : new HashJoinNode(left, right, PhysicalJoinKind.ExistenceMark, JoinSide.Right, keys, residual, join.Mark.Name);
    }

    /// <summary>The side with fewer estimated bytes is kept in memory.</summary>
    private static JoinSide BuildSide(Join join)
    {
        double left = PlanEstimate.Of(join.Left).Rows * PlanEstimate.RowBytes(join.Left);
        double right = PlanEstimate.Of(join.Right).Rows * PlanEstimate.RowBytes(join.Right);
        // Joins that build on the side whose rows they keep must remember matches; that costs, so it must be clearly smaller. Probing also keeps its order.
        const double Handicap = 4;
        return join.Kind switch
        {
            JoinKind.Inner or JoinKind.Cross => left < right ? JoinSide.Left : JoinSide.Right,
            JoinKind.RightOuter => right * Handicap < left ? JoinSide.Right : JoinSide.Left,
            _ => left * Handicap < right ? JoinSide.Left : JoinSide.Right,
        };
    }

    private sealed class Sides(LogicalPlan left, LogicalPlan right)
    {
        private readonly HashSet<ExpressionId> _leftIds = left.Ids();
        private readonly HashSet<ExpressionId> _rightIds = right.Ids();
        private readonly Binder _left = new(left.Output);
        private readonly Binder _right = new(right.Output);
        private readonly Binder _both = new(left.Output.Concat(right.Output));

        public Expression BindLeft(Expression expression) => _left.Bind(expression);

        public Expression BindRight(Expression expression) => _right.Bind(expression);

        /// <summary>Separates equalities between the sides from the rest of a condition.</summary>
        public (ImmutableArray<JoinKey> Keys, Expression? Residual) Split(Expression? condition)
        {
            var keys = ImmutableArray.CreateBuilder<JoinKey>();
            var rest = new List<Expression>();
            foreach (var conjunct in Predicates.Conjuncts(condition))
            {
                if (conjunct is FunctionCall { Function.Name: "=" or "==" or "<=>", Deterministic: true } equality && Key(equality) is { } key)
                {
                    keys.Add(CollationKeys.Of(key));
                }
                else
                {
                    rest.Add(_both.Bind(conjunct));
                }
            }
            return (keys.ToImmutable(), Predicates.All(rest));
        }

        private JoinKey? Key(FunctionCall equality)
        {
            var match = equality.Function.Name == "<=>" ? KeyMatch.NullSafe : KeyMatch.Equal;
            var (a, b) = (equality.Arguments[0], equality.Arguments[1]);
            if (Reads(a, _leftIds) && Reads(b, _rightIds))
            {
                return new JoinKey(_left.Bind(a), _right.Bind(b), match);
            }
            return Reads(b, _leftIds) && Reads(a, _rightIds) ? new JoinKey(_left.Bind(b), _right.Bind(a), match) : null;
        }

        private static bool Reads(Expression expression, HashSet<ExpressionId> ids) => Predicates.References(expression) is { Count: > 0 } references && references.IsSubsetOf(ids);
    }
}
