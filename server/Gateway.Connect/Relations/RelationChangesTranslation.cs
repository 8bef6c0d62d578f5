using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Answers readers of change feeds: no catalog of this server keeps one.</summary>
internal static class RelationChangesTranslation
{
    private const string SessionCatalog = "spark_catalog";

    public static LogicalPlan Translate(Translator translator, Proto.RelationChanges message)
    {
        var name = translator.Host.ParseName(message.UnparsedIdentifier);
        throw new QueryException("UNSUPPORTED_FEATURE.CHANGE_DATA_CAPTURE", ("catalogName", name.Length > 2 ? name[0] : SessionCatalog));
    }
}
