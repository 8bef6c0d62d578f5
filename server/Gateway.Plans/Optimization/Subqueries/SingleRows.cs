using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Subqueries;

/// <summary>((x, s1), s2), .. over many scalar subqueries becomes x, (((s1, s2), (s3, s4)), ..): no column is handed through more joins than the tree is high.</summary>
internal static class SingleRows
{
    /// <summary>A shorter chain stays: its columns pass few joins, and conditions find their subquery beside the input.</summary>
    private const int LongestChain = 16;

    public static LogicalPlan Balance(LogicalPlan plan)
    {
        var rows = new List<LogicalPlan>();
        var input = plan;
        while (input is Join { Kind: JoinKind.Cross, Condition: null, Right: SingleRow row } join)
        {
            rows.Add(row);
            input = join.Left;
        }
        if (rows.Count <= LongestChain)
        {
            return plan;
        }
        rows.Reverse();
        return new Join(input, Tree(rows, 0, rows.Count), JoinKind.Cross, null);
    }

    private static LogicalPlan Tree(List<LogicalPlan> rows, int from, int to)
    {
        int middle = (from + to) / 2;
        return to - from == 1 ? rows[from] : new Join(Tree(rows, from, middle), Tree(rows, middle, to), JoinKind.Cross, null);
    }
}
