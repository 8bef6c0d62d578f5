using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Says which casts are legal and when they may produce NULL. Source: Spark 4.3 as asked in <c>types/casts.tsv</c>.</summary>
public static class CastRules
{
    /// <summary>Tells whether CAST between the types is legal in a mode.</summary>
    public static bool CanCast(DataType from, DataType to, EvaluationMode mode) => TypeMerging.Same(from, to) || (from.IsAtomic && to.IsAtomic);

    /// <summary>Tells whether the cast may give NULL for a value that is not NULL.</summary>
    public static bool ForcesNullable(DataType from, DataType to, EvaluationMode mode) => !TypeMerging.Same(from, to) && to is not StringType;
}
