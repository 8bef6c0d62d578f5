using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Sources;

namespace Gateway.Execution.Planning;

/// <summary>Tells small plans, which are not worth handing to other threads, from others.</summary>
internal static class PlanSize
{
    /// <summary>Adds up the rows that the plan's leaves give; joins of all pairs multiply theirs.</summary>
    public static long EstimateRows(PhysicalPlan plan, QueryContext query) => Estimate(plan, query, []);

    /// <summary>Tells whether operators can make many rows of few, so that the rows of the leaves bound nothing.</summary>
    public static bool CanGrow(PhysicalPlan plan)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return plan is GenerateNode or HashJoinNode || plan.Children.Any(CanGrow);
    }

    /// <param name="shared">What shared buffers hold: they may read each other many times over.</param>
    private static long Estimate(PhysicalPlan plan, QueryContext query, Dictionary<int, long> shared)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (plan)
        {
            case ScanNode scan:
                return scan.Source.RowCount ?? scan.Source.PlanMorsels(scan.Request, query.Settings).Sum(static morsel => morsel.EstimatedRows);
            case ValuesNode values:
                return values.Rows.Length;
            case RangeNode range:
                return new RangeSource(range).EstimatedRows;
            case IterationInputNode input:
                // A round's own rows are known; those of rounds to come are not.
                return query.Iterations.GetValueOrDefault(input.Id)?.RowCount ?? 1;
            case SharedBufferNode buffer:
                if (!shared.TryGetValue(buffer.Id, out long held))
                {
                    shared[buffer.Id] = held = Bounded((Int128)1 + Estimate(buffer.Input, query, shared));
                }
                return held;
            default:
                long sum = 1;
                foreach (var child in plan.Children)
                {
                    long rows = Estimate(child, query, shared);
                    sum = Bounded(plan is NestedLoopJoinNode ? (Int128)sum * rows : (Int128)sum + rows);
                }
                return sum;
        }
    }

    private static long Bounded(Int128 rows) => rows > long.MaxValue / 2 ? long.MaxValue / 2 : (long)rows;
}
