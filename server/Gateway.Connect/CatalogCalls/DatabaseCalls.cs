using Gateway.Core.Errors;
using Gateway.Engine;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers calls about catalogs and databases.</summary>
internal static class DatabaseCalls
{
    private const string SessionCatalogName = "spark_catalog";
    private const string Default = "default";

    public static LogicalPlan ListCatalogs(Proto.ListCatalogs call)
    {
        var pattern = new NamePattern(call.HasPattern ? call.Pattern : null);
        return CatalogRows.Of(CatalogRows.Catalogs, pattern.Matches(SessionCatalogName) ? [[SessionCatalogName, null]] : []);
    }

    public static LogicalPlan SetCatalog(GatewaySession session, Proto.SetCurrentCatalog call)
    {
        if (call.CatalogName != SessionCatalogName)
        {
            throw new QueryException("CATALOG_NOT_FOUND", ("catalogName", Quote.Id([call.CatalogName])), ("config", Quote.Conf("spark.sql.catalog." + call.CatalogName)));
        }
        session.Catalog.CurrentCatalog = call.CatalogName;
        return CatalogRows.Nothing();
    }

    public static LogicalPlan SetDatabase(GatewaySession session, Proto.SetCurrentDatabase call)
    {
        Require(call.DbName);
        session.Catalog.CurrentNamespace = [call.DbName];
        return CatalogRows.Nothing();
    }

    public static LogicalPlan List(GatewaySession session, Proto.ListDatabases call)
    {
        var pattern = new NamePattern(call.HasPattern ? call.Pattern : null);
        return CatalogRows.Of(CatalogRows.Databases, pattern.Matches(Default) ? [Describe(session)] : []);
    }

    public static LogicalPlan Get(GatewaySession session, Proto.GetDatabase call)
    {
        Require(call.DbName);
        return CatalogRows.Of(CatalogRows.Databases, [Describe(session)]);
    }

    public static bool Exists(string name) => string.Equals(name, Default, StringComparison.OrdinalIgnoreCase) || string.Equals(name, SessionCatalogName + "." + Default, StringComparison.OrdinalIgnoreCase);

    /// <summary>Throws SCHEMA_NOT_FOUND for a database that does not exist.</summary>
    public static void Require(string name)
    {
        if (!Exists(name))
        {
            throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([SessionCatalogName, name])));
        }
    }

    private static object?[] Describe(GatewaySession session) => [Default, SessionCatalogName, "default database", "file:" + session.Engine.Options.WarehouseDirectory];
}
