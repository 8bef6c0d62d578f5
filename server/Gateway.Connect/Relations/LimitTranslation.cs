using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates LIMIT, OFFSET and tail.</summary>
internal static class LimitTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Limit message) => new Limit(translator.Relation(message.Input), Literal.Of(message.Limit_));

    public static LogicalPlan Translate(Translator translator, Proto.Offset message) => new Offset(translator.Relation(message.Input), Literal.Of(message.Offset_));

    public static LogicalPlan Translate(Translator translator, Proto.Tail message) => new Tail(translator.Relation(message.Input), Literal.Of(message.Limit));
}
