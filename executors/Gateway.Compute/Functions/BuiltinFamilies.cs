namespace Gateway.Compute.Functions;

/// <summary>Lists the family files that make up the built-in registry, alphabetical.</summary>
public static class BuiltinFamilies
{
    public static IEnumerable<Action<FunctionFamily>> All { get; } =
    [
        BasicAggregates.Register,
        ConditionalFunctions.Register,
        OperatorFunctions.Register,
        OperatorIntervals.Register,
        OperatorPredicates.Register,
    ];
}
