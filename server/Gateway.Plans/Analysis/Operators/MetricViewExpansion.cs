using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Expands a metric view: resolves its source, dimensions and measures with the settings captured at CREATE.</summary>
internal static class MetricViewExpansion
{
    public static LogicalPlan Expand(CatalogView view, MetricDefinition definition, Origin origin, AnalyzerContext inner, Resolution resolution)
    {
        var within = resolution.Within(inner);
        var source = within.Resolve(Passes.Preparation.Apply(definition.Source(inner.ParsePlan, inner.ParseExpression, origin), inner));
        if (!source.Resolved)
        {
            return source;
        }
        var resolver = within.Expressions(within.ScopeOf(new Project(source, [])));
        var names = view.Columns.Fields;
        var dimensions = ImmutableArray.CreateBuilder<Alias>();
        foreach (var column in definition.Dimensions)
        {
            var value = resolver.Resolve(inner.ParseExpression(new SqlText(column.Text)));
            dimensions.Add(new Alias(value, names[dimensions.Count].Name) { ExplicitMetadata = names[dimensions.Count].Metadata });
        }
        var measures = ImmutableArray.CreateBuilder<Measure>();
        foreach (var column in definition.Measures)
        {
            var value = resolver.Resolve(inner.ParseExpression(new SqlText(column.Text)));
            var named = names[dimensions.Count + measures.Count];
            measures.Add(new Measure(new AttributeReference(named.Name, value.Resolved ? value.Type : named.Type, value.Resolved ? value.Nullable : named.Nullable, named.Metadata, ExpressionId.Next(), []), value));
        }
        var input = new Project(source, [.. source.Output, .. dimensions]);
        return new MetricView(input, [.. dimensions.Select(static alias => (alias.ToAttribute() with { Qualifier = [] }))], measures.ToImmutable());
    }
}

/// <summary>GROUP BY over a metric view reads its input, and computes each <c>measure(m)</c> as m is defined.</summary>
internal static class MetricViewReads
{
    /// <summary>Opens the view below a resolved aggregate; any other aggregate stays as it is.</summary>
    public static Aggregate Apply(Aggregate aggregate)
    {
        if (!aggregate.Resolved || Find(aggregate.Input) is not { } view)
        {
            return aggregate;
        }
        var items = aggregate.Items.Select(item => item.TransformUp(node => node is AggregateExpression { Function: { Function.Name: "measure", Arguments: [AttributeReference column] } } ? Value(view, column) : node)).ToImmutableArray();
        foreach (var item in items)
        {
            foreach (var column in item.SelfAndDescendants().OfType<AttributeReference>())
            {
                if (view.Measures.Any(measure => measure.Column.Id == column.Id))
                {
                    throw new QueryException("MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT", aggregate.Origin,
                        ("missingAttributes", Quote.Expr(column.Name)), ("input", string.Join(", ", view.Input.Output.Select(static attribute => Quote.Expr(attribute.Name)))), ("operator", "!Aggregate [" + string.Join(", ", aggregate.Items.Select(static part => part.SqlText)) + "]"));
                }
            }
        }
        return aggregate with { Input = Open(aggregate.Input), Items = items };
    }

    private static Expression Value(MetricView view, AttributeReference column) =>
        view.Measures.FirstOrDefault(measure => measure.Column.Id == column.Id)?.Value
            ?? throw new QueryException("INTERNAL_ERROR", ("message", $"{column.Name} is no measure of the metric view."));

    private static MetricView? Find(LogicalPlan plan) => plan switch
    {
        MetricView view => view,
        SubqueryAlias or Filter or View => Find(plan.Children[0]),
        _ => null,
    };

    private static LogicalPlan Open(LogicalPlan plan) => plan is MetricView view ? view.Input : plan.MapChildren(Open);
}
