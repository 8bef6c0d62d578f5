using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates references to DataFrames that the session keeps.</summary>
internal static class RemoteRelationTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.CachedRemoteRelation message) =>
        translator.Host.FindRemote(message.RelationId)
        ?? throw new QueryException("CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND", ("dfId", message.RelationId), ("sessionId", translator.Host.SessionId));
}
