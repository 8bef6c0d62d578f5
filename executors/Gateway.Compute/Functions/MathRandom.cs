using System.Globalization;
using Gateway.Compute.Casts;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers random numbers. Their sequence for a seed is Spark's: one generator a partition, seeded with seed + partition.</summary>
internal static class MathRandom
{
    private static readonly TypeRule _seed = new("(\"INT\" or \"BIGINT\")", static t => t is IntegerType or LongType or NullType);
    private static readonly TypeRule _bound = new("\"NUMERIC\"", static t => t is NumericType or NullType);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("rand random", [new("seed", _seed)], Double, NullRules.Never, static site => new RandomEvaluator(site, Seed(site, 0), gaussian: false),
            optional: 1, coercion: ArgumentCoercion.None, check: SeedIsConstant, printed: "rand", deterministic: false, canThrow: Never, group: "math_funcs", example: "rand(0) = 0.7604953758285915");
        f.Scalar("randn", [new("seed", _seed)], Double, NullRules.Never, static site => new RandomEvaluator(site, Seed(site, 0), gaussian: true),
            optional: 1, coercion: ArgumentCoercion.None, check: SeedIsConstant, deterministic: false, canThrow: Never, group: "math_funcs", example: "randn(0) = 1.6034991609278433");
        f.Scalar("uniform", [new("min", _bound), new("max", _bound), new("seed", _seed)], UniformType, NullRules.Never, UniformKernel,
            optional: 1, coercion: ArgumentCoercion.None, check: BoundsAreConstant, deterministic: false, group: "math_funcs", example: "uniform(10, 20, 0) > 0 = true");
    }

    private static bool Never(FunctionCall call) => false;

    private static DataType Double(FunctionCall call) => DoubleType.Instance;

    private static QueryError? SeedIsConstant(FunctionCall call) => call.Arguments.IsEmpty || call.Arguments[0].Foldable
        ? null
        : QueryException.Create("SEED_EXPRESSION_IS_UNFOLDABLE", call.Origin, null,
            ("seedExpr", FunctionCheck.Quoted(call.Arguments[0])), ("exprWithSeed", FunctionCheck.Quoted(call)));

    private static QueryError? BoundsAreConstant(FunctionCall call)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (!call.Arguments[i].Foldable)
            {
                return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT",
                    ("inputName", IdentifierText.Quote(call.Function.Parameters[i].Name)),
                    ("inputType", i == 2 ? "integer" : "integer or floating-point"),
                    ("inputExpr", FunctionCheck.Quoted(call.Arguments[i])));
            }
        }
        return null;
    }

    /// <summary>Integers stay integers, anything beside DOUBLE is DOUBLE, beside FLOAT FLOAT, else the decimal.</summary>
    private static DataType UniformType(FunctionCall call)
    {
        var (low, high) = (call.Arguments[0].Type, call.Arguments[1].Type);
        return (low, high) switch
        {
            (NullType, _) or (_, NullType) => DoubleType.Instance,
            (IntegralType, IntegralType) => Coercion.WidestType.Tightest(low, high, ansi: true)!,
            (DoubleType, _) or (_, DoubleType) => DoubleType.Instance,
            (FloatType, _) or (_, FloatType) => FloatType.Instance,
            (DecimalType a, DecimalType b) => a.Precision >= b.Precision ? a : b,
            (DecimalType a, _) => a,
            _ => high,
        };
    }

    private static long Seed(BoundCall site, int position) => site.Call.Arguments.Length > position
        ? Convert.ToInt64(site.Constant(position) ?? 0L, CultureInfo.InvariantCulture)
        : Random.Shared.NextInt64();

    /// <summary>min + (max - min) * rand, cast to the result type.</summary>
    private static Evaluator UniformKernel(BoundCall site)
    {
        if (site.Call.Arguments[0].Type is NullType || site.Call.Arguments[1].Type is NullType)
        {
            return EvaluatorCompiler.Compile(Literal.NullOf(site.ResultType), site.Context);
        }
        double low = Bound(site, 0);
        double high = Bound(site, 1);
        Evaluator scaled = new RandomEvaluator(site, Seed(site, 2), gaussian: false, low, high - low);
        if (site.ResultType is DoubleType)
        {
            return scaled;
        }
        var cast = new Cast(new BoundReference(0, DoubleType.Instance, false), site.ResultType, site.Call.Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy) { Origin = site.Call.Origin };
        return CastEvaluator.Create(cast, scaled, site.Context);
    }

    private static double Bound(BoundCall site, int position) =>
        (double)(ConstantFolding.Evaluate(new Cast(site.Call.Arguments[position], DoubleType.Instance, EvaluationMode.Ansi), site.Context.Settings).Value ?? 0.0);
}
