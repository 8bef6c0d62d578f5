using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>spark.range</c>.</summary>
internal static class RangeTranslation
{
    public static LogicalPlan Translate(Proto.Range message) => message.Step == 0
        ? throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", "requirement failed: step (0) cannot be 0"))
        : new RangeRelation(message.HasStart ? message.Start : 0, message.End, message.Step, message.HasNumPartitions ? message.NumPartitions : null);
}
