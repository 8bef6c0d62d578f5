using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions that choose among their arguments.</summary>
internal static class ConditionalFunctions
{
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;

    public static void Register(FunctionFamily f)
    {
        f.Scalar("between", [new("input", TypeRule.Any), new("lower", TypeRule.Any), new("upper", TypeRule.Any)], Unexpanded,
            expand: static call => Call("and", call,
                Call(">=", call, new CommonExpressionReference(call.Arguments[0]), call.Arguments[1]),
                Call("<=", call, new CommonExpressionReference(call.Arguments[0]), call.Arguments[2])),
            coercion: ArgumentCoercion.None, group: "conditional_funcs", example: "between(0.5, 0.1, 1.0) = true");
        f.Scalar("coalesce", [new("expr", TypeRule.Any)], MergedType, NullRules.IfAll, static site => new CoalesceEvaluator(site), variadic: true, optional: -1,
            coercion: ArgumentCoercion.Widest, check: static call => OperatorChecks.SameTypes(call, "coalesce", call.Arguments, bracketed: false),
            canThrow: _safe, group: "conditional_funcs", example: "coalesce(NULL, 1, NULL) = 1");
        Extreme(f, "greatest", static order => order > 0, "greatest(10, 9, 2, 4, 3) = 10");
        f.Scalar("if", [new("expr1", TypeRule.Boolean), new("expr2", TypeRule.Any), new("expr3", TypeRule.Any)],
            static call => TypeMerging.MergeNullability([call.Arguments[1].Type, call.Arguments[2].Type]),
            static call => call.Arguments[1].Nullable || call.Arguments[2].Nullable,
            rewrite: static call => new CaseWhen([(call.Arguments[0], call.Arguments[1])], call.Arguments[2]) { Origin = call.Origin },
            coercion: ArgumentCoercion.None, coerce: static (call, ansi) => IfArguments(call, ansi),
            check: static call => OperatorChecks.SameTypes(call, "if", call.Arguments[1..], bracketed: true),
            shape: static (writer, call) => writer.Append("(IF(").Join(", ", call.Arguments).Append("))"),
            canThrow: _safe, group: "conditional_funcs", example: "if(1 < 2, 'a', 'b') = a");
        f.Scalar("ifnull nvl", [new("expr1", TypeRule.Any), new("expr2", TypeRule.Any)], Unexpanded,
            expand: static call => Call("coalesce", call, call.Arguments[0], call.Arguments[1]),
            coercion: ArgumentCoercion.None, group: "conditional_funcs", example: "nvl(NULL, array('2')) = [\"2\"]");
        f.Scalar("isnan", [new("expr", TypeRule.OneOf(TypeRule.Double, TypeRule.Float))], static _ => BooleanType.Instance, NullRules.Never,
            static site => new IsNanFunction(site), canThrow: _safe, group: "predicate_funcs", example: "isnan(cast('NaN' as double)) = true");
        Extreme(f, "least", static order => order < 0, "least(10, 9, 2, 4, 3) = 2");
        f.Scalar("in", [new("expr1", TypeRule.Any), new("expr2", TypeRule.Any)], Unexpanded, variadic: true, coercion: ArgumentCoercion.None,
            expand: static call => new In(call.Arguments[0], call.Arguments[1..]) { Origin = call.Origin },
            shape: static (writer, call) => writer.Append(new In(call.Arguments[0], call.Arguments[1..])), canThrow: static _ => false, group: "predicate_funcs", example: "in(1, 1, 2) = true");
        f.Scalar("nanvl", [new("expr1", TypeRule.OneOf(TypeRule.Double, TypeRule.Float)), new("expr2", TypeRule.OneOf(TypeRule.Double, TypeRule.Float))],
            static call => call.Arguments[0].Type, kernel: static site => new NanvlEvaluator(site),
            coercion: ArgumentCoercion.None, coerce: static (call, ansi) => FloatingPair(call, ansi), canThrow: _safe, group: "conditional_funcs", example: "nanvl(cast('NaN' as double), 123) = 123.0");
        f.Scalar("nullif", [new("expr1", TypeRule.Any), new("expr2", TypeRule.Any)], Unexpanded,
            expand: static call => Call("if", call, Call("=", call, new CommonExpressionReference(call.Arguments[0]), call.Arguments[1]), Literal.Null, call.Arguments[0]),
            coercion: ArgumentCoercion.None, group: "conditional_funcs", example: "nullif(2, 2) = NULL");
        f.Scalar("nullifzero", [new("expr", TypeRule.Any)], Unexpanded,
            expand: static call => Call("if", call, Call("=", call, call.Arguments[0], Literal.Of(0)), Literal.Null, call.Arguments[0]),
            coercion: ArgumentCoercion.None, group: "conditional_funcs", example: "nullifzero(0) = NULL");
        f.Scalar("nvl2", [new("expr1", TypeRule.Any), new("expr2", TypeRule.Any), new("expr3", TypeRule.Any)], Unexpanded,
            expand: static call => Call("if", call, Call("isnotnull", call, call.Arguments[0]), call.Arguments[1], call.Arguments[2]),
            coercion: ArgumentCoercion.None, group: "conditional_funcs", example: "nvl2(NULL, 2, 1) = 1");
        f.Scalar("when", [new("condition", TypeRule.Any), new("value", TypeRule.Any)],
            static call => CaseOf(call).Type, static call => CaseOf(call).Nullable, rewrite: CaseOf, variadic: true,
            coercion: ArgumentCoercion.None, coerce: static (call, ansi) => Branches(call, ansi, ValuePositions(call.Arguments.Length)),
            check: CaseFault, shape: static (writer, call) => CaseOf(call).Print(writer), canThrow: _safe, group: "conditional_funcs", example: "CASE WHEN 1 > 0 THEN 1 ELSE 2 END = 1");
        f.Scalar("zeroifnull", [new("expr", TypeRule.Any)], Unexpanded,
            expand: static call => Call("coalesce", call, call.Arguments[0], Literal.Of(0)),
            coercion: ArgumentCoercion.None, group: "conditional_funcs", example: "zeroifnull(NULL) = 0");
    }

