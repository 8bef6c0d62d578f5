using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization;

namespace Gateway.Engine.Planning;

/// <summary>Plans UNION as concatenation, INTERSECT and EXCEPT as semi and anti joins on all columns; the ALL forms number duplicates first.</summary>
internal static class SetOperationPlanning
{
    public static PhysicalPlan Plan(SetOperation operation, PhysicalPlanner planner)
    {
        if (operation.Kind == SetOperationKind.Union)
        {
            var inputs = ImmutableArray.CreateBuilder<PhysicalPlan>();
            Flatten(operation, planner, inputs, operation.All);
            var union = new UnionNode(inputs.ToImmutable(), operation.Schema);
            return operation.All ? union : CollationKeys.Distinct(union, []);
        }
        var kind = operation.Kind == SetOperationKind.Intersect ? PhysicalJoinKind.LeftSemi : PhysicalJoinKind.LeftAnti;
        int columns = operation.Output.Length;
        var left = planner.Plan(operation.All ? Numbered(operation.Left) : new Distinct(operation.Left));
        var right = planner.Plan(operation.All ? Numbered(operation.Right) : operation.Right);
        int compared = operation.All ? columns + 1 : columns;
        ImmutableArray<JoinKey> keys = [.. Enumerable.Range(0, compared).Select(i => CollationKeys.Of(new JoinKey(Reference(left, i), Reference(right, i), KeyMatch.NullSafe)))];
        var joined = new HashJoinNode(left, right, kind, JoinSide.Right, keys);
        return operation.All ? new ProjectNode(joined, [.. Enumerable.Range(0, columns).Select(i => Reference(left, i))], operation.Schema) : joined;
    }

    private static BoundReference Reference(PhysicalPlan plan, int ordinal) => new(ordinal, plan.Output.Fields[ordinal].Type, plan.Output.Fields[ordinal].Nullable);

    /// <summary>UNION ALL inside UNION needs no rows of its own; a DISTINCT union inside another DISTINCT one neither.</summary>
    private static void Flatten(LogicalPlan plan, PhysicalPlanner planner, ImmutableArray<PhysicalPlan>.Builder inputs, bool all)
    {
        if (plan is SetOperation { Kind: SetOperationKind.Union } union && (union.All || !all))
        {
            Flatten(union.Left, planner, inputs, all);
            Flatten(union.Right, planner, inputs, all);
        }
        else
        {
            inputs.Add(planner.Plan(plan));
        }
    }

    /// <summary>Adds row_number() over each set of equal rows, so that the n-th duplicate meets the n-th.</summary>
    private static Window Numbered(LogicalPlan input)
    {
        ImmutableArray<Expression> keys = [.. input.Output];
        ImmutableArray<SortOrder> order = [new SortOrder(keys[0])];
        var frame = new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        var number = new WindowExpression(Predicates.Call("row_number"), new WindowSpec(keys, order, frame));
        return new Window(input, [new Alias(number, "row_number")], keys, order);
    }
}
