using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Sources;

namespace Gateway.Execution.Planning;

/// <summary>Tells small plans, which are not worth handing to other threads, from others.</summary>
internal static class PlanSize
{
    /// <summary>Adds up the rows that the plan's leaves give; joins of all pairs multiply theirs.</summary>
    public static long EstimateRows(PhysicalPlan plan, QueryContext query)
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
            default:
                long sum = 1;
                foreach (var child in plan.Children)
                {
                    long rows = EstimateRows(child, query);
                    sum = Bounded(plan is NestedLoopJoinNode ? (Int128)sum * rows : (Int128)sum + rows);
                }
                return sum;
        }
    }

    private static long Bounded(Int128 rows) => rows > long.MaxValue / 2 ? long.MaxValue / 2 : (long)rows;
}
