namespace Gateway.Compute.Functions;

/// <summary>Lists the family files that make up the built-in registry, alphabetical.</summary>
public static class BuiltinFamilies
{
    public static IEnumerable<Action<FunctionFamily>> All { get; } =
    [
        ArrayFunctions.Register,
        BasicAggregates.Register,
        CollationFunctions.Register,
        CollectingAggregates.Register,
        CollectionFunctions.Register,
        ConditionalFunctions.Register,
        ConversionFunctions.Register,
        DateFieldFunctions.Register,
        DateFormatFunctions.Register,
        DateFunctions.Register,
        GeneratorFunctions.Register,
        HashFunctions.Register,
        IntervalFunctions.Register,
        JsonFunctions.Register,
        LambdaFunctions.Register,
        MapFunctions.Register,
        MathFunctions.Register,
        MathRandom.Register,
        MathRounding.Register,
        MathText.Register,
        MiscFunctions.Register,
        OperatorBits.Register,
        OperatorFunctions.Register,
        OperatorIntervals.Register,
        OperatorPredicates.Register,
        PatternFunctions.Register,
        StatisticalAggregates.Register,
        StringFunctions.Register,
        StructFunctions.Register,
        TextEncryption.Register,
        TextFunctions.Register,
        TextNumberFunctions.Register,
        TimeFunctions.Register,
        TimeWindowFunctions.Register,
        TimestampConstruction.Register,
        TimestampFunctions.Register,
        TimestampUnitFunctions.Register,
        UrlFunctions.Register,
        VariantFunctions.Register,
        WindowFunctions.Register,
    ];
}
