using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates planner hints.</summary>
internal static class HintTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Hint message) =>
        new UnresolvedHint(translator.Relation(message.Input), message.Name, translator.Expressions(message.Parameters));
}
