using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Engine.Sessions;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Finds the table or view that a statement names, with the errors of each kind of look-up.</summary>
public static class TableLookup
{
    /// <summary>Gets the search path of look-ups that also see built-in names.</summary>
    public static string FullPath(SessionCatalog catalog) => "[`system`.`builtin`, " + ShortPath(catalog)[1..];

    /// <summary>Gets the search path of look-ups of tables and views.</summary>
    public static string ShortPath(SessionCatalog catalog) => "[`system`.`session`, " + Quote.Id([catalog.CurrentCatalog, .. catalog.CurrentNamespace]) + "]";

    public static QueryException NotFound(ImmutableArray<string> parts, string searchPath, Origin origin) =>
        new QueryException("TABLE_OR_VIEW_NOT_FOUND", origin, ("relationName", Quote.Id(parts)), ("searchPath", searchPath));

    /// <summary>Finds a table or view.</summary>
    public static CatalogRelation Relation(ImmutableArray<string> parts, Origin origin, SessionCatalog catalog, string? searchPath = null)
    {
        if (parts.Length > 3 || (parts.Length == 2 && parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase)) || (parts.Length == 3 && catalog.Lookup(parts) is null && !parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase)))
        {
            catalog.Qualify(parts);
        }
        return catalog.Lookup(parts) ?? throw NotFound(parts, searchPath ?? ShortPath(catalog), origin);
    }

    /// <summary>Finds a table; views are EXPECT_TABLE_NOT_VIEW.</summary>
    /// <param name="operation">The statement as the error names it.</param>
    public static StoredTable Table(ImmutableArray<string> parts, Origin origin, string operation, SessionCatalog catalog, string? searchPath = null)
    {
        return Relation(parts, origin, catalog, searchPath) switch
        {
            StoredTable table => table,
            var view => throw NotTable(view, origin, operation, "NO_ALTERNATIVE"),
        };
    }

    /// <summary>Tells whether a relation is of the session (or global_temp), not of a database.</summary>
    public static bool IsTemporary(CatalogRelation relation) => relation is not (StoredTable or CatalogView { IsTemporary: false });

    /// <param name="hint">NO_ALTERNATIVE, or USE_ALTER_VIEW where that statement would do.</param>
    public static QueryException NotTable(CatalogRelation view, Origin origin, string operation, string hint) =>
        new("EXPECT_TABLE_NOT_VIEW." + hint, origin, ("viewName", Quote.Id(view.NameParts)), ("operation", operation));

    /// <summary>Finds a permanent view; tables are EXPECT_VIEW_NOT_TABLE, temporary views EXPECT_PERMANENT_VIEW_NOT_TEMP.</summary>
    public static CatalogView View(Command command, ImmutableArray<string> parts, string operation, string hint, CommandContext context) =>
        Relation(parts, command.NameOrigin, context.Catalog) switch
        {
            CatalogView { IsTemporary: false } view => view,
            StoredTable table => throw new QueryException("EXPECT_VIEW_NOT_TABLE." + hint, command.NameOrigin, ("tableName", table.QuotedName), ("operation", operation)),
            var temporary => throw NotPermanent(temporary, command.NameOrigin, operation),
        };

    public static QueryException NotPermanent(CatalogRelation view, Origin origin, string operation) =>
        new("EXPECT_PERMANENT_VIEW_NOT_TEMP", origin, ("viewName", Quote.Id(view.NameParts)), ("operation", operation));

    public static StoredTable Table(Command command, ImmutableArray<string> parts, string operation, CommandContext context) => Table(parts, command.NameOrigin, operation, context.Catalog);

    /// <summary>Puts a changed table in the place of the old one.</summary>
    public static void Replace(StoredTable table, CommandContext context) =>
        context.Catalog.Global.PutRelation(context.Catalog.Global.GetDatabase(table.NameParts[1]), table.NameParts[2], table, replace: true);

    public static QueryException Unsupported(StoredTable table, string operation) =>
        new("UNSUPPORTED_FEATURE.TABLE_OPERATION", ("tableName", table.QuotedName), ("operation", operation));
}
