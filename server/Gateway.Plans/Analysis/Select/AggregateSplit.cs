using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Splits an aggregate's outputs into plain groupings and aggregate functions below and the expressions over them above.</summary>
internal static class AggregateSplit
{
    /// <summary>Returns the aggregate that computes the parts and the items over its output.</summary>
    public static (Aggregate Below, ImmutableArray<Expression> Items) Split(Aggregate aggregate)
    {
        var parts = new Dictionary<string, NamedExpression>(StringComparer.Ordinal);
        var items = ImmutableArray.CreateBuilder<Expression>();
        foreach (var item in aggregate.Items)
        {
            items.Add(item is AttributeReference attribute && IsGrouping(attribute, aggregate)
                ? Part(attribute, parts)
                : Replace(item, aggregate, parts));
        }
        return (aggregate with { Items = [.. parts.Values] }, items.ToImmutable());
    }

    /// <summary>Tells whether a condition over the aggregate's outputs reads no window function and no output made of other outputs.</summary>
    public static bool IsComputedBelow(Expression condition, Aggregate aggregate)
    {
        var above = aggregate.Items.Where(static item => Contents.HasWindow(item) || LateralAliasSplit.IsUsed(item)).Select(static item => ((NamedExpression)item).Id).ToHashSet();
        return !condition.Any(node => node is AttributeReference attribute && above.Contains(attribute.Id));
    }

    /// <summary>Expresses a condition over the aggregate's outputs by its parts.</summary>
    /// <param name="items">What <see cref="Split"/> gave for the outputs.</param>
    public static Expression Rewrite(Expression condition, ImmutableArray<Expression> items) =>
        Optimization.Predicates.Substitute(condition, Optimization.Predicates.Definitions(items));

    private static Expression Replace(Expression node, Aggregate aggregate, Dictionary<string, NamedExpression> parts)
    {
        switch (node)
        {
            case Alias alias:
                return alias with { Child = Replace(alias.Child, aggregate, parts) };
            case AggregateExpression:
                return Part(node, parts);
            case WindowExpression window:
                var function = window.Function is AggregateExpression inner
                    ? inner with { Function = (Compute.Functions.FunctionCall)Inside(inner.Function, aggregate, parts), Filter = inner.Filter is null ? null : Replace(inner.Filter, aggregate, parts) }
                    : Inside(window.Function, aggregate, parts);
                return window with { Function = function, Spec = window.Spec.WithExpressions([.. window.Spec.Expressions.Select(part => Replace(part, aggregate, parts))]) };
            default:
                if (node is not Literal && IsGrouping(node, aggregate))
                {
                    return Part(node, parts);
                }
                return node is AttributeReference ? Part(node, parts) : Inside(node, aggregate, parts);
        }
    }

    private static Expression Inside(Expression node, Aggregate aggregate, Dictionary<string, NamedExpression> parts) => node.MapChildren(child => Replace(child, aggregate, parts));

    private static bool IsGrouping(Expression node, Aggregate aggregate) => aggregate.Groupings.Any(node.SemanticEquals);

    private static AttributeReference Part(Expression node, Dictionary<string, NamedExpression> parts)
    {
        string key = node.CanonicalText;
        if (!parts.TryGetValue(key, out var part))
        {
            part = node as NamedExpression ?? new Alias(node, node.PrettyText) { Origin = node.Origin };
            parts.Add(key, part);
        }
        return part.ToAttribute() with { Origin = node.Origin };
    }
}
