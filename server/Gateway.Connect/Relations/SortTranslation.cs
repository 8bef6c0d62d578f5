using Gateway.Connect.Expressions;
using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates sorts, total or within partitions.</summary>
internal static class SortTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Sort message) => message.Order.Count > 0
        ? new Sort(translator.Relation(message.Input), SortOrderTranslation.Translate(translator, message.Order), message.IsGlobal)
        : throw InvalidPlan.Assertion("'order' must be present and contain elements.");
}
