using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Resolves expressions that stand above an aggregate (HAVING, ORDER BY, filters) and moves the aggregates they hold into it.</summary>
internal static class AggregateConditions
{
    public sealed record Outcome(ImmutableArray<Expression> Expressions, Aggregate Aggregate);

    /// <param name="outputFirst">Output names win over columns of the aggregate's input (ORDER BY); otherwise the reverse (HAVING).</param>
    /// <param name="skipsAmbiguous">An output name that means several columns is looked up among the input's instead of being an error.</param>
    /// <param name="expandsStars">Calls may take stars for the output columns.</param>
    public static Outcome Resolve(ImmutableArray<Expression> expressions, Aggregate aggregate, bool outputFirst, Resolution resolution, bool skipsAmbiguous = false, bool expandsStars = false)
    {
        var refused = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        (ImmutableArray<Expression> Expressions, ImmutableArray<Expression> Items)? first = null;
        var expanded = ExpandedKeys.Of(aggregate, new CallMaker(resolution));
        while (true)
        {
            var scope = ScopeOver(aggregate, expanded?.Columns ?? aggregate.Input.Output, outputFirst, skipsAmbiguous, refused, resolution) with { ExpandsStars = expandsStars };
            var resolver = resolution.Expressions(scope);
            ImmutableArray<Expression> resolved = [.. expressions.Select(resolver.Resolve).Select(expression => expanded is not null && expression.Resolved ? expanded.Rewrite(expression) : expression)];
            var extra = new List<NamedExpression>();
            ImmutableArray<Expression> moved = [.. resolved.Select(expression => expression.Resolved ? Move(expression, aggregate, extra) : expression)];
            var left = moved.Where(static expression => expression.Resolved).SelectMany(static expression => expression.SelfAndDescendants()).OfType<TemporaryReference>().Select(static reference => reference.Name.Name).ToList();
            left.AddRange(UnusableOuterNames(moved, aggregate, extra));
            if (left.Count > 0 && left.Any(refused.Add))
            {
                first ??= ([.. moved.Select(TemporaryReference.Restore)], [.. extra]);
                continue;
            }
            if (first is { } tried && !moved.All(static expression => expression.Resolved))
            {
                // What could be computed is shown beside the names that are not found.
                return new Outcome(tried.Expressions, aggregate with { Items = [.. aggregate.Items, .. tried.Items] });
            }
            var items = extra.Count == 0 ? aggregate.Items : [.. aggregate.Items, .. extra];
            return new Outcome([.. moved.Select(TemporaryReference.Strip)], aggregate with { Items = items });
        }
    }

    /// <summary>Lists the columns that subqueries read from below the aggregate though it does not show them.</summary>
    private static IEnumerable<string> UnusableOuterNames(ImmutableArray<Expression> moved, Aggregate aggregate, List<NamedExpression> extra)
    {
        var shown = aggregate.Items.Cast<NamedExpression>().Concat(extra).Select(static item => item.Id).ToHashSet();
        return moved.SelectMany(static expression => expression.SelfAndDescendants()).OfType<SubqueryExpression>()
            .SelectMany(static subquery => subquery.OuterAttributes).OfType<AttributeReference>()
            .Where(attribute => !shown.Contains(attribute.Id)).Select(static attribute => attribute.Name);
    }

    private static Scope ScopeOver(Aggregate aggregate, ImmutableArray<AttributeReference> columns, bool outputFirst, bool skipsAmbiguous, HashSet<string> refused, Resolution resolution)
    {
        var output = new AttributeLayer(aggregate.Output, resolution.Context);
        var input = new TemporaryLayer(new AttributeIndex(columns, resolution.Context), refused);
        var layers = ImmutableArray.CreateBuilder<IScopeLayer>();
        layers.Add(Lenient(outputFirst ? output : input));
        layers.Add(Lenient(outputFirst ? input : output));
        return ScopeFactory.With(layers, outputFirst ? [output] : layers.ToImmutable(), aggregate.Output, resolution) with { Inputs = [aggregate] };

        IScopeLayer Lenient(IScopeLayer layer) => skipsAmbiguous ? new UnambiguousLayer(layer) : layer;
    }

    /// <summary>Replaces what the aggregate computes, or can compute, by its output; notes what it must compute in addition.</summary>
    public static Expression Move(Expression node, Aggregate aggregate, List<NamedExpression> extra)
    {
        if (node is Literal)
        {
            return node;
        }
        var plain = TemporaryReference.Strip(node);
        if (node is AttributeReference shown && aggregate.Items.Any(item => ((NamedExpression)item).Id == shown.Id))
        {
            return node;
        }
        if (plain is not SortOrder)
        {
            foreach (var item in aggregate.Items)
            {
                if (Contents.Value(item).SemanticEquals(plain) && !Contents.HasWindow(item) && !LateralAliasSplit.IsUsed(item))
                {
                    return Refer((NamedExpression)item, node);
                }
            }
            foreach (var known in extra)
            {
                if (Contents.Value(known).SemanticEquals(plain))
                {
                    return Refer(known, node);
                }
            }
        }
        if (plain is AggregateExpression || Contents.IsGrouping(plain))
        {
            return Add(new Alias(plain, plain.PrettyText) { Origin = node.Origin }, node, extra);
        }
        if (aggregate.Groupings.Any(plain.SemanticEquals))
        {
            return Add(plain as NamedExpression ?? new Alias(plain, plain.PrettyText) { Origin = node.Origin }, node, extra);
        }
        return node is TemporaryReference temporary ? MoveBase(temporary, aggregate, extra) : node.MapChildren(child => Move(child, aggregate, extra));
    }

    /// <summary>Moves the column that a field is read from where the field is no key itself.</summary>
    private static Expression MoveBase(TemporaryReference field, Aggregate aggregate, List<NamedExpression> extra)
    {
        var added = new List<NamedExpression>(extra);
        var moved = field.Child.MapChildren(child => Move(child, aggregate, added));
        var shown = aggregate.Items.Cast<NamedExpression>().Concat(added).Select(static item => item.Id).ToHashSet();
        if (moved.SelfAndDescendants().OfType<AttributeReference>().Any(attribute => !shown.Contains(attribute.Id)))
        {
            return field;
        }
        extra.AddRange(added.Skip(extra.Count));
        return moved;
    }

    private static AttributeReference Add(NamedExpression item, Expression node, List<NamedExpression> extra)
    {
        extra.Add(item);
        return Refer(item, node);
    }

    private static AttributeReference Refer(NamedExpression item, Expression node) => item.ToAttribute() with { Origin = node.Origin };
}
