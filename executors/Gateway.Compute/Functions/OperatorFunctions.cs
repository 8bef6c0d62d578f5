using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Numerics;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers arithmetic operators and their try_ forms.</summary>
internal static class OperatorFunctions
{
    private const string NumericAndInterval = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")";

    private static readonly Parameter _left = new("expr1", TypeRule.Any);
    private static readonly Parameter _right = new("expr2", TypeRule.Any);
    private static readonly TypeRule _signed =
        TypeRule.OneOf(TypeRule.Numeric, TypeRule.DayTimeInterval, TypeRule.YearMonthInterval, TypeRule.CalendarInterval).Worded(NumericAndInterval);

    public static void Register(FunctionFamily f)
    {
        var addable = OperatorChecks.Binary(static type => type is NumericType or DayTimeIntervalType or YearMonthIntervalType or CalendarIntervalType, NumericAndInterval);
        var numeric = OperatorChecks.Binary(static type => type is NumericType, "\"NUMERIC\"");
        var divisible = OperatorChecks.Binary(static type => type is DoubleType or DecimalType, "(\"DOUBLE\" or \"DECIMAL\")");
        var integral = OperatorChecks.Binary(
            static type => type is LongType or DecimalType or YearMonthIntervalType or DayTimeIntervalType,
            "(\"BIGINT\" or \"DECIMAL\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL DAY TO SECOND\")");

        f.Scalar("%", [_left, _right], Remainder, NullRules.Always, RemainderKernel, coercion: ArgumentCoercion.Operator, check: numeric,
            shape: Shapes.Infix("%"), group: "math_funcs", example: "2 % 1.8 = 0.2");
        f.Scalar("mod", [_left, _right], Remainder, NullRules.Always, RemainderKernel, coercion: ArgumentCoercion.Operator, check: numeric,
            group: "math_funcs", example: "2 % 1.8 = 0.2");
        f.Scalar("*", [_left, _right], Product, Exact, ProductKernel, coercion: ArgumentCoercion.Operator, check: numeric, commutative: true,
            shape: Shapes.Infix("*"), group: "math_funcs", example: "2 * 3 = 6");
        f.Scalar("+", [_left, _right], Sum, Exact, SumKernel, coercion: ArgumentCoercion.Operator, check: addable, commutative: true,
            shape: Shapes.Infix("+"), group: "math_funcs", example: "1 + 2 = 3");
        // A minus before one operand is a call of "-" with one argument until coercion makes it a negation.
        f.Scalar("-", [_left, _right], Sum, Exact, DifferenceKernel, optional: 1, coercion: ArgumentCoercion.Operator, check: call => call.Arguments.Length == 1 ? null : addable(call),
            shape: static (writer, call) => (call.Arguments.Length == 1 ? Shapes.Prefix("-") : Shapes.Infix("-"))(writer, call), group: "math_funcs", example: "2 - 1 = 1");
        f.Scalar("/", [_left, _right], Quotient, NullRules.Always, QuotientKernel, coercion: ArgumentCoercion.Operator, check: divisible,
            shape: Shapes.Infix("/"), group: "math_funcs", example: "3 / 2 = 1.5");
        f.Scalar("abs", [new("expr", TypeRule.OneOf(TypeRule.Numeric, TypeRule.DayTimeInterval, TypeRule.YearMonthInterval))],
            Same, kernel: AbsoluteKernel, group: "math_funcs", example: "abs(-1) = 1");
        f.Scalar("div", [_left, _right], static _ => LongType.Instance, NullRules.Always, IntegralQuotientKernel, coercion: ArgumentCoercion.Operator, check: integral,
            shape: Shapes.Infix("div"), group: "math_funcs", example: "3 div 2 = 1");
        f.Scalar("negative", [new("expr", _signed)], Same, kernel: NegativeKernel,
            shape: Shapes.WhenCalled("-", Shapes.Prefix("-")), group: "math_funcs", example: "negative(1) = -1");
        f.Scalar("pmod", [_left, _right], Remainder, NullRules.Always, PositiveModuloKernel, coercion: ArgumentCoercion.Operator, check: numeric,
            group: "math_funcs", example: "pmod(-10, 3) = 2");
        f.Scalar("positive", [new("expr", _signed)], Same, kernel: static site => new IdentityEvaluator(site),
            shape: Shapes.Prefix("+"), canThrow: static _ => false, group: "math_funcs", example: "positive(1) = 1");
        f.Scalar("try_add", [_left, _right], Sum, NullRules.Always, SumKernel, coercion: ArgumentCoercion.Operator, check: addable,
            canThrow: static _ => false, group: "math_funcs", example: "try_add(1, 2) = 3");
        f.Scalar("try_divide", [_left, _right], Quotient, NullRules.Always, QuotientKernel, coercion: ArgumentCoercion.Operator, check: divisible,
            canThrow: static _ => false, group: "math_funcs", example: "try_divide(3, 2) = 1.5");
        f.Scalar("try_mod", [_left, _right], Remainder, NullRules.Always, RemainderKernel, coercion: ArgumentCoercion.Operator, check: numeric,
            canThrow: static _ => false, group: "math_funcs", example: "try_mod(2, 1.8) = 0.2");
        f.Scalar("try_multiply", [_left, _right], Product, NullRules.Always, ProductKernel, coercion: ArgumentCoercion.Operator, check: numeric,
            canThrow: static _ => false, group: "math_funcs", example: "try_multiply(2, 3) = 6");
        f.Scalar("try_subtract", [_left, _right], Sum, NullRules.Always, DifferenceKernel, coercion: ArgumentCoercion.Operator, check: addable,
            canThrow: static _ => false, group: "math_funcs", example: "try_subtract(2, 1) = 1");
    }

