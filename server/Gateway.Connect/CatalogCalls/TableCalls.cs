using System.Collections.Immutable;
using Gateway.Connect.Translation;
using Gateway.Engine;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Answers questions about tables.</summary>
internal static class TableCalls
{
    public static bool Exists(GatewaySession session, ITranslationHost host, Proto.TableExists call)
    {
        ImmutableArray<string> name = call.HasDbName ? [.. host.ParseName(call.DbName), call.TableName] : host.ParseName(call.TableName);
        return session.Catalog.FindRelation(name, ImmutableDictionary<string, string>.Empty, false) is not null;
    }
}
