using System.Text;
using Gateway.Engine;
using Gateway.Execution.Plans;
using Gateway.Plans.Logical;
using Mode = Spark.Connect.AnalyzePlanRequest.Types.Explain.Types.ExplainMode;

namespace Gateway.Connect.Analysis;

/// <summary>Prints plans for <c>explain</c>, under the headings that Spark uses.</summary>
public static class PlanText
{
    public static string Explain(PreparedQuery query, LogicalPlan parsed, Mode mode)
    {
        var text = new StringBuilder();
        switch (mode)
        {
            case Mode.Simple or Mode.Formatted or Mode.Codegen:
                Physical(query, text);
                break;
            case Mode.Extended:
                text.Append("== Parsed Logical Plan ==\n");
                Write(parsed, 0, text);
                text.Append("\n== Analyzed Logical Plan ==\n");
                text.AppendJoin(", ", query.Schema.Fields.Select(static member => member.Name + ": " + member.Type)).Append('\n');
                Write(query.Plan, 0, text);
                text.Append("\n== Optimized Logical Plan ==\n");
                Write(query.OptimizedPlan, 0, text);
                text.Append('\n');
                Physical(query, text);
                break;
            case Mode.Cost:
                text.Append("== Optimized Logical Plan ==\n");
                Write(query.OptimizedPlan, 0, text);
                text.Append('\n');
                Physical(query, text);
                break;
            case Mode.Unspecified:
            default:
                throw Translation.InvalidPlan.BadEnum("spark.connect.AnalyzePlanRequest.Explain.explain_mode", mode.ToString(), (int)mode);
        }
        return text.ToString();
    }

    private static void Physical(PreparedQuery query, StringBuilder text)
    {
        text.Append("== Physical Plan ==\n");
        Write(query.PhysicalPlan, 0, text);
    }

    private static void Write(LogicalPlan plan, int depth, StringBuilder text)
    {
        Line(plan.GetType().Name, plan.Expressions.Select(static expression => expression.ToString()), depth, text);
        foreach (var child in plan.Children)
        {
            Write(child, depth + 1, text);
        }
    }

    private static void Write(PhysicalPlan plan, int depth, StringBuilder text)
    {
        string name = plan.GetType().Name;
        Line(name.EndsWith("Node", StringComparison.Ordinal) ? name[..^4] : name, plan.Output.Fields.Select(static member => member.Name), depth, text);
        foreach (var child in plan.Children)
        {
            Write(child, depth + 1, text);
        }
    }

    private static void Line(string name, IEnumerable<string> details, int depth, StringBuilder text)
    {
        if (depth > 0)
        {
            text.Append(' ', (depth - 1) * 3).Append("+- ");
        }
        text.Append(name).Append(" [").AppendJoin(", ", details).Append("]\n");
    }
}