    /// <summary>Sums, differences and products are NULL only with their operands, unless a decimal may overflow quietly.</summary>
    private static bool Exact(FunctionCall call) => NullRules.Propagate(call) || (!call.Ansi && call.Type is DecimalType);

    private static DataType Same(FunctionCall call) => call.Arguments[0].Type;

    private static DataType Sum(FunctionCall call) => call.Arguments.Length == 1 ? call.Arguments[0].Type : (call.Arguments[0].Type, call.Arguments[1].Type) switch
    {
        (DecimalType a, DecimalType b) => Decimal(DecimalTypeRules.Add(Shape(a), Shape(b), !call.ExactDecimals)),
        (YearMonthIntervalType or DayTimeIntervalType, _) => Coercion.WidestType.Tightest(call.Arguments[0].Type, call.Arguments[1].Type, call.Ansi) ?? call.Arguments[0].Type,
        _ => call.Arguments[0].Type,
    };

    private static DataType Product(FunctionCall call) => Decimals(call, DecimalTypeRules.Multiply);

    private static DataType Quotient(FunctionCall call) => Decimals(call, DecimalTypeRules.Divide);

    private static DataType Remainder(FunctionCall call) => Decimals(call, DecimalTypeRules.Remainder);

    private static DataType Decimals(FunctionCall call, Func<DecimalShape, DecimalShape, bool, DecimalShape> rule) =>
        (call.Arguments[0].Type, call.Arguments[1].Type) is (DecimalType a, DecimalType b) ? Decimal(rule(Shape(a), Shape(b), !call.ExactDecimals)) : call.Arguments[0].Type;

    private static DecimalType Decimal(DecimalShape shape) => new(shape.Precision, shape.Scale);

    private static DecimalShape Shape(DecimalType type) => new(type.Precision, type.Scale);

    private static DecimalShape ResultShape(BoundCall site) => Shape((DecimalType)site.ResultType);

    /// <summary>Faults raise in ANSI mode and give NULL otherwise.</summary>
    private static bool NullOnFault(BoundCall site) => !site.Call.Ansi;

