using System.Collections.Immutable;
using Gateway.Compute.Functions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Engine;
using Gateway.Engine.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers calls about functions.</summary>
internal static class FunctionCalls
{
    public static LogicalPlan List(GatewaySession session, Proto.ListFunctions call)
    {
        if (call.HasDbName)
        {
            session.Catalog.Global.GetDatabase(DatabaseCalls.NameOf(call.DbName));
        }
        string? pattern = call.HasPattern ? call.Pattern : null;
        var names = FunctionRegistry.Builtin.All.Concat(FunctionRegistry.Builtin.Tables).Select(static row => row.Name).Distinct(StringComparer.Ordinal);
        return CatalogRows.Of(CatalogRows.Functions, names.Where(name => NamePattern.Matches(pattern, name)).Order(StringComparer.Ordinal).Select(Describe));
    }

    public static LogicalPlan Get(GatewaySession session, ITranslationHost host, Proto.GetFunction call)
    {
        var name = NameOf(host, call.FunctionName, call.HasDbName ? call.DbName : null);
        return Exists(session, name)
            ? CatalogRows.Of(CatalogRows.Functions, [Describe(name[^1])])
            : throw new QueryException("UNRESOLVED_ROUTINE", ("routineName", Quote.Id(name)), ("searchPath", $"[`system`.`builtin`, `system`.`session`, {Quote.Id([session.Catalog.CurrentCatalog, .. session.Catalog.CurrentNamespace])}]"));
    }

    public static bool Exists(GatewaySession session, ITranslationHost host, Proto.FunctionExists call) =>
        Exists(session, NameOf(host, call.FunctionName, call.HasDbName ? call.DbName : null));

    private static bool Exists(GatewaySession session, ImmutableArray<string> name) =>
        session.Catalog.FindFunction(name) is not null
        || (name.Length == 1 && (FunctionRegistry.Builtin.Find(name[0]) is not null || FunctionRegistry.Builtin.FindTable(name[0]) is not null));

    private static ImmutableArray<string> NameOf(ITranslationHost host, string name, string? database) =>
        database is null ? host.ParseName(name) : [.. host.ParseName(database), name];

    private static object?[] Describe(string name) => [name, null, null, null, null, true];
}
