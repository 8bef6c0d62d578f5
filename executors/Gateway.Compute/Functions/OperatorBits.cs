using System.Numerics;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers bitwise operators and shifts.</summary>
internal static class OperatorBits
{
    private static readonly Parameter _left = new("expr1", TypeRule.Any);
    private static readonly Parameter _right = new("expr2", TypeRule.Any);
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;

    public static void Register(FunctionFamily f)
    {
        var integral = OperatorChecks.Binary(static type => type is IntegralType, "\"INTEGRAL\"");
        var shifted = new Parameter("base", TypeRule.OneOf(TypeRule.Int, TypeRule.Long));
        var distance = new Parameter("expr", TypeRule.Int);

        f.Scalar("&", [_left, _right], First, kernel: static site => Bits(site, Bitwise.And), coercion: ArgumentCoercion.Operator, check: integral, commutative: true,
            shape: Shapes.Infix("&"), canThrow: _safe, group: "bitwise_funcs", example: "3 & 5 = 1");
        f.Scalar("<< shiftleft", [shifted, distance], First, kernel: static site => Shift(site, Shifting.Left),
            shape: ShiftShape("<<"), canThrow: _safe, group: "bitwise_funcs", example: "shiftleft(2, 1) = 4");
        f.Scalar(">> shiftright", [shifted, distance], First, kernel: static site => Shift(site, Shifting.Right),
            shape: ShiftShape(">>"), canThrow: _safe, group: "bitwise_funcs", example: "shiftright(4, 1) = 2");
        f.Scalar(">>> shiftrightunsigned", [shifted, distance], First, kernel: static site => Shift(site, Shifting.RightUnsigned),
            shape: ShiftShape(">>>"), canThrow: _safe, group: "bitwise_funcs", example: "shiftrightunsigned(4, 1) = 2");
        f.Scalar("^", [_left, _right], First, kernel: static site => Bits(site, Bitwise.Xor), coercion: ArgumentCoercion.Operator, check: integral, commutative: true,
            shape: Shapes.Infix("^"), canThrow: _safe, group: "bitwise_funcs", example: "3 ^ 5 = 6");
        f.Scalar("bit_count", [new("expr", BitCountable)], static _ => IntegerType.Instance, kernel: CountKernel,
            coercion: ArgumentCoercion.None, canThrow: _safe, group: "bitwise_funcs", example: "bit_count(0) = 0");
        f.Scalar("bit_get getbit", [new("expr", TypeRule.Integral), new("pos", TypeRule.Int)], static _ => ByteType.Instance, kernel: GetKernel,
            canThrow: static _ => true, group: "bitwise_funcs", example: "bit_get(11, 0) = 1");
        f.Scalar("|", [_left, _right], First, kernel: static site => Bits(site, Bitwise.Or), coercion: ArgumentCoercion.Operator, check: integral, commutative: true,
            shape: Shapes.Infix("|"), canThrow: _safe, group: "bitwise_funcs", example: "3 | 5 = 7");
        f.Scalar("~", [new("expr", TypeRule.Integral)], First, kernel: NotKernel, shape: Shapes.Tight("~"), canThrow: _safe, group: "bitwise_funcs", example: "~0 = -1");
    }

    private static TypeRule BitCountable
    {
        get
        {
            var rule = TypeRule.OneOf(TypeRule.Integral, TypeRule.Boolean);
            return rule with { Accepts = type => type is NullType || rule.Accepts(type) };
        }
    }

    private static Action<Expressions.ExpressionWriter, FunctionCall> ShiftShape(string symbol) => Shapes.WhenCalled(symbol, Shapes.Infix(symbol));

    private static DataType First(FunctionCall call) => call.Arguments[0].Type is NullType ? IntegerType.Instance : call.Arguments[0].Type;

    private enum Bitwise { And, Or, Xor }

    private enum Shifting { Left, Right, RightUnsigned }

    private static Evaluator Bits(BoundCall site, Bitwise operation) => site.ResultType switch
    {
        ByteType => Bits<sbyte>(site, operation),
        ShortType => Bits<short>(site, operation),
        IntegerType => Bits<int>(site, operation),
        _ => Bits<long>(site, operation),
    };

    private static Evaluator Bits<T>(BoundCall site, Bitwise operation) where T : unmanaged, IBinaryInteger<T> => operation switch
    {
        Bitwise.And => new BinaryFunction<AndBits<T>, T>(site, false),
        Bitwise.Or => new BinaryFunction<OrBits<T>, T>(site, false),
        Bitwise.Xor => new BinaryFunction<XorBits<T>, T>(site, false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Evaluator NotKernel(BoundCall site) => site.ResultType switch
    {
        ByteType => new UnaryFunction<NotBits<sbyte>, sbyte, sbyte>(site),
        ShortType => new UnaryFunction<NotBits<short>, short, short>(site),
        IntegerType => new UnaryFunction<NotBits<int>, int, int>(site),
        _ => new UnaryFunction<NotBits<long>, long, long>(site),
    };

    private static Evaluator Shift(BoundCall site, Shifting shifting) => site.ResultType is LongType
        ? shifting switch
        {
            Shifting.Left => RowKernel.Of<ShiftLeft<long>, long, int, long>()(site),
            Shifting.Right => RowKernel.Of<ShiftRight<long>, long, int, long>()(site),
            Shifting.RightUnsigned => RowKernel.Of<ShiftRightUnsigned<long>, long, int, long>()(site),
            _ => throw new System.Diagnostics.UnreachableException(),
        }
        : shifting switch
        {
            Shifting.Left => RowKernel.Of<ShiftLeft<int>, int, int, int>()(site),
            Shifting.Right => RowKernel.Of<ShiftRight<int>, int, int, int>()(site),
            Shifting.RightUnsigned => RowKernel.Of<ShiftRightUnsigned<int>, int, int, int>()(site),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Evaluator CountKernel(BoundCall site) => site.ArgumentType(0).Physical switch
    {
        PhysicalType.Boolean => new UnaryFunction<CountBits<byte>, byte, int>(site),
        PhysicalType.Int8 => new UnaryFunction<CountBits<sbyte>, sbyte, int>(site),
        PhysicalType.Int16 => new UnaryFunction<CountBits<short>, short, int>(site),
        PhysicalType.Int32 => new UnaryFunction<CountBits<int>, int, int>(site),
        _ => new UnaryFunction<CountBits<long>, long, int>(site),
    };

    private static Evaluator GetKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        ByteType => RowKernel.Of<GetBit<sbyte>, sbyte, int, sbyte>()(site),
        ShortType => RowKernel.Of<GetBit<short>, short, int, sbyte>()(site),
        IntegerType => RowKernel.Of<GetBit<int>, int, int, sbyte>()(site),
        _ => RowKernel.Of<GetBit<long>, long, int, sbyte>()(site),
    };
}