    private static Evaluator SumKernel(BoundCall site)
    {
        switch (site.ResultType)
        {
            case DecimalType d:
                return ExactSum(site, d, subtract: false) ?? new DecimalFunction<DecimalAdd>(site, ResultShape(site), NullOnFault(site));
            case YearMonthIntervalType:
                return new BinaryFunction<IntervalAddition<int>, int>(site, site.Call.Mode == EvaluationMode.Try);
            case DayTimeIntervalType:
                return new BinaryFunction<IntervalAddition<long>, long>(site, site.Call.Mode == EvaluationMode.Try);
            case CalendarIntervalType:
                return new CalendarSumFunction(site, 1);
            case ByteType:
                return Faulty<AddOperation<sbyte>, sbyte>(site);
            case ShortType:
                return Faulty<AddOperation<short>, short>(site);
            case IntegerType:
                return Faulty<AddOperation<int>, int>(site);
            case LongType:
                return Faulty<AddOperation<long>, long>(site);
            case FloatType:
                return new BinaryFunction<AddOperation<float>, float>(site, false);
            default:
                return new BinaryFunction<AddOperation<double>, double>(site, false);
        }
    }

    private static Evaluator DifferenceKernel(BoundCall site)
    {
        switch (site.ResultType)
        {
            case DecimalType d:
                return ExactSum(site, d, subtract: true) ?? new DecimalFunction<DecimalSubtract>(site, ResultShape(site), NullOnFault(site));
            case YearMonthIntervalType:
                return new BinaryFunction<IntervalSubtraction<int>, int>(site, site.Call.Mode == EvaluationMode.Try);
            case DayTimeIntervalType:
                return new BinaryFunction<IntervalSubtraction<long>, long>(site, site.Call.Mode == EvaluationMode.Try);
            case CalendarIntervalType:
                return new CalendarSumFunction(site, -1);
            case ByteType:
                return Faulty<SubtractOperation<sbyte>, sbyte>(site);
            case ShortType:
                return Faulty<SubtractOperation<short>, short>(site);
            case IntegerType:
                return Faulty<SubtractOperation<int>, int>(site);
            case LongType:
                return Faulty<SubtractOperation<long>, long>(site);
            case FloatType:
                return new BinaryFunction<SubtractOperation<float>, float>(site, false);
            default:
                return new BinaryFunction<SubtractOperation<double>, double>(site, false);
        }
    }

    private static Evaluator ProductKernel(BoundCall site) => site.ResultType switch
    {
        DecimalType d when IsExactProduct(site, d) => d.Physical == PhysicalType.Int64 ? new ExactDecimalProduct<long>(site) : new ExactDecimalProduct<Int128>(site),
        DecimalType d when d.Physical == PhysicalType.Int128 && d.Scale == Scale(site, 0) + Scale(site, 1) => (site.ArgumentType(0).Physical, site.ArgumentType(1).Physical) switch
        {
            (PhysicalType.Int64, PhysicalType.Int64) => new WideDecimalProduct<long, long>(site, ResultShape(site), NullOnFault(site)),
            (PhysicalType.Int64, _) => new WideDecimalProduct<long, Int128>(site, ResultShape(site), NullOnFault(site)),
            (_, PhysicalType.Int64) => new WideDecimalProduct<Int128, long>(site, ResultShape(site), NullOnFault(site)),
            _ => new WideDecimalProduct<Int128, Int128>(site, ResultShape(site), NullOnFault(site)),
        },
        DecimalType => new DecimalFunction<DecimalMultiply>(site, ResultShape(site), NullOnFault(site)),
        ByteType => Faulty<MultiplyOperation<sbyte>, sbyte>(site),
        ShortType => Faulty<MultiplyOperation<short>, short>(site),
        IntegerType => Faulty<MultiplyOperation<int>, int>(site),
        LongType => Faulty<MultiplyOperation<long>, long>(site),
        FloatType => new BinaryFunction<MultiplyFloatingOperation<float>, float>(site, false),
        _ => new BinaryFunction<MultiplyFloatingOperation<double>, double>(site, false),
    };

