using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Fits the output of a view's body to the view's columns, or the columns to the output, as the view's binding says.</summary>
internal static class ViewShape
{
    public static LogicalPlan Apply(LogicalPlan body, CatalogView view, AnalyzerContext context)
    {
        if (view.Binding == SchemaBinding.Evolution && !view.IsTemporary)
        {
            Evolve(view, body.Schema.Fields.Select(column => view.Columns.Fields.FirstOrDefault(old => context.NameComparer.Equals(old.Name, column.Name)) is { } old
                ? column with { Metadata = old.Metadata } : column with { Metadata = Metadata.Empty }), [.. body.Output.Select(static attribute => attribute.Name)], context);
            return new Project(body, [.. body.Output.Select(static attribute => new Alias(attribute, attribute.Name))]);
        }
        var items = ImmutableArray.CreateBuilder<Expression>();
        var used = new Dictionary<string, int>(context.NameComparer);
        for (int i = 0; i < view.Columns.Fields.Length; i++)
        {
            var column = view.Columns.Fields[i];
            var attribute = view.QueryColumnNames.IsEmpty ? body.Output.ElementAtOrDefault(i) : ByName(body, view.QueryColumnNames[i], used, view, context);
            items.Add(new Alias(Fit(attribute ?? throw Changed(view, column.Name, 1, []), column.Type, view, context), column.Name) { ExplicitMetadata = column.Metadata });
        }
        if (view.Binding == SchemaBinding.TypeEvolution)
        {
            Evolve(view, view.Columns.Fields.Zip(items, static (column, item) => column with { Type = ((Alias)item).Child.Type }), view.QueryColumnNames, context);
        }
        return new Project(body, items.ToImmutable());
    }

    private static Expression Fit(AttributeReference attribute, DataType type, CatalogView view, AnalyzerContext context)
    {
        if (attribute.Type.Equals(type) || view.Binding == SchemaBinding.TypeEvolution)
        {
            return attribute;
        }
        if (view.Binding == SchemaBinding.Binding && !CastRules.CanUpCast(attribute.Type, type))
        {
            throw new QueryException("CANNOT_UP_CAST_DATATYPE",
                ("expression", string.Join('.', [.. attribute.Qualifier, attribute.Name])), ("sourceType", Quote.Type(attribute.Type)), ("targetType", Quote.Type(type)),
                ("details", "The type path of the target object is:\n\nYou can either add an explicit cast to the input data or choose a higher precision type of the field in the target object"));
        }
        return new Cast(attribute, type, context.Mode);
    }

    private static void Evolve(CatalogView view, IEnumerable<StructField> columns, ImmutableArray<string> queryColumns, AnalyzerContext context)
    {
        var schema = new StructType(columns);
        if (!schema.Equals(view.Columns) || !queryColumns.SequenceEqual(view.QueryColumnNames))
        {
            context.Catalog.EvolveView(view with { Columns = schema, QueryColumnNames = queryColumns });
        }
    }

    private static AttributeReference ByName(LogicalPlan body, string name, Dictionary<string, int> used, CatalogView view, AnalyzerContext context)
    {
        int occurrence = used.GetValueOrDefault(name);
        used[name] = occurrence + 1;
        AttributeReference[] found = [.. body.Output.Where(attribute => context.NameComparer.Equals(attribute.Name, name))];
        int expected = view.QueryColumnNames.Count(other => context.NameComparer.Equals(other, name));
        return found.Length == expected ? found[occurrence] : throw Changed(view, name, expected, found);
    }

    private static QueryException Changed(CatalogView view, string column, int expected, IEnumerable<AttributeReference> found)
    {
        string columns = view.NamesColumns ? " (" + string.Join(", ", view.Columns.Fields.Select(static field => IdentifierText.QuoteIfNeeded(field.Name))) + ")" : "";
        return new QueryException("INCOMPATIBLE_VIEW_SCHEMA_CHANGE",
            ("viewName", Quote.Id(view.NameParts)), ("colName", column), ("expectedNum", expected.ToString(CultureInfo.InvariantCulture)),
            ("actualCols", "[" + string.Join(",", found.Select(static attribute => attribute.Name)) + "]"),
            ("suggestion", $"CREATE OR REPLACE {(view.IsTemporary ? "TEMPORARY VIEW" : "VIEW")} {string.Join('.', view.NameParts.Select(IdentifierText.QuoteIfNeeded))}{columns} AS {view.Text}"));
    }
}
