using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions of floating-point numbers: exponentials, logarithms, trigonometry.</summary>
internal static class MathFunctions
{
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;

    public static void Register(FunctionFamily f)
    {
        Unary<AcosOperation>(f, "acos", "ACOS", "acos(1) = 0.0");
        Unary<AcoshOperation>(f, "acosh", "ACOSH", "acosh(1) = 0.0");
        Unary<AsinOperation>(f, "asin", "ASIN", "asin(0) = 0.0");
        Unary<AsinhOperation>(f, "asinh", "ASINH", "asinh(0) = 0.0");
        Unary<AtanOperation>(f, "atan", "ATAN", "atan(0) = 0.0");
        Binary<Atan2Operation>(f, "atan2", "ATAN2", "atan2(0, 0) = 0.0");
        Unary<AtanhOperation>(f, "atanh", "ATANH", "atanh(0) = 0.0");
        Unary<CbrtOperation>(f, "cbrt", "CBRT", "cbrt(27.0) = 3.0");
        Unary<CosOperation>(f, "cos", "COS", "cos(0) = 1.0");
        Unary<CoshOperation>(f, "cosh", "COSH", "cosh(0) = 1.0");
        Unary<CotOperation>(f, "cot", "COT", "cot(1) = 0.6420926159343306");
        Unary<CscOperation>(f, "csc", "CSC", "csc(1) = 1.1883951057781212");
        Unary<DegreesOperation>(f, "degrees", "DEGREES", "degrees(3.141592653589793) = 180.0");
        Constant(f, "e", "E", Math.E);
        Unary<ExpOperation>(f, "exp", "EXP", "exp(0) = 1.0");
        Unary<Expm1Operation>(f, "expm1", "EXPM1", "expm1(0) = 0.0");
        Binary<HypotOperation>(f, "hypot", "HYPOT", "hypot(3, 4) = 5.0");
        Logarithm<LnOperation>(f, "ln", "ln", "ln(1) = 0.0");
        f.Scalar("log", [new("base", TypeRule.Double), new("expr", TypeRule.Double)], Double, NullRules.Always, LogKernel, optional: 1,
            shape: static (writer, call) => writer.Call("LOG", call.Arguments.Length == 1 ? [Euler(call), call.Arguments[0]] : call.Arguments),
            canThrow: _safe, group: "math_funcs", example: "log(10, 100) = 2.0");
        Logarithm<Log10Operation>(f, "log10", "LOG10", "log10(10) = 1.0");
        Logarithm<Log1pOperation>(f, "log1p", "LOG1P", "log1p(0) = 0.0");
        Logarithm<Log2Operation>(f, "log2", "LOG2", "log2(2) = 1.0");
        Constant(f, "pi", "PI", Math.PI);
        Binary<PowerOperation>(f, "pow", "pow", "pow(2, 3) = 8.0");
        Binary<PowerOperation>(f, "power", "POWER", "power(2, 3) = 8.0");
        Unary<RadiansOperation>(f, "radians", "RADIANS", "radians(180) = 3.141592653589793");
        Unary<RintOperation>(f, "rint", "rint", "rint(12.3456) = 12.0");
        Unary<SecOperation>(f, "sec", "SEC", "sec(0) = 1.0");
        Sign(f, "sign", "sign", "sign(40) = 1.0");
        Sign(f, "signum", "SIGNUM", "signum(40) = 1.0");
        Unary<SinOperation>(f, "sin", "SIN", "sin(0) = 0.0");
        Unary<SinhOperation>(f, "sinh", "SINH", "sinh(0) = 0.0");
        Unary<SqrtOperation>(f, "sqrt", "SQRT", "sqrt(4) = 2.0");
        Unary<TanOperation>(f, "tan", "TAN", "tan(0) = 0.0");
        Unary<TanhOperation>(f, "tanh", "TANH", "tanh(0) = 0.0");
    }

    private static DataType Double(FunctionCall call) => DoubleType.Instance;

    private static void Unary<TOp>(FunctionFamily f, string name, string printed, string example) where TOp : struct, IUnaryOperation<double, double> =>
        f.Scalar(name, [new("expr", TypeRule.Double)], Double, NullRules.Always, static site => new UnaryFunction<TOp, double, double>(site),
            printed: printed, canThrow: _safe, group: "math_funcs", example: example);

    /// <summary>NULL where the logarithm does not exist, in every mode.</summary>
    private static void Logarithm<TOp>(FunctionFamily f, string name, string printed, string example) where TOp : struct, IUnaryOperation<double, double> =>
        f.Scalar(name, [new("expr", TypeRule.Double)], Double, NullRules.Always, static site => new UnaryFunction<TOp, double, double>(site, nullOnFault: true),
            printed: printed, canThrow: _safe, group: "math_funcs", example: example);

    private static void Binary<TOp>(FunctionFamily f, string name, string printed, string example) where TOp : struct, IBinaryOperation<double> =>
        f.Scalar(name, [new("expr1", TypeRule.Double), new("expr2", TypeRule.Double)], Double, kernel: static site => new BinaryFunction<TOp, double>(site, false),
            printed: printed, canThrow: _safe, group: "math_funcs", example: example);

    private static void Constant(FunctionFamily f, string name, string printed, double value) =>
        f.Scalar(name, [], Double, NullRules.Never, rewrite: call => Literal.Of(value), printed: printed, canThrow: _safe, group: "math_funcs",
            example: $"{name}() = {LiteralText.FloatingText(value)}");

    private static void Sign(FunctionFamily f, string name, string printed, string example) =>
        f.Scalar(name, [new("expr", TypeRule.OneOf(TypeRule.Double, TypeRule.YearMonthInterval, TypeRule.DayTimeInterval))], Double, NullRules.Always,
            static site => site.ArgumentType(0) switch
            {
                YearMonthIntervalType => new UnaryFunction<SignOperation<int>, int, double>(site),
                DayTimeIntervalType => new UnaryFunction<SignOperation<long>, long, double>(site),
                _ => new UnaryFunction<SignumOperation, double, double>(site),
            },
            printed: printed, canThrow: _safe, group: "math_funcs", example: example);

    private static FunctionCall Euler(FunctionCall call) => new(FunctionRegistry.Builtin.Find("e")!, "e", [], call.Mode);

    private static Evaluator LogKernel(BoundCall site) => site.Call.Arguments.Length == 1
        ? new UnaryFunction<LnOperation, double, double>(site, nullOnFault: true)
        : new BinaryFunction<LogOperation, double>(site, nullOnFault: true);
}