    private static Evaluator QuotientKernel(BoundCall site) => site.ResultType is DecimalType
        ? new DecimalFunction<DecimalDivide>(site, ResultShape(site), NullOnFault(site))
        : new BinaryFunction<DivideOperation<double>, double>(site, NullOnFault(site));

    private static Evaluator IntegralQuotientKernel(BoundCall site)
    {
        if (site.ArgumentType(0) is DecimalType a && site.ArgumentType(1) is DecimalType b)
        {
            return new DecimalFunction<DecimalIntegralDivide>(site, DecimalTypeRules.IntegralDivide(Shape(a), Shape(b), !site.Call.ExactDecimals), NullOnFault(site));
        }
        if (site.ArgumentType(0) is YearMonthIntervalType)
        {
            return new MonthsQuotientFunction(site);
        }
        return site.Call.Mode == EvaluationMode.Legacy
            ? new BinaryFunction<LegacyIntegralDivideOperation, long>(site, nullOnFault: true)
            : new BinaryFunction<IntegralDivideOperation, long>(site, NullOnFault(site));
    }

    private static Evaluator RemainderKernel(BoundCall site) => site.ResultType switch
    {
        DecimalType => new DecimalFunction<DecimalRemainder>(site, ResultShape(site), NullOnFault(site)),
        ByteType => new BinaryFunction<RemainderOperation<sbyte>, sbyte>(site, NullOnFault(site)),
        ShortType => new BinaryFunction<RemainderOperation<short>, short>(site, NullOnFault(site)),
        IntegerType => new BinaryFunction<RemainderOperation<int>, int>(site, NullOnFault(site)),
        LongType => new BinaryFunction<RemainderOperation<long>, long>(site, NullOnFault(site)),
        FloatType => new BinaryFunction<RemainderOperation<float>, float>(site, NullOnFault(site)),
        _ => new BinaryFunction<RemainderOperation<double>, double>(site, NullOnFault(site)),
    };

    private static Evaluator PositiveModuloKernel(BoundCall site) => site.ResultType switch
    {
        DecimalType => new DecimalFunction<DecimalPositiveModulo>(site, ResultShape(site), NullOnFault(site)),
        ByteType => new BinaryFunction<PositiveModuloOperation<sbyte>, sbyte>(site, NullOnFault(site)),
        ShortType => new BinaryFunction<PositiveModuloOperation<short>, short>(site, NullOnFault(site)),
        IntegerType => new BinaryFunction<PositiveModuloOperation<int>, int>(site, NullOnFault(site)),
        LongType => new BinaryFunction<PositiveModuloOperation<long>, long>(site, NullOnFault(site)),
        FloatType => new BinaryFunction<PositiveModuloOperation<float>, float>(site, NullOnFault(site)),
        _ => new BinaryFunction<PositiveModuloOperation<double>, double>(site, NullOnFault(site)),
    };

    private static Evaluator NegativeKernel(BoundCall site) => site.ResultType switch
    {
        DecimalType => DecimalUnary<NegateOperation<long>, NegateWide>(site),
        ByteType => Faulty<NegateOperation<sbyte>, sbyte>(site, site.Call.Ansi),
        ShortType => Faulty<NegateOperation<short>, short>(site, site.Call.Ansi),
        IntegerType => Faulty<NegateOperation<int>, int>(site, site.Call.Ansi),
        LongType => Faulty<NegateOperation<long>, long>(site, site.Call.Ansi),
        FloatType => new UnaryFunction<NegateOperation<float>, float, float>(site),
        DoubleType => new UnaryFunction<NegateOperation<double>, double, double>(site),
        YearMonthIntervalType => new UnaryFunction<NegateInterval<int>, int, int>(site),
        DayTimeIntervalType => new UnaryFunction<NegateInterval<long>, long, long>(site),
        _ => new NegateCalendarFunction(site),
    };

