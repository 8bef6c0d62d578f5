using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Direction = Spark.Connect.Expression.Types.SortOrder.Types.SortDirection;
using Nulls = Spark.Connect.Expression.Types.SortOrder.Types.NullOrdering;

namespace Gateway.Connect.Expressions;

/// <summary>Translates sort keys.</summary>
internal static class SortOrderTranslation
{
    public static SortOrder Translate(Translator translator, Proto.Expression.Types.SortOrder message) => new(
        translator.Expression(InvalidPlan.Required(message.Child, message, "child")),
        message.Direction == Direction.Ascending,
        message.NullOrdering == Nulls.SortNullsFirst);

    public static ImmutableArray<SortOrder> Translate(Translator translator, IEnumerable<Proto.Expression.Types.SortOrder> messages) => [.. messages.Select(message => Translate(translator, message))];

    /// <summary>Translates an expression where a sort key is wanted; plain ones sort ascending, nulls first.</summary>
    public static SortOrder FromExpression(Translator translator, Proto.Expression message) =>
        translator.Expression(message) is var expression && expression is SortOrder order ? order : new SortOrder(expression, true, true);
}
