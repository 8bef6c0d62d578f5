using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers comparisons, logic and null tests.</summary>
internal static class OperatorPredicates
{
    private static readonly Parameter _left = new("expr1", TypeRule.Any);
    private static readonly Parameter _right = new("expr2", TypeRule.Any);
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;

    public static void Register(FunctionFamily f)
    {
        var logic = OperatorChecks.Binary(static type => type is BooleanType, "\"BOOLEAN\"");

        f.Scalar("! not", [new("expr", TypeRule.Boolean)], Truth, kernel: static site => new UnaryFunction<NotOperation, byte, byte>(site),
            shape: Shapes.Prefix("NOT"), canThrow: _safe, group: "predicate_funcs", example: "NOT true = false");
        Comparison<LessOperation>(f, "<", "1 < 2 = true");
        Comparison<LessOrEqualOperation>(f, "<=", "2 <= 2 = true");
        f.Scalar("equal_null", [_left, _right], Truth, NullRules.Never, expand: static call => DateTimeCalls.Call(call, "<=>", call.Arguments), coercion: ArgumentCoercion.None, canThrow: _safe, group: "misc_funcs");
        f.Scalar("<=>", [_left, _right], Truth, NullRules.Never, Compare<EqualOperation>.NullSafe, coercion: ArgumentCoercion.Operator,
            check: OperatorChecks.Comparison("<=>"), commutative: true, canThrow: _safe, shape: Shapes.Infix("<=>"), group: "predicate_funcs", example: "2 <=> 2 = true");
        f.Scalar("= ==", [_left, _right], Truth, kernel: Compare<EqualOperation>.For, coercion: ArgumentCoercion.Operator,
            check: OperatorChecks.Comparison("="), commutative: true, canThrow: _safe, shape: Shapes.Infix("="), printed: "=", group: "predicate_funcs", example: "2 = 2 = true");
        Comparison<GreaterOperation>(f, ">", "2 > 1 = true");
        Comparison<GreaterOrEqualOperation>(f, ">=", "2 >= 1 = true");
        f.Scalar("and", [_left, _right], Truth, kernel: static site => new LogicEvaluator(site, decisive: 0), coercion: ArgumentCoercion.Operator,
            check: logic, canThrow: _safe, shape: Shapes.Infix("AND"), group: "predicate_funcs", example: "true and true = true");
        f.Scalar("isnotnull", [new("expr", TypeRule.Any)], Truth, NullRules.Never, static site => new NullTestFunction(site, negated: true),
            canThrow: _safe, shape: Shapes.Postfix("IS NOT NULL"), group: "predicate_funcs", example: "isnotnull(1) = true");
        f.Scalar("isnull", [new("expr", TypeRule.Any)], Truth, NullRules.Never, static site => new NullTestFunction(site, negated: false),
            canThrow: _safe, shape: Shapes.Postfix("IS NULL"), group: "predicate_funcs", example: "isnull(1) = false");
        f.Scalar("or", [_left, _right], Truth, kernel: static site => new LogicEvaluator(site, decisive: 1), coercion: ArgumentCoercion.Operator,
            check: logic, canThrow: _safe, shape: Shapes.Infix("OR"), group: "predicate_funcs", example: "true or false = true");
    }

    private static void Comparison<TOp>(FunctionFamily f, string symbol, string example) where TOp : struct, ICompareOperation =>
        f.Scalar(symbol, [_left, _right], Truth, kernel: Compare<TOp>.For, coercion: ArgumentCoercion.Operator,
            check: OperatorChecks.Comparison(symbol), canThrow: _safe, shape: Shapes.Infix(symbol), group: "predicate_funcs", example: example);

    private static DataType Truth(FunctionCall call) => BooleanType.Instance;
}
