using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>spark.range</c>.</summary>
internal static class RangeTranslation
{
    public static LogicalPlan Translate(Proto.Range message) =>
        new RangeRelation(message.HasStart ? message.Start : 0, message.End, message.Step, message.HasNumPartitions ? message.NumPartitions : null);
}
