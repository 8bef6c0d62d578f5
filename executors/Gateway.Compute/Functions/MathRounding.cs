using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Coercion;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Numerics;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers ceil, floor, round and bround.</summary>
internal static class MathRounding
{
    private static readonly TypeRule _whole = TypeRule.OneOf(TypeRule.Double, TypeRule.Decimal, TypeRule.Long);

    public static void Register(FunctionFamily f)
    {
        Whole(f, "ceil", RoundingMode.Ceiling, "ceil(-0.1) = 0");
        Whole(f, "ceiling", RoundingMode.Ceiling, "ceiling(5) = 5");
        Whole(f, "floor", RoundingMode.Floor, "floor(-0.1) = -1");
        Round(f, "bround", RoundingMode.HalfEven, "bround(2.5, 0) = 2");
        Round(f, "round", RoundingMode.HalfUp, "round(2.5, 0) = 3");
    }

    /// <summary>One argument: BIGINT or a decimal without fraction. Two: a decimal rounded in that direction.</summary>
    private static void Whole(FunctionFamily f, string name, RoundingMode mode, string example) =>
        f.Scalar(name, [new("expr", TypeRule.Any), new("scale", TypeRule.Any, Foldable: false)], WholeType, NullRules.Always,
            site => WholeKernel(site, mode), optional: 1, coercion: ArgumentCoercion.None, coerce: static (call, ansi) => WholeArguments(call, ansi), check: WholeCheck,
            shape: (writer, call) => writer.Call(call.Arguments.Length == 1 && name != "ceiling" ? name.ToUpperInvariant() : name, call.Arguments),
            expectedCount: "2", group: "math_funcs", example: example);

    private static void Round(FunctionFamily f, string name, RoundingMode mode, string example) =>
        f.Scalar(name, [new("expr", TypeRule.Numeric), new("scale", TypeRule.Int, Literal.Of(0), Foldable: true)], RoundType, NullRules.Always,
            site => RoundKernel(site, mode), optional: 1,
            shape: (writer, call) => writer.Call(name, call.Arguments.Length == 1 ? [call.Arguments[0], Literal.Of(0)] : call.Arguments),
            group: "math_funcs", example: example);

    private static ImmutableArray<Expression>? WholeArguments(FunctionCall call, bool ansi)
    {
        var value = call.Arguments[0];
        var context = new CoercionContext(ansi);
        if (call.Arguments.Length == 1)
        {
            return ImplicitCast.Find(value.Type, _whole, ansi) is { } target && !_whole.Accepts(value.Type) ? [context.Cast(value, target, call)] : null;
        }
        return value.Type is not DecimalType && ImplicitCast.Find(value.Type, TypeRule.Decimal, ansi) is { } type
            ? [context.Cast(value, type, call), call.Arguments[1]]
            : null;
    }

    private static QueryError? WholeCheck(FunctionCall call)
    {
        var rule = call.Arguments.Length == 1 ? _whole : TypeRule.Decimal;
        if (call.Arguments.Length == 2 && !(call.Arguments[1].Foldable && call.Arguments[1].Type is IntegerType && !call.Arguments[1].Nullable))
        {
            return QueryException.Create("NON_FOLDABLE_ARGUMENT", call.Origin, null, ("funcName", "`" + call.Function.Name + "`"), ("paramName", "`scale`"), ("paramType", "\"INT\""));
        }
        var value = call.Arguments[0];
        return rule.Accepts(value.Type) ? null : FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE",
            ("paramIndex", "first"), ("requiredType", rule.Text), ("inputSql", FunctionCheck.Quoted(value)), ("inputType", FunctionCheck.Quoted(value.Type)));
    }

    private static DataType WholeType(FunctionCall call)
    {
        if (call.Arguments[0].Type is not DecimalType type)
        {
            return LongType.Instance;
        }
        if (call.Arguments.Length == 1 && type.Scale == 0)
        {
            return type;
        }
        var shape = DecimalTypeRules.Round(new DecimalShape(type.Precision, type.Scale), call.Arguments.Length == 1 ? 0 : Scale(call) ?? 0);
        return new DecimalType(shape.Precision, shape.Scale);
    }

    private static DataType RoundType(FunctionCall call)
    {
        if (call.Arguments[0].Type is not DecimalType type)
        {
            return call.Arguments[0].Type;
        }
        var shape = DecimalTypeRules.Round(new DecimalShape(type.Precision, type.Scale), Scale(call) ?? 0);
        return new DecimalType(shape.Precision, shape.Scale);
    }

    /// <summary>Gets the constant scale argument; null when it is NULL.</summary>
    private static int? Scale(FunctionCall call)
    {
        if (call.Arguments.Length == 1)
        {
            return 0;
        }
        object? value = ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value;
        return value is null ? null : Convert.ToInt32(value, CultureInfo.InvariantCulture);
    }

    private static Evaluator WholeKernel(BoundCall site, RoundingMode mode) => site.ArgumentType(0) switch
    {
        DecimalType type => DecimalKernel(site, type, mode, Scale(site.Call)),
        LongType => new IdentityEvaluator(site),
        _ => mode == RoundingMode.Floor ? RowKernel.Of<FloorToLong, double, long>()(site) : RowKernel.Of<CeilToLong, double, long>()(site),
    };

    private static Evaluator RoundKernel(BoundCall site, RoundingMode mode)
    {
        int? scale = Scale(site.Call);
        object? state = scale is { } digits ? new RoundState(digits, mode, default, 0) : null;
        return site.ArgumentType(0) switch
        {
            DecimalType type => DecimalKernel(site, type, mode, scale),
            ByteType => RowKernel.Of<RoundInteger<sbyte>, sbyte, sbyte>(_ => state)(Only(site)),
            ShortType => RowKernel.Of<RoundInteger<short>, short, short>(_ => state)(Only(site)),
            IntegerType => RowKernel.Of<RoundInteger<int>, int, int>(_ => state)(Only(site)),
            LongType => RowKernel.Of<RoundInteger<long>, long, long>(_ => state)(Only(site)),
            FloatType => RowKernel.Of<RoundFloat, float, float>(_ => state)(Only(site)),
            _ => RowKernel.Of<RoundDouble, double, double>(_ => state)(Only(site)),
        };
    }

    private static Evaluator DecimalKernel(BoundCall site, DecimalType from, RoundingMode mode, int? scale)
    {
        var to = (DecimalType)site.ResultType;
        object? state = scale is { } digits ? new RoundState(digits, mode, new DecimalShape(to.Precision, to.Scale), from.Scale) : null;
        return (from.Physical, to.Physical) switch
        {
            (PhysicalType.Int64, PhysicalType.Int64) => RowKernel.Of<RoundDecimal<long, long>, long, long>(_ => state)(Only(site)),
            (PhysicalType.Int64, _) => RowKernel.Of<RoundDecimal<long, Int128>, long, Int128>(_ => state)(Only(site)),
            (_, PhysicalType.Int64) => RowKernel.Of<RoundDecimal<Int128, long>, Int128, long>(_ => state)(Only(site)),
            _ => RowKernel.Of<RoundDecimal<Int128, Int128>, Int128, Int128>(_ => state)(Only(site)),
        };
    }

    /// <summary>The scale is a constant: the kernel sees the value alone.</summary>
    private static BoundCall Only(BoundCall site) => site with { Arguments = [site.Arguments[0]] };
}
