using System.Collections.Frozen;
using Gateway.Connect.Translation;
using Gateway.Engine;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Kind = Spark.Connect.Catalog.CatTypeOneofCase;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Lists what answers each catalog call. A call acts when it is translated; the relation holds its answer.</summary>
internal static class CatalogCallTable
{
    private static readonly FrozenDictionary<Kind, Func<GatewaySession, ITranslationHost, Proto.Catalog, LogicalPlan>> _answers = new Dictionary<Kind, Func<GatewaySession, ITranslationHost, Proto.Catalog, LogicalPlan>>
    {
        [Kind.CurrentCatalog] = static (session, _, _) => CatalogRows.Value(session.Catalog.CurrentCatalog),
        [Kind.SetCurrentCatalog] = static (session, _, call) => DatabaseCalls.SetCatalog(session, call.SetCurrentCatalog),
        [Kind.ListCatalogs] = static (_, _, call) => DatabaseCalls.ListCatalogs(call.ListCatalogs),
        [Kind.CurrentDatabase] = static (session, _, _) => CatalogRows.Value(string.Join('.', session.Catalog.CurrentNamespace)),
        [Kind.SetCurrentDatabase] = static (session, _, call) => DatabaseCalls.SetDatabase(session, call.SetCurrentDatabase),
        [Kind.ListDatabases] = static (session, _, call) => DatabaseCalls.List(session, call.ListDatabases),
        [Kind.GetDatabase] = static (session, _, call) => DatabaseCalls.Get(session, call.GetDatabase),
        [Kind.DatabaseExists] = static (session, _, call) => CatalogRows.Value(DatabaseCalls.Exists(session, call.DatabaseExists.DbName)),
        [Kind.ListTables] = static (session, _, call) => TableCalls.List(session, call.ListTables),
        [Kind.ListViews] = static (session, _, call) => TableCalls.List(session, call.ListViews),
        [Kind.GetTable] = static (session, host, call) => TableCalls.Get(session, host, call.GetTable),
        [Kind.TableExists] = static (session, host, call) => CatalogRows.Value(TableCalls.Exists(session, host, call.TableExists)),
        [Kind.ListColumns] = static (session, host, call) => TableCalls.Columns(session, host, call.ListColumns),
        [Kind.ListFunctions] = static (session, _, call) => FunctionCalls.List(session, call.ListFunctions),
        [Kind.GetFunction] = static (session, host, call) => FunctionCalls.Get(session, host, call.GetFunction),
        [Kind.FunctionExists] = static (session, host, call) => CatalogRows.Value(FunctionCalls.Exists(session, host, call.FunctionExists)),
        [Kind.DropTempView] = static (session, _, call) => CatalogRows.Value(session.Catalog.DropView(call.DropTempView.ViewName, isGlobal: false)),
        [Kind.DropGlobalTempView] = static (session, _, call) => CatalogRows.Value(session.Catalog.DropView(call.DropGlobalTempView.ViewName, isGlobal: true)),
        [Kind.IsCached] = static (session, host, call) => CatalogRows.Value(host.IsCached(host.ParseName(call.IsCached.TableName))),
        [Kind.CacheTable] = static (session, host, call) => Cache(host, call.CacheTable),
        [Kind.UncacheTable] = static (session, host, call) => Uncache(host, call.UncacheTable),
        [Kind.ClearCache] = static (_, host, _) => ClearCache(host),
        [Kind.RefreshTable] = static (session, host, call) => TableCalls.Touch(session, host, call.RefreshTable.TableName),
        [Kind.CreateTable] = static (session, host, call) => StatementCalls.CreateTable(session, host, call.CreateTable),
        [Kind.CreateExternalTable] = static (session, host, call) => StatementCalls.CreateTable(session, host, call.CreateExternalTable),
        [Kind.GetCreateTableString] = static (session, host, call) => session.Prepare(new ShowCreateTable(host.ParseName(call.GetCreateTableString.TableName), call.GetCreateTableString.AsSerde)).Plan,
        [Kind.GetTableProperties] = static (session, host, call) => session.Prepare(new ShowTableProperties(host.ParseName(call.GetTableProperties.TableName), null)).Plan,
        [Kind.ListPartitions] = static (session, host, call) => session.Prepare(new ShowPartitions(host.ParseName(call.ListPartitions.TableName), null, false)).Plan,
        [Kind.RecoverPartitions] = static (session, host, call) => StatementCalls.Act(session, new RepairTable(host.ParseName(call.RecoverPartitions.TableName), RepairMode.Add, true)),
        [Kind.TruncateTable] = static (session, host, call) => StatementCalls.Act(session, new TruncateTable(host.ParseName(call.TruncateTable.TableName), null)),
        [Kind.AnalyzeTable] = static (session, host, call) => StatementCalls.Act(session, StatementCalls.Analyze(host, call.AnalyzeTable)),
        [Kind.DropTable] = static (session, host, call) => StatementCalls.Act(session, StatementCalls.Drop(session, host, call.DropTable)),
        [Kind.DropView] = static (session, host, call) => StatementCalls.Act(session, new DropView(host.ParseName(call.DropView.ViewName), call.DropView.IfExists)),
        [Kind.CreateDatabase] = static (session, host, call) => StatementCalls.Act(session, StatementCalls.CreateDatabase(host, call.CreateDatabase)),
        [Kind.DropDatabase] = static (session, host, call) => StatementCalls.Act(session, new DropNamespace(host.ParseName(call.DropDatabase.DbName), call.DropDatabase.IfExists, call.DropDatabase.Cascade)),
        [Kind.RefreshByPath] = static (_, _, _) => CatalogRows.Nothing(),
    }.ToFrozenDictionary();

    public static LogicalPlan Answer(GatewaySession session, ITranslationHost host, Proto.Catalog call) =>
        _answers.TryGetValue(call.CatTypeCase, out var answer) ? answer(session, host, call) : throw InvalidPlan.NotSupported(call, "cat_type");

    private static LogicalPlan Cache(ITranslationHost host, Proto.CacheTable call)
    {
        host.Cache(host.ParseName(call.TableName), call.StorageLevel);
        return CatalogRows.Nothing();
    }

    private static LogicalPlan Uncache(ITranslationHost host, Proto.UncacheTable call)
    {
        host.Uncache(host.ParseName(call.TableName));
        return CatalogRows.Nothing();
    }

    private static LogicalPlan ClearCache(ITranslationHost host)
    {
        host.ClearCache();
        return CatalogRows.Nothing();
    }
}
