using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;

namespace Gateway.Engine.Commands;

/// <summary>Reads database names of one part, or two with the session catalog in front.</summary>
internal static class NamespaceNames
{
    public const string GlobalTemporary = "global_temp";

    /// <summary>Gets the database that an existing-database statement names; other shapes are errors of the session catalog.</summary>
    public static string Existing(ImmutableArray<string> parts) => WithoutCatalog(parts) switch
    {
        [var name] => name,
        [] => throw new QueryException("MISSING_DATABASE_FOR_V1_SESSION_CATALOG"),
        var deep => throw new QueryException("NESTED_DATABASE_UNSUPPORTED_BY_V1_SESSION_CATALOG", ("namespace", Quote.Id(deep))),
    };

    /// <summary>Gets the name of a database to be created.</summary>
    public static string New(ImmutableArray<string> parts) => WithoutCatalog(parts) switch
    {
        [var name] => name,
        var deep => throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", GlobalCatalog.CatalogName), ("identifier", Quote.Id(deep))),
    };

    /// <summary>Finds a database by a name of any depth; whatever is not there is SCHEMA_NOT_FOUND.</summary>
    public static Database Find(ImmutableArray<string> parts, CommandContext context)
    {
        var rest = WithoutCatalog(parts);
        return (rest is [var name] ? context.Catalog.Global.FindDatabase(name) : null)
            ?? throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([GlobalCatalog.CatalogName, .. rest])));
    }

    public static ImmutableArray<string> WithoutCatalog(ImmutableArray<string> parts) =>
        !parts.IsEmpty && parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase) ? parts[1..] : parts;
}
