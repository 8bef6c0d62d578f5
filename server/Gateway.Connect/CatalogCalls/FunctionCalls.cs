using System.Collections.Immutable;
using Gateway.Compute.Functions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Engine;
using Gateway.Engine.Commands;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers calls about functions.</summary>
internal static class FunctionCalls
{
    /// <summary>Lists the system's functions by name, then the session's, then the database's.</summary>
    public static LogicalPlan List(GatewaySession session, Proto.ListFunctions call)
    {
        var catalog = session.Catalog;
        var database = catalog.Global.GetDatabase(call.HasDbName ? DatabaseCalls.NameOf(call.DbName) : string.Join('.', catalog.CurrentNamespace));
        string? pattern = call.HasPattern ? call.Pattern : null;
        var system = SystemFunctions.Names.Order(StringComparer.Ordinal).Select(static name => Describe(name, SystemFunctions.Find([name])));
        var own = catalog.Functions.Names().Select(static name => (ImmutableArray<string>)[name])
            .Concat(database.Functions.Names().Select(name => (ImmutableArray<string>)[GlobalCatalog.CatalogName, database.Name, name]))
            .Select(name => Describe(name[^1], catalog.FindFunction(name)!));
        return CatalogRows.Of(CatalogRows.Functions, system.Concat(own).Where(row => NamePattern.Matches(pattern, (string)row[0]!)));
    }

    /// <summary>Describes a function. Those outside databases go by the first part of the name asked for.</summary>
    public static LogicalPlan Get(GatewaySession session, ITranslationHost host, Proto.GetFunction call)
    {
        var name = NameOf(host, call.FunctionName, call.HasDbName ? call.DbName : null);
        return SystemFunctions.Exists(name) ? CatalogRows.Of(CatalogRows.Functions, [Describe(name[0], SystemFunctions.Find(name))])
            : Find(session, name) is { } function ? CatalogRows.Of(CatalogRows.Functions, [Describe(function.NameParts.Length == 1 ? name[0] : name[^1], function)])
            : throw new QueryException("UNRESOLVED_ROUTINE", ("routineName", Quote.Id(name)), ("searchPath", TableLookup.FullPath(session.Catalog)));
    }

    public static bool Exists(GatewaySession session, ITranslationHost host, Proto.FunctionExists call) =>
        Exists(session, NameOf(host, call.FunctionName, call.HasDbName ? call.DbName : null));

    private static bool Exists(GatewaySession session, ImmutableArray<string> name) => SystemFunctions.Exists(name) || Find(session, name) is not null;

    private static CatalogFunction? Find(GatewaySession session, ImmutableArray<string> name)
    {
        if (name.Length > 3)
        {
            session.Catalog.Qualify(name);
        }
        return session.Catalog.FindFunction(name);
    }

    private static ImmutableArray<string> NameOf(ITranslationHost host, string name, string? database) =>
        database is null ? host.ParseName(name) : [.. host.ParseName(database), name];

    /// <summary>Describes a function of the system; forms of the grammar have neither class nor usage.</summary>
    private static object?[] Describe(string name, FunctionDefinition? row) =>
        [name, null, null, row is null ? null : SystemFunctions.Usage(row), string.IsNullOrEmpty(row?.JavaClass) ? null : row.JavaClass, true];

    private static object?[] Describe(string name, CatalogFunction function)
    {
        bool stored = function.NameParts.Length > 1;
        var (description, className) = function is ExternalFunction { ClassName: { } external } ? ("N/A.", external) : ((string?)null, "sqlFunction.");
        return [name, stored ? function.NameParts[0] : null, stored ? new object?[] { function.NameParts[1] } : null, description, className, !stored];
    }
}