    /// <summary>Binds a built-in function for a replacement, at the origin and in the mode of the call it replaces.</summary>
    internal static FunctionCall Call(string name, FunctionCall replaced, params ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.Find(name)!, name, arguments, replaced.Mode) { Origin = replaced.Origin };

    private static void Extreme(FunctionFamily f, string name, Func<int, bool> wins, string example) =>
        f.Scalar(name, [new("expr", TypeRule.Any), new("expr", TypeRule.Any)], MergedType, NullRules.IfAll, site => new ExtremeFunction(site, wins), variadic: true, optional: -1,
            coercion: ArgumentCoercion.WidestWithoutStrings,
            check: call => OperatorChecks.SameTypes(call, name, call.Arguments, bracketed: true) ??
                (OperatorChecks.IsOrderable(call.Arguments[0].Type) ? null : OperatorChecks.Unordered(call, name, call.Arguments[0].Type)),
            canThrow: _safe, group: "math_funcs", example: example);

    private static DataType MergedType(FunctionCall call) => TypeMerging.MergeNullability(call.Arguments.Select(static argument => argument.Type));

    /// <summary>Rows that expand are replaced before anyone asks for their type.</summary>
    private static DataType Unexpanded(FunctionCall call) => call.Function.Expand!(call).Type;

    /// <summary>A NULL literal is a condition; other types are not converted.</summary>
    private static ImmutableArray<Expression>? IfArguments(FunctionCall call, bool ansi)
    {
        var arguments = Branches(call, ansi, [1, 2]);
        return call.Arguments[0] is Literal { Type: NullType }
            ? (arguments ?? call.Arguments).SetItem(0, Literal.NullOf(BooleanType.Instance))
            : arguments;
    }

    private static ImmutableArray<Expression>? Branches(FunctionCall call, bool ansi, int[] positions)
    {
        DataType[] types = [.. positions.Select(position => call.Arguments[position].Type)];
        if (TypeMerging.AllSame(types) || WidestType.Find(types, ansi) is not { } common)
        {
            return null;
        }
        var context = new CoercionContext(ansi);
        return [.. call.Arguments.Select((argument, i) => positions.Contains(i) ? context.Cast(argument, common, call) : argument)];
    }

    private static ImmutableArray<Expression>? FloatingPair(FunctionCall call, bool ansi)
    {
        var context = new CoercionContext(ansi);
        DataType?[] types = [.. call.Arguments.Select((argument, i) => argument.Type is NullType && call.Arguments[1 - i].Type is FractionalType other
            ? other
            : ImplicitCast.Find(argument.Type, call.Function.Parameters[i].Accepts, ansi))];
        if (types[0] is null || types[1] is null)
        {
            // What can be cast is, so that the error names the argument that cannot.
            return [.. call.Arguments.Select((argument, i) => types[i] is { } type ? context.Cast(argument, type, call) : argument)];
        }
        var common = types[0]!.Equals(types[1]) ? types[0]! : DoubleType.Instance;
        return [.. call.Arguments.Select(argument => context.Cast(argument, common, call))];
    }

    private static int[] ValuePositions(int count) => [.. Enumerable.Range(0, count).Where(i => i % 2 == 1 || (i == count - 1 && count % 2 == 1))];

    private static CaseWhen CaseOf(FunctionCall call)
    {
        var arguments = call.Arguments;
        return new CaseWhen(
            [.. Enumerable.Range(0, arguments.Length / 2).Select(i => (arguments[2 * i], arguments[(2 * i) + 1]))],
            arguments.Length % 2 == 1 ? arguments[^1] : null)
        { Origin = call.Origin };
    }

    private static QueryError? CaseFault(FunctionCall call) => ConditionalCheck.FindFault(CaseOf(call));
}
