using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>df.alias</c>.</summary>
internal static class SubqueryAliasTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.SubqueryAlias message) =>
        new SubqueryAlias(translator.Relation(message.Input), message.Alias, [.. message.Qualifier]);
}
