using Gateway.Core.Errors;
using Gateway.Engine;
using Gateway.Engine.Commands;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers calls about catalogs and databases.</summary>
internal static class DatabaseCalls
{
    public static LogicalPlan ListCatalogs(Proto.ListCatalogs call)
    {
        string? pattern = call.HasPattern ? call.Pattern : null;
        return CatalogRows.Of(CatalogRows.Catalogs, NamePattern.Matches(pattern, GlobalCatalog.CatalogName) ? [[GlobalCatalog.CatalogName, null]] : []);
    }

    public static LogicalPlan SetCatalog(GatewaySession session, Proto.SetCurrentCatalog call)
    {
        if (call.CatalogName != GlobalCatalog.CatalogName)
        {
            throw new QueryException("CATALOG_NOT_FOUND", ("catalogName", Quote.Id([call.CatalogName])), ("config", Quote.Conf("spark.sql.catalog." + call.CatalogName)));
        }
        session.Catalog.CurrentCatalog = call.CatalogName;
        return CatalogRows.Nothing();
    }

    public static LogicalPlan SetDatabase(GatewaySession session, Proto.SetCurrentDatabase call)
    {
        session.Catalog.CurrentNamespace = [session.Catalog.Global.GetDatabase(call.DbName).Name];
        return CatalogRows.Nothing();
    }

    public static LogicalPlan List(GatewaySession session, Proto.ListDatabases call)
    {
        string? pattern = call.HasPattern ? call.Pattern : null;
        var catalog = session.Catalog.Global;
        return CatalogRows.Of(CatalogRows.Databases, catalog.DatabaseNames().Where(name => NamePattern.Matches(pattern, name)).Select(catalog.GetDatabase).Select(Describe));
    }

    public static LogicalPlan Get(GatewaySession session, Proto.GetDatabase call) =>
        CatalogRows.Of(CatalogRows.Databases, [Describe(session.Catalog.Global.GetDatabase(NameOf(call.DbName)))]);

    public static bool Exists(GatewaySession session, string name) => session.Catalog.Global.FindDatabase(NameOf(name)) is not null;

    /// <summary>Takes the catalog's name off a database's.</summary>
    public static string NameOf(string name) => name.StartsWith(GlobalCatalog.CatalogName + ".", StringComparison.OrdinalIgnoreCase) ? name[(GlobalCatalog.CatalogName.Length + 1)..] : name;

    private static object?[] Describe(Database database) => [database.Name, GlobalCatalog.CatalogName, database.Comment, database.Location];
}
