using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>observe</c>.</summary>
internal static class CollectMetricsTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.CollectMetrics message) =>
        new CollectMetrics(translator.Relation(message.Input), message.Name, [.. message.Metrics.Select(translator.Named)]);
}
