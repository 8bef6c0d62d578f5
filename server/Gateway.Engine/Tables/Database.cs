using System.Collections.Immutable;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Engine.Tables;

/// <summary>A database (schema) of the catalog: descriptive fields and its tables and views by lower-case name.</summary>
public sealed class Database(string name, string location)
{
    public string Name { get; } = name;
    public string Comment { get; set; } = "";
    public string Location { get; set; } = location;
    /// <summary>Gets or sets the collation that new tables and views take, or null.</summary>
    public string? Collation { get; set; }

    /// <summary>Gets who created the database: the user the server runs as.</summary>
    public string Owner { get; } = Environment.UserName;

    public ImmutableSortedDictionary<string, string> Properties { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Gets the persistent functions.</summary>
    public FunctionStore Functions { get; } = new();

    /// <summary>Gets tables and permanent views; guarded by the catalog's lock.</summary>
    internal Dictionary<string, CatalogRelation> Relations { get; } = new(StringComparer.Ordinal);
}
