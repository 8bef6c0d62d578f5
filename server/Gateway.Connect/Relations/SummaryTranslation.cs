using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>summary</c> and <c>describe</c>.</summary>
internal static class SummaryTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.StatSummary message) => new Summary(
        translator.Relation(message.Input),
        message.Statistics.Count > 0 ? [.. message.Statistics] : ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"],
        null);

    public static LogicalPlan Translate(Translator translator, Proto.StatDescribe message) => new Summary(
        translator.Relation(message.Input),
        ["count", "mean", "stddev", "min", "max"],
        message.Cols.Count > 0 ? [.. message.Cols] : null) { Origin = ServerCall.Of("describe") };
}
