using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates filters.</summary>
internal static class FilterTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Filter message) => new Filter(
        translator.Relation(message.Input),
        translator.Expression(InvalidPlan.Required(message.Condition, message, "condition")));
}
