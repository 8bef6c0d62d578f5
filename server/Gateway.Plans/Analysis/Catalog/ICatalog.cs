using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Catalog;

/// <summary>Answers what names mean: relations, functions, variables, data sources. The engine implements it for one session.</summary>
/// <remarks>Lookups return null when nothing has the name; they throw a <see cref="Core.Errors.QueryException"/> where the name's shape or the source itself is wrong.</remarks>
public interface ICatalog
{
    string CurrentCatalog { get; }

    ImmutableArray<string> CurrentNamespace { get; }

    /// <summary>Finds a temporary view, view or table. Names of more than one part may also be <c>global_temp.v</c>, <c>session.v</c> or <c>catalog.schema.table</c>.</summary>
    CatalogRelation? FindRelation(ImmutableArray<string> nameParts, ImmutableDictionary<string, string> options, bool streaming);

    /// <summary>Finds the files or connector of a data source and fixes its schema; also <c>format.`path`</c> relations.</summary>
    /// <returns>A resolved relation; null when <paramref name="source"/> names a format that nothing provides.</returns>
    LogicalPlan? FindSource(UnresolvedDataSource source);

    /// <summary>Parses lines of text as a file of a format would be; null when the format has no text.</summary>
    LogicalPlan? ParseLines(ParseText source, IReadOnlyList<string?> lines) => null;

    /// <summary>Tells whether a name is a file format that can be queried as <c>format.`path`</c>.</summary>
    bool IsFileFormat(string name);

    /// <summary>Finds a temporary or persistent function; built-in ones are the analyzer's own.</summary>
    CatalogFunction? FindFunction(ImmutableArray<string> nameParts);

    /// <summary>Finds a session or script variable by its complete name parts.</summary>
    CatalogVariable? FindVariable(ImmutableArray<string> nameParts);

    /// <summary>Finds a plan the server keeps for a client (checkpoint, foreachBatch).</summary>
    LogicalPlan? FindCachedRelation(string relationId);

    /// <summary>Tells whether a name is a catalog's; the session catalog takes schemas of one part only.</summary>
    bool IsCatalog(string name) => name is "spark_catalog" or "system";

    /// <summary>Notes that the columns of a view with an evolving schema are other ones now.</summary>
    void EvolveView(CatalogView view) { }

    /// <summary>Gets the session's id for messages.</summary>
    string SessionId => "";
}
