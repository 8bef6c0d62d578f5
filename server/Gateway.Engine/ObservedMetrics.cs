using Gateway.Core.Types;

namespace Gateway.Engine;

/// <summary>Holds one set of metrics that was observed beside a query's rows.</summary>
/// <param name="PlanId">The client's id of the observing call.</param>
/// <param name="Values">One value a field of the schema, in the form of literals.</param>
public sealed record ObservedMetrics(string Name, long PlanId, StructType Schema, object?[] Values);
