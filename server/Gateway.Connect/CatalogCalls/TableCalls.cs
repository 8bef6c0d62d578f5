using System.Collections.Immutable;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine;
using Gateway.Engine.Commands;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers calls about tables, views and their columns.</summary>
internal static class TableCalls
{
    private const string GlobalDatabase = "global_temp";

    public static bool Exists(GatewaySession session, ITranslationHost host, Proto.TableExists call)
    {
        ImmutableArray<string> name = call.HasDbName ? [.. host.ParseName(call.DbName), call.TableName] : host.ParseName(call.TableName);
        return session.Catalog.FindRelation(name, ImmutableDictionary<string, string>.Empty, false) is not null;
    }

    public static LogicalPlan List(GatewaySession session, Proto.ListTables call) => List(session, call.HasDbName ? call.DbName : null, call.HasPattern ? call.Pattern : null, viewsOnly: false);

    public static LogicalPlan List(GatewaySession session, Proto.ListViews call) => List(session, call.HasDbName ? call.DbName : null, call.HasPattern ? call.Pattern : null, viewsOnly: true);

    public static LogicalPlan Get(GatewaySession session, ITranslationHost host, Proto.GetTable call)
    {
        ImmutableArray<string> name = call.HasDbName ? [.. host.ParseName(call.DbName), call.TableName] : host.ParseName(call.TableName);
        return CatalogRows.Of(CatalogRows.Tables, [Describe(session.Catalog.Lookup(name) is StoredTable table ? table : Require(session, name, builtins: false))]);
    }

    public static LogicalPlan Columns(GatewaySession session, ITranslationHost host, Proto.ListColumns call)
    {
        ImmutableArray<string> name = call.HasDbName ? [.. host.ParseName(call.DbName), call.TableName] : host.ParseName(call.TableName);
        Require(session, name);
        var partitions = session.Catalog.Lookup(name) is StoredTable table ? table.PartitionColumns : [];
        var schema = session.Analyze(new UnresolvedRelation(name)).Schema;
        return CatalogRows.Of(CatalogRows.TableColumns, schema.Fields.Select(member =>
            new object?[] { member.Name, member.Metadata.GetString("comment"), TypeText.CatalogString(member.Type), member.Nullable, partitions.Contains(member.Name), false, false }));
    }

    /// <summary>Checks that a name means something, for calls that then have nothing to do.</summary>
    public static LogicalPlan Touch(GatewaySession session, ITranslationHost host, string name)
    {
        Require(session, host.ParseName(name));
        return CatalogRows.Nothing();
    }

    /// <summary>Lists a database's tables and views, then temporary views.</summary>
    private static LogicalPlan List(GatewaySession session, string? database, string? pattern, bool viewsOnly)
    {
        bool isGlobal = string.Equals(database, GlobalDatabase, StringComparison.OrdinalIgnoreCase);
        var catalog = session.Catalog.Global;
        var found = isGlobal
            ? catalog.GlobalViews.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value)
            : catalog.Relations(catalog.GetDatabase(DatabaseCalls.NameOf(database ?? session.Catalog.CurrentNamespace[0])).Name).Select(static pair => pair.Relation);
        return CatalogRows.Of(CatalogRows.Tables, found
            .Concat(session.Catalog.TemporaryViews().Select(static pair => pair.View))
            .Where(relation => NamePattern.Matches(pattern, relation.NameParts[^1]) && (!viewsOnly || relation is CatalogView or CatalogPlan))
            .Select(Describe));
    }

    private static CatalogRelation Require(GatewaySession session, ImmutableArray<string> name, bool builtins = true) =>
        session.Catalog.FindRelation(name, ImmutableDictionary<string, string>.Empty, false)
        ?? throw new QueryException("TABLE_OR_VIEW_NOT_FOUND", ("relationName", Quote.Id(name)), ("searchPath", $"[{(builtins ? "`system`.`builtin`, " : "")}`system`.`session`, {Quote.Id([session.Catalog.CurrentCatalog, .. session.Catalog.CurrentNamespace])}]")).As("ExtendedAnalysisException");

    private static object?[] Describe(CatalogRelation relation)
    {
        bool isTemporary = relation is CatalogPlan or CatalogView { IsTemporary: true };
        string[] space = [.. relation.NameParts[..^1]];
        return
        [
            relation.NameParts[^1],
            isTemporary ? null : relation.NameParts[0],
            isTemporary ? Array.ConvertAll(space, static part => (object?)part) : Array.ConvertAll(space[1..], static part => (object?)part),
            null,
            isTemporary ? "TEMPORARY" : relation is CatalogView ? "VIEW" : relation is StoredTable { IsExternal: true } ? "EXTERNAL" : "MANAGED",
            isTemporary,
        ];
    }
}
