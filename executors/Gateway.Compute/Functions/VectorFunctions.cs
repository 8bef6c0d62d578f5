using Gateway.Compute.Aggregates;
using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over vectors, which are arrays of FLOAT.</summary>
internal static class VectorFunctions
{
    /// <summary>Takes the type itself only: no casts, no untyped NULL.</summary>
    private static readonly TypeRule _vector = new("\"ARRAY<FLOAT>\"", static type => type is ArrayType { Element: FloatType });
    private static readonly Parameter _array = new("array", _vector);
    private static readonly Parameter _degree = new("degree", new TypeRule("\"FLOAT\"", static type => type is FloatType), new Literal(2f, FloatType.Instance));
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;

    public static void Register(FunctionFamily f)
    {
        Aggregate(f, "vector_avg", averages: true);
        Pair<CosineSimilarityOperation>(f, "vector_cosine_similarity");
        Pair<InnerProductOperation>(f, "vector_inner_product");
        Pair<EuclideanDistanceOperation>(f, "vector_l2_distance");
        f.Scalar("vector_norm", [new("vector", _vector), _degree], static _ => FloatType.Instance, NullRules.Always, static site => new VectorNormFunction(site), optional: 1,
            coercion: ArgumentCoercion.None, canThrow: _throws, group: "vector_funcs", since: "4.2.0");
        f.Scalar("vector_normalize", [new("vector", _vector), _degree], static _ => new ArrayType(FloatType.Instance, true), NullRules.Always, static site => new VectorNormFunction(site), optional: 1,
            coercion: ArgumentCoercion.None, canThrow: _throws, group: "vector_funcs", since: "4.2.0");
        Aggregate(f, "vector_sum", averages: false);
    }

    private static void Pair<TOp>(FunctionFamily f, string name) where TOp : struct, IVectorPairOperation =>
        f.Scalar(name, [new("array1", _vector), new("array2", _vector)], static _ => FloatType.Instance, NullRules.Always, static site => new VectorPairFunction<TOp>(site),
            coercion: ArgumentCoercion.None, canThrow: _throws, group: "vector_funcs", since: "4.2.0");

    private static void Aggregate(FunctionFamily f, string name, bool averages) =>
        f.Aggregate(name, [_array], static _ => new ArrayType(FloatType.Instance, false), site => new VectorSums(site, averages), coercion: ArgumentCoercion.None, group: "vector_funcs", since: "4.2.0");
}