    private static Evaluator AbsoluteKernel(BoundCall site) => site.ResultType switch
    {
        DecimalType => DecimalUnary<AbsoluteOperation<long>, AbsoluteWide>(site),
        ByteType => Faulty<AbsoluteOperation<sbyte>, sbyte>(site, site.Call.Ansi),
        ShortType => Faulty<AbsoluteOperation<short>, short>(site, site.Call.Ansi),
        IntegerType => Faulty<AbsoluteOperation<int>, int>(site, site.Call.Ansi),
        LongType => Faulty<AbsoluteOperation<long>, long>(site, site.Call.Ansi),
        FloatType => new UnaryFunction<AbsoluteOperation<float>, float, float>(site),
        DoubleType => new UnaryFunction<AbsoluteOperation<double>, double, double>(site),
        YearMonthIntervalType => new UnaryFunction<AbsoluteOperation<int>, int, int>(site),
        DayTimeIntervalType => new UnaryFunction<AbsoluteOperation<long>, long, long>(site),
        _ => throw new System.Diagnostics.UnreachableException(site.ResultType.TypeName),
    };

    /// <summary>Integers: an overflow raises in ANSI mode, gives NULL in try_ forms and wraps in legacy mode.</summary>
    private static Evaluator Faulty<TOp, T>(BoundCall site)
        where TOp : struct, IBinaryOperation<T>
        where T : unmanaged => site.Call.Mode == EvaluationMode.Legacy
        ? new BinaryFunction<Wrapping<TOp, T>, T>(site, false)
        : new BinaryFunction<TOp, T>(site, NullOnFault(site));

    private static Evaluator Faulty<TOp, T>(BoundCall site, bool ansi)
        where TOp : struct, IUnaryOperation<T, T>
        where T : unmanaged => ansi ? new UnaryFunction<TOp, T, T>(site) : new UnaryFunction<WrappingUnary<TOp, T>, T, T>(site);

    private static Evaluator DecimalUnary<TNarrow, TWide>(BoundCall site)
        where TNarrow : struct, IUnaryOperation<long, long>
        where TWide : struct, IUnaryOperation<Int128, Int128> => site.ResultType.Physical == PhysicalType.Int64
        ? new UnaryFunction<TNarrow, long, long>(site)
        : new UnaryFunction<TWide, Int128, Int128>(site);

    private static int Scale(BoundCall site, int argument) => ((DecimalType)site.ArgumentType(argument)).Scale;

    /// <summary>Binds a sum whose type has room for every sum; null where it has not.</summary>
    private static Evaluator? ExactSum(BoundCall site, DecimalType result, bool subtract)
    {
        var (a, b) = ((DecimalType)site.ArgumentType(0), (DecimalType)site.ArgumentType(1));
        if (result.Scale < Math.Max(a.Scale, b.Scale) || result.Precision - result.Scale <= Math.Max(a.Precision - a.Scale, b.Precision - b.Scale))
        {
            return null;
        }
        if (result.Physical == PhysicalType.Int64)
        {
            return new NarrowDecimalSum(site, result.Scale, subtract);
        }
        return (a.Physical, b.Physical) switch
        {
            (PhysicalType.Int64, PhysicalType.Int64) => new WideDecimalSum<long, long>(site, result.Scale, subtract),
            (PhysicalType.Int64, _) => new WideDecimalSum<long, Int128>(site, result.Scale, subtract),
            (_, PhysicalType.Int64) => new WideDecimalSum<Int128, long>(site, result.Scale, subtract),
            _ => new WideDecimalSum<Int128, Int128>(site, result.Scale, subtract),
        };
    }

    /// <summary>Both factors have 64 bits and the product's type has room for every product.</summary>
    private static bool IsExactProduct(BoundCall site, DecimalType result)
    {
        var (a, b) = ((DecimalType)site.ArgumentType(0), (DecimalType)site.ArgumentType(1));
        return a.Physical == PhysicalType.Int64 && b.Physical == PhysicalType.Int64 &&
            result.Scale == a.Scale + b.Scale && result.Precision >= a.Precision + b.Precision;
    }
}
