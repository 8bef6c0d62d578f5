using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates watermarks.</summary>
internal static class WatermarkTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.WithWatermark message) =>
        new EventTimeWatermark(translator.Relation(message.Input), message.EventTime, message.DelayThreshold);
}
