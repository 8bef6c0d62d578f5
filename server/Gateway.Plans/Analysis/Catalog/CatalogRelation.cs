using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Catalog;

/// <summary>What a relation name turned out to be.</summary>
/// <param name="NameParts">Complete name, outermost part first; one part for temporary views.</param>
public abstract record CatalogRelation(ImmutableArray<string> NameParts);

/// <summary>A table.</summary>
/// <param name="HiddenColumns">Metadata columns that names reach though a star does not show them.</param>
public sealed record CatalogTable(ImmutableArray<string> NameParts, ITable Table) : CatalogRelation(NameParts)
{
    public ImmutableArray<StructField> HiddenColumns { get; init; } = [];
}

/// <summary>A temporary view that keeps a plan.</summary>
/// <param name="Plan">The plan, resolved or not; analysed in the context it is used in.</param>
public sealed record CatalogPlan(ImmutableArray<string> NameParts, LogicalPlan Plan) : CatalogRelation(NameParts);

/// <summary>A view that keeps SQL text, temporary or permanent.</summary>
/// <param name="Columns">The view's columns as created: name, type, comment in metadata.</param>
/// <param name="QueryColumnNames">Names of the body's output that the columns take, in order; empty goes by position.</param>
/// <param name="Settings">Settings captured at CREATE.</param>
public sealed record CatalogView(
    ImmutableArray<string> NameParts,
    string Text,
    StructType Columns,
    ImmutableArray<string> QueryColumnNames,
    bool IsTemporary,
    ImmutableDictionary<string, string> Settings,
    string CurrentCatalog,
    ImmutableArray<string> CurrentNamespace) : CatalogRelation(NameParts)
{
    /// <summary>Gets the DEFAULT COLLATION of the body's texts, or null.</summary>
    public string? Collation { get; init; }

    /// <summary>Gets what a metric view measures, or null for other views.</summary>
    public MetricDefinition? Metrics { get; init; }

    public string? Comment { get; init; }

    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Gets how the columns follow changes of what the view reads; Default is compensation.</summary>
    public SchemaBinding Binding { get; init; }

    /// <summary>Gets whether CREATE named the columns.</summary>
    public bool NamesColumns { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>Gets names of temporary views and functions the body may see; permanent views see none.</summary>
    public ImmutableArray<string> ReferredTemporaryNames { get; init; } = [];
}

/// <summary>A variable and its present value.</summary>
/// <param name="NameParts">Complete name, e.g. <c>system.session.v</c>.</param>
public sealed record CatalogVariable(ImmutableArray<string> NameParts, Literal Value);
