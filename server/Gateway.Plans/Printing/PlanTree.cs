using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Printing;

/// <summary>Prints plans as Spark's trees: a line a node, <c>+- </c> and <c>:- </c> for branches, <c>'</c> before what is unresolved.</summary>
public static class PlanTree
{
    /// <summary>Prints a tree, each line ended by a newline.</summary>
    public static string Print(LogicalPlan plan)
    {
        var text = new StringBuilder();
        Write(text, plan, static node => node.Children, SimpleString, "", "");
        return text.ToString();
    }

    /// <summary>Writes any tree in the same shape.</summary>
    public static void Write<TNode>(StringBuilder text, TNode node, Func<TNode, IEnumerable<TNode>> children, Func<TNode, string> line, string prefix, string branch)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        text.Append(prefix).Append(branch).Append(line(node)).Append('\n');
        var below = children(node).ToList();
        string indent = prefix + branch switch { "" => "", "+- " => "   ", _ => ":  " };
        for (int i = 0; i < below.Count; i++)
        {
            Write(text, below[i], children, line, indent, i == below.Count - 1 ? "+- " : ":- ");
        }
    }

    /// <summary>Prints one node on one line, as Spark's <c>simpleString</c>.</summary>
    public static string SimpleString(LogicalPlan plan) => (plan.Resolved ? "" : "'") + Body(plan);

    private static string Body(LogicalPlan plan) => plan switch
    {
        Project project => "Project " + List(project.Items),
        Filter filter => "Filter " + filter.Condition,
        Aggregate aggregate => "Aggregate " + List(aggregate.Groupings) + ", " + List(aggregate.Items),
        Sort sort => "Sort " + List(sort.Order) + ", " + (sort.Global ? "true" : "false"),
        Limit limit => "GlobalLimit " + limit.Count,
        Offset offset => "Offset " + offset.Count,
        Join join => "Join " + join.Kind + (join.Condition is null ? "" : ", " + join.Condition),
        SubqueryAlias alias => "SubqueryAlias " + string.Join('.', [.. alias.Qualifier, alias.Name]),
        UnresolvedRelation relation => "UnresolvedRelation [" + string.Join(", ", relation.NameParts) + "]",
        TableScan scan => "Relation " + scan.Table.Name + " " + List(scan.Attributes),
        LocalRelation { Rows.IsEmpty: true } local => "LocalRelation <empty>, " + List(local.Attributes),
        LocalRelation local => "LocalRelation " + List(local.Attributes),
        RangeRelation range => FormattableString.Invariant($"Range ({range.Start}, {range.End}, step={range.Step})"),
        SetOperation operation => operation.Kind + (operation.All ? " all" : ""),
        Window window => "Window " + List(window.Items) + ", " + List(window.PartitionBy) + ", " + List(window.OrderBy),
        Generate generate => "Generate " + generate.Generator + ", " + (generate.Outer ? "true" : "false"),
        View view => "View (`" + string.Join("`, `", view.NameParts) + "`)",
        OneRowRelation => "OneRowRelation",
        _ => plan.Expressions.IsEmpty ? plan.GetType().Name : plan.GetType().Name + " " + List(plan.Expressions),
    };

    private static string List(IEnumerable<Expression> expressions) => "[" + string.Join(", ", expressions) + "]";
}
