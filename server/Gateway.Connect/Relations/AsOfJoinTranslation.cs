using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates as-of joins.</summary>
internal static class AsOfJoinTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.AsOfJoin message) => new AsOfJoin(
        translator.Relation(message.Left),
        translator.Relation(message.Right),
        translator.Expression(InvalidPlan.Required(message.LeftAsOf, message, "left_as_of")),
        translator.Expression(InvalidPlan.Required(message.RightAsOf, message, "right_as_of")),
        message.JoinExpr is { } condition ? translator.Expression(condition) : null,
        [.. message.UsingColumns],
        JoinTranslation.KindOf(message.JoinType),
        message.Tolerance is { } tolerance ? translator.Expression(tolerance) : null,
        message.AllowExactMatches,
        message.Direction);
}
