using System.Text;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization.Estimation;
using Gateway.Plans.Printing;

namespace Gateway.Engine.Explaining;

/// <summary>The forms of EXPLAIN.</summary>
public enum ExplainForm { Simple, Extended, Codegen, Cost, Formatted }

/// <summary>Prints a query's plans under Spark's headers.</summary>
public static class ExplainText
{
    /// <param name="parsed">The plan as written.</param>
    public static string Print(LogicalPlan parsed, PreparedQuery query, ExplainForm form)
    {
        var text = new StringBuilder();
        switch (form)
        {
            case ExplainForm.Extended:
                text.Append("== Parsed Logical Plan ==\n").Append(PlanTree.Print(parsed));
                text.Append("\n== Analyzed Logical Plan ==\n").AppendJoin(", ", query.Schema.Fields.Select(static member => member.Name + ": " + TypeText.CatalogString(member.Type))).Append('\n').Append(PlanTree.Print(query.Plan));
                text.Append("\n== Optimized Logical Plan ==\n").Append(PlanTree.Print(query.OptimizedPlan)).Append('\n');
                break;
            case ExplainForm.Cost:
                var estimate = PlanEstimate.Of(query.OptimizedPlan);
                double bytes = estimate.Rows * PlanEstimate.RowBytes(query.OptimizedPlan);
                string[] lines = PlanTree.Print(query.OptimizedPlan).Split('\n', 2);
                text.Append("== Optimized Logical Plan ==\n").Append(lines[0]).Append(FormattableString.Invariant($", Statistics(sizeInBytes={bytes:F1} B, rowCount={estimate.Rows:F0})\n")).Append(lines[1]).Append('\n');
                break;
            case ExplainForm.Codegen:
                return "Found 0 WholeStageCodegen subtrees.\n";
            case ExplainForm.Simple or ExplainForm.Formatted:
                break;
        }
        text.Append("== Physical Plan ==\n");
        PlanTree.Write(text, query.PhysicalPlan, static node => node.Children, Line, "", "");
        return text.Append('\n').ToString();
    }

    private static string Line(PhysicalPlan node)
    {
        string name = node.GetType().Name;
        name = name.EndsWith("Node", StringComparison.Ordinal) ? name[..^4] : name;
        string detail = node switch
        {
            FilterNode filter => filter.Condition.ToString(),
            ProjectNode project => "[" + string.Join(", ", project.Items) + "]",
            HashAggregateNode aggregate => "keys=[" + string.Join(", ", aggregate.Groupings) + "], functions=[" + string.Join(", ", aggregate.Aggregates.Select(static spec => spec.Call)) + "]",
            HashJoinNode join => "[" + string.Join(", ", join.Keys.Select(static key => key.Left + " = " + key.Right)) + "], " + join.Kind + ", build " + join.BuildSide + (join.Residual is null ? "" : ", " + join.Residual),
            NestedLoopJoinNode join => join.Kind + (join.Condition is null ? "" : ", " + join.Condition),
            SortNode sort => "[" + string.Join(", ", sort.Order) + "]",
            TopNNode top => FormattableString.Invariant($"{top.Limit}, [{string.Join(", ", top.Order)}]"),
            LimitNode limit => FormattableString.Invariant($"{limit.Limit}"),
            ScanNode scan => "[" + string.Join(", ", scan.Output.Fields.Select(static member => member.Name)) + "]" + (scan.Request.Filter.IsEmpty ? "" : ", filters=[" + string.Join(", ", scan.Request.Filter) + "]"),
            RangeNode range => FormattableString.Invariant($"({range.Start}, {range.End}, step={range.Step}, splits={range.Partitions})"),
            _ => "",
        };
        return detail.Length == 0 ? name : name + " " + detail;
    }
}
