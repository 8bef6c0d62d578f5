using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Catalog;

/// <summary>A column of a metric view: its name and the text that computes it.</summary>
public sealed record MetricColumn(string Name, string Text);

/// <summary>What the YAML text of a metric view says.</summary>
/// <param name="SourceName">Parts of the relation that is measured, or default when the source is a query.</param>
/// <param name="SourceText">The source as written.</param>
/// <param name="Filter">Text of the condition that rows have to meet, or null.</param>
public sealed record MetricDefinition(
    ImmutableArray<string> SourceName, string SourceText, string? Filter, ImmutableArray<MetricColumn> Dimensions, ImmutableArray<MetricColumn> Measures)
{
    /// <summary>Gets the properties that the catalog shows for the definition.</summary>
    public IEnumerable<KeyValuePair<string, string>> Properties
    {
        get
        {
            yield return SourceName.IsDefault ? new("metric_view.from.sql", SourceText) : new("metric_view.from.name", SourceText);
            yield return new("metric_view.from.type", SourceName.IsDefault ? "SQL" : "ASSET");
            if (Filter is not null)
            {
                yield return new("metric_view.where", Filter);
            }
        }
    }

    /// <summary>Makes the unresolved plan of the rows that are measured.</summary>
    /// <param name="origin">Where errors of the source and the filter point.</param>
    public LogicalPlan Source(Func<SqlText, LogicalPlan> parsePlan, Func<SqlText, Expression> parseExpression, Origin origin)
    {
        var source = SourceName.IsDefault ? parsePlan(new SqlText(SourceText)) : new UnresolvedRelation(SourceName) { Origin = origin };
        return Filter is null ? source : new Filter(source, parseExpression(new SqlText(Filter))) { Origin = origin };
    }

    /// <summary>Tells what a column is, as its metadata does.</summary>
    public static Metadata MetadataOf(MetricColumn column, string kind) => Metadata.Empty.With("metric_view.expr", column.Text).With("metric_view.type", kind);

    /// <summary>Makes the grouping by all dimensions that a definition has to be valid as.</summary>
    public LogicalPlan Grouped(Func<SqlText, LogicalPlan> parsePlan, Func<SqlText, Expression> parseExpression, Origin origin)
    {
        var dimensions = Dimensions.Select(column => (Column: column, Value: parseExpression(new SqlText(column.Text)))).ToArray();
        var items = dimensions.Select(static pair => new Alias(pair.Value, pair.Column.Name) { ExplicitMetadata = MetadataOf(pair.Column, "dimension") })
            .Concat(Measures.Select(column => new Alias(parseExpression(new SqlText(column.Text)), column.Name) { ExplicitMetadata = MetadataOf(column, "measure") }));
        return new Aggregate(Source(parsePlan, parseExpression, origin), [.. dimensions.Select(static pair => pair.Value)], [.. items]) { Origin = origin };
    }
}
