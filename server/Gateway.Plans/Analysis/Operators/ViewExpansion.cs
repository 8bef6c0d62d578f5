using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Expands a view: parses its text, resolves it with the settings and schema captured at CREATE, fits the output to the view's columns.</summary>
internal static class ViewExpansion
{
    public static LogicalPlan Expand(CatalogView view, Origin origin, Resolution resolution)
    {
        var context = resolution.Context;
        string name = Quote.Id(view.NameParts);
        int limit = context.Configuration.Get(ConfigurationKeys.MaxNestedViewDepth);
        if (context.ViewDepth + 1 > limit)
        {
            throw new QueryException("VIEW_EXCEED_MAX_NESTED_DEPTH", origin, ("viewName", name), ("maxNestedDepth", limit.ToString(CultureInfo.InvariantCulture)));
        }
        var inner = context.Captured(view.Settings, view.CurrentCatalog, view.CurrentNamespace) with
        {
            ViewDepth = context.ViewDepth + 1,
            AllowedTemporaryNames = view.IsTemporary && view.ReferredTemporaryNames.IsEmpty ? default : view.ReferredTemporaryNames,
        };
        using var zone = SessionZone.Enter(inner.Settings.TimeZone);
        if (view.Metrics is { } metrics)
        {
            return new View(StoredZone.Keep(MetricViewExpansion.Expand(view, metrics, origin, inner, resolution), inner, context), view.NameParts, false, view.Settings);
        }
        var parsed = DefaultCollations.Apply(inner.ParsePlan(new SqlText(view.Text, "VIEW", string.Join('.', view.NameParts))), view.Collation);
        var substituted = Preparation.Apply(parsed, inner);
        var body = resolution.Within(inner).Resolve(substituted);
        if (body.Resolved)
        {
            body = StoredZone.Keep(body, inner, context);
        }
        if (!body.Resolved || view.Columns.Fields.IsEmpty)
        {
            return new View(body, view.NameParts, view.IsTemporary, view.Settings);
        }
        return new View(Blamed(ViewShape.Apply(body, view, inner), origin), view.NameParts, view.IsTemporary, view.Settings);
    }

    /// <summary>Makes run-time errors of what computes the view's columns point at the name of the view in the query; what stands below, and what sorts or aggregates, keeps its place in the body.</summary>
    private static LogicalPlan Blamed(LogicalPlan plan, Origin origin)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (plan)
        {
            case Project project:
                var moved = project with { Items = [.. project.Items.Select(item => Blamed(item, origin, []))] };
                return project.Items.All(IsColumn) ? moved with { Input = Blamed(project.Input, origin) } : moved;
            case Aggregate aggregate:
                return aggregate with { Items = [.. aggregate.Items.Select(item => Blamed(item, origin, aggregate.Groupings))] };
            case View or SubqueryAlias or Limit or SetOperation { Kind: SetOperationKind.Union } or WithCte:
                return plan.MapChildren(child => Blamed(child, origin));
            default:
                return plan;
        }
    }

    /// <summary>Tells whether an item only passes a column on, perhaps as another type.</summary>
    private static bool IsColumn(Expression item) => item switch
    {
        AttributeReference => true,
        Alias alias => IsColumn(alias.Child),
        Cast cast => IsColumn(cast.Child),
        _ => false,
    };

    private static Expression Blamed(Expression node, Origin origin, ImmutableArray<Expression> groupings) => node switch
    {
        AttributeReference or Literal or AggregateExpression or WindowExpression or SubqueryExpression => node,
        _ when groupings.Contains(node) => node,
        Alias => node.MapChildren(child => Blamed(child, origin, groupings)),
        _ => node.MapChildren(child => Blamed(child, origin, groupings)) with { Origin = node.Origin.UsedAt(origin) },
    };
}
