using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Expands a view: parses its text, resolves it with the settings and schema captured at CREATE, casts to the stored columns.</summary>
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
        var parsed = DefaultCollations.Apply(inner.ParsePlan(new SqlText(view.Text, "VIEW", string.Join('.', view.NameParts))), view.Collation);
        var substituted = Preparation.Apply(parsed, inner);
        var body = resolution.Within(inner).Resolve(substituted);
        if (!body.Resolved || view.Columns.Fields.IsEmpty)
        {
            return new View(body, view.NameParts, view.IsTemporary, view.Settings);
        }
        return new View(Shape(body, view, inner, origin), view.NameParts, view.IsTemporary, view.Settings);
    }

    /// <summary>Projects the body's output to the columns as created, by name and occurrence.</summary>
    private static Project Shape(LogicalPlan body, CatalogView view, AnalyzerContext context, Origin origin)
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        var used = new Dictionary<string, int>(context.NameComparer);
        for (int i = 0; i < view.Columns.Fields.Length; i++)
        {
            var column = view.Columns.Fields[i];
            var attribute = view.QueryColumnNames.IsEmpty ? (i < body.Output.Length ? body.Output[i] : null) : ByName(body, view.QueryColumnNames[i], used, context);
            if (attribute is null)
            {
                throw new QueryException("INCOMPATIBLE_VIEW_SCHEMA_CHANGE", origin,
                    ("viewName", Quote.Id(view.NameParts)), ("colName", Quote.Id(column.Name)), ("expectedNum", "1"), ("actualCols", "[]"), ("suggestion", ""));
            }
            Expression value = attribute.Type.Equals(column.Type) ? attribute : new Cast(attribute, column.Type, context.Mode);
            items.Add(new Alias(value, column.Name) { ExplicitMetadata = column.Metadata });
        }
        return new Project(body, items.ToImmutable());
    }

    private static AttributeReference? ByName(LogicalPlan body, string name, Dictionary<string, int> used, AnalyzerContext context)
    {
        int occurrence = used.GetValueOrDefault(name);
        used[name] = occurrence + 1;
        return body.Output.Where(attribute => context.NameComparer.Equals(attribute.Name, name)).ElementAtOrDefault(occurrence);
    }
}
