using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>dropDuplicates</c>.</summary>
internal static class DeduplicateTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Deduplicate message)
    {
        if (message.Input is null)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.DEDUPLICATE_NEEDS_INPUT");
        }
        bool hasNames = message.ColumnNames.Count > 0;
        if (message.AllColumnsAsKeys && hasNames)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.DEDUPLICATE_ALL_COLUMNS_AND_SUBSET");
        }
        if (!message.AllColumnsAsKeys && !hasNames)
        {
            throw new QueryException("CONNECT_INVALID_PLAN.DEDUPLICATE_REQUIRES_COLUMNS_OR_ALL");
        }
        return new Deduplicate(translator.Relation(message.Input), [.. message.ColumnNames], message.AllColumnsAsKeys, message.WithinWatermark);
    }
}
