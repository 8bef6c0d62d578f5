using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Catalog;

/// <summary>What a function name that is not built in turned out to be.</summary>
/// <param name="NameParts">Complete name, e.g. <c>spark_catalog.default.f</c>, or one part for temporary functions.</param>
public abstract record CatalogFunction(ImmutableArray<string> NameParts)
{
    /// <summary>Tells whether the function gives a relation.</summary>
    public virtual bool IsTable => false;
}

/// <summary>A function whose calls another component builds, e.g. a registered Python function.</summary>
/// <param name="Build">Makes the call from its arguments.</param>
public sealed record ExternalFunction(ImmutableArray<string> NameParts, Func<ImmutableArray<Expression>, Expression> Build) : CatalogFunction(NameParts)
{
    /// <summary>Gets the class of a JVM function.</summary>
    public string? ClassName { get; init; }
}

/// <summary>A table function whose relation another component builds, e.g. a registered Python table function.</summary>
/// <param name="Build">Makes the relation from the call's arguments.</param>
public sealed record ExternalTableFunction(ImmutableArray<string> NameParts, Func<ImmutableArray<Expression>, Logical.LogicalPlan> Build) : CatalogFunction(NameParts)
{
    public override bool IsTable => true;
}

/// <summary>One parameter of a SQL function.</summary>
/// <param name="DefaultText">SQL text of the default, or null when the argument is required.</param>
public sealed record SqlFunctionParameter(string Name, DataType Type, string? DefaultText, string? Comment = null);

/// <summary>A function written in SQL.</summary>
/// <param name="Body">Text of the expression or query.</param>
/// <param name="Returns">Result type; for table functions the columns.</param>
/// <param name="Settings">Settings captured at CREATE.</param>
public sealed record SqlFunction(
    ImmutableArray<string> NameParts,
    ImmutableArray<SqlFunctionParameter> Parameters,
    string Body,
    bool BodyIsQuery,
    DataType Returns,
    bool ReturnsTable,
    ImmutableDictionary<string, string> Settings,
    string CurrentCatalog,
    ImmutableArray<string> CurrentNamespace) : CatalogFunction(NameParts)
{
    public override bool IsTable => ReturnsTable;
    public string? Comment { get; init; }

    /// <summary>Gets the default collation that the statement named.</summary>
    public string? Collation { get; init; }

    /// <summary>Gets whether equal arguments give equal results.</summary>
    public bool Deterministic { get; init; } = true;

    /// <summary>Gets whether the body reads tables or views.</summary>
    public bool ReadsData { get; init; }
    public DateTimeOffset Created { get; init; }
}
