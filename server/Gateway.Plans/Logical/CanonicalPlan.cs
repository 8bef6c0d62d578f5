using System.Globalization;
using System.Text;
using Gateway.Compute.Expressions;

namespace Gateway.Plans.Logical;

/// <summary>Writes a text that is equal for plans that compute the same, whatever ids their columns got.</summary>
public static class CanonicalPlan
{
    /// <summary>Relations of up to this many rows are compared by value, larger ones by identity.</summary>
    private const int ComparedRows = 1000;

    public static string Text(LogicalPlan plan)
    {
        var ids = new Dictionary<ExpressionId, int>();
        var text = new StringBuilder();
        Write(plan, ids, text);
        return text.ToString();
    }

    private static void Write(LogicalPlan plan, Dictionary<ExpressionId, int> ids, StringBuilder text)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan is SubqueryAlias or View)
        {
            Write(((UnaryPlan)plan).Input, ids, text);
            return;
        }
        text.Append(plan.GetType().Name).Append('(');
        foreach (var child in plan.Children)
        {
            Write(child, ids, text);
            text.Append(',');
        }
        if (plan is LeafPlan)
        {
            text.Append(Identity(plan)).Append('|');
            foreach (var attribute in plan.Resolved ? plan.Output : [])
            {
                Number(attribute.Id, ids, text);
            }
        }
        foreach (var expression in plan.Expressions)
        {
            Write(expression, ids, text);
            text.Append(';');
        }
        text.Append(Details(plan)).Append(')');
    }

    private static void Write(Expression expression, Dictionary<ExpressionId, int> ids, StringBuilder text)
    {
        var numbered = expression.TransformUp(node => node is AttributeReference attribute && ids.TryGetValue(attribute.Id, out int number) ? attribute with { Id = new ExpressionId(-1 - number) } : node);
        text.Append(numbered.CanonicalText);
        if (expression is Alias alias)
        {
            text.Append(" as ");
            Number(alias.Id, ids, text);
        }
    }

    private static void Number(ExpressionId id, Dictionary<ExpressionId, int> ids, StringBuilder text)
    {
        if (!ids.TryGetValue(id, out int number))
        {
            ids.Add(id, number = ids.Count);
        }
        text.Append('#').Append(number.ToString(CultureInfo.InvariantCulture));
    }

    private static string Details(LogicalPlan plan) => plan switch
    {
        Join join => join.Kind.ToString(),
        LateralJoin lateral => lateral.Kind.ToString(),
        SetOperation set => set.Kind + (set.All ? " all" : ""),
        Sort sort => sort.Global ? "global" : "local",
        Generate generate => generate.Outer ? "outer" : "",
        Sample sample => string.Create(CultureInfo.InvariantCulture, $"{sample.LowerBound} {sample.UpperBound} {sample.Seed}"),
        _ => "",
    };

    private static string Identity(LogicalPlan leaf) => leaf switch
    {
        TableScan scan => "table " + System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(scan.Table).ToString(CultureInfo.InvariantCulture),
        RangeRelation range => string.Create(CultureInfo.InvariantCulture, $"range {range.Start} {range.End} {range.Step}"),
        LocalRelation { Rows.Length: <= ComparedRows } local => "local " + string.Join('|', local.Rows.Select(row => string.Join(',', row.Select((value, i) => new Literal(value, local.Attributes[i].Type).CanonicalText)))),
        LocalRelation local => "local " + System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(local.Rows)!).ToString(CultureInfo.InvariantCulture),
        CteReference reference => string.Create(CultureInfo.InvariantCulture, $"cte {reference.Id}"),
        _ => "",
    };
}
