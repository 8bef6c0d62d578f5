using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Prints operators as plan text, for the few messages that hold it.</summary>
internal static class PlanText
{
    /// <summary>Prints one operator in one line; an apostrophe marks unresolved ones.</summary>
    public static string Line(LogicalPlan plan)
    {
        bool settled = plan.Resolved && plan is not Join { Condition: { Type: not BooleanType } };
        string mark = settled ? "" : "'";
        string Expressions() => string.Join(", ", plan.Expressions);
        return mark + plan switch
        {
            Filter filter => "Filter " + filter.Condition,
            UnresolvedHaving having => "UnresolvedHaving " + having.Condition,
            Sort sort => "Sort [" + Expressions() + "], " + (sort.Global ? "true" : "false"),
            Limit limit => "LocalLimit " + limit.Count,
            Offset offset => "Offset " + offset.Count,
            Join join => "Join " + KindName(join.Kind) + (join.Condition is null ? "" : ", " + join.Condition),
            Project => "Project [" + Expressions() + "]",
            Aggregate aggregate => "Aggregate [" + string.Join(", ", aggregate.Groupings) + "], [" + string.Join(", ", aggregate.Items) + "]",
            SubqueryAlias alias => "SubqueryAlias " + string.Join('.', [.. alias.Qualifier, alias.Name]),
            Repartition => "RepartitionByExpression [" + Expressions() + "]",
            _ => plan.GetType().Name + (plan.Expressions.IsEmpty ? "" : " [" + Expressions() + "]"),
        };
    }

    /// <summary>Prints an operator and everything below it.</summary>
    public static string Tree(LogicalPlan plan)
    {
        var text = new StringBuilder();
        Write(plan, "", "", text);
        return text.ToString();
    }

    private static void Write(LogicalPlan plan, string first, string rest, StringBuilder text)
    {
        text.Append(first).Append(Line(plan)).Append('\n');
        for (int i = 0; i < plan.Children.Length; i++)
        {
            bool last = i == plan.Children.Length - 1;
            Write(plan.Children[i], rest + (last ? "+- " : ":- "), rest + (last ? "   " : ":  "), text);
        }
    }

    private static string KindName(JoinKind kind) => kind switch
    {
        JoinKind.LeftSemi => "LeftSemi",
        JoinKind.LeftAnti => "LeftAnti",
        _ => kind.ToString(),
    };
}
