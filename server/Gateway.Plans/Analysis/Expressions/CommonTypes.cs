using Gateway.Compute.Coercion;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Asks the coercion tables for common types in the mode of the session.</summary>
internal static class CommonTypes
{
    /// <summary>Gets the type both widen to, strings promoted as the mode says, or null.</summary>
    public static DataType? Widest(DataType left, DataType right, AnalyzerContext context) => WidestType.ForTwo(left, right, context.Ansi);

    /// <summary>Gets the type both widen to without turning strings into other types, or null.</summary>
    public static DataType? WidestWithoutStrings(DataType left, DataType right, AnalyzerContext context) => WidestType.ForTwoWithoutStrings(left, right, context.Ansi);
}
