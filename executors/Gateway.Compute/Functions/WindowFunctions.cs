using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Casts;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the functions that need OVER, and grouping() and grouping_id(), which only analysis computes.</summary>
internal static class WindowFunctions
{
    public static void Register(FunctionFamily f)
    {
        f.Window("counter_diff", WindowFunctionKind.CounterDiff, [new("value", TypeRule.Numeric), new("start_time", TypeRule.OneOf(TypeRule.Timestamp, TypeRule.TimestampNtz))], static call => call.Arguments[0].Type,
            NullRules.Always, optional: 1, coercion: ArgumentCoercion.None, named: true);
        f.Window("cume_dist", WindowFunctionKind.CumeDist, [], static _ => DoubleType.Instance, NullRules.Never);
        f.Window("dense_rank", WindowFunctionKind.DenseRank, [new("children", TypeRule.Any)], static _ => IntegerType.Instance, NullRules.Never, variadic: true, shape: static (writer, _) => writer.Append("DENSE_RANK()"));
        f.Scalar("grouping", [new("col", TypeRule.Any)], static _ => ByteType.Instance, NullRules.Never, group: "agg_funcs");
        f.Scalar("grouping_id", [new("cols", TypeRule.Any)], static _ => LongType.Instance, NullRules.Never, variadic: true, optional: 1, group: "agg_funcs");
        Offset(f, "lag", WindowFunctionKind.Lag);
        Offset(f, "lead", WindowFunctionKind.Lead);
        f.Window("nth_value", WindowFunctionKind.NthValue, [new("input", TypeRule.Any), new("offset", TypeRule.Int), new("ignoreNulls", TypeRule.Boolean)], static call => call.Arguments[0].Type,
            NullRules.Always, optional: 1, check: CheckPosition, shape: static (writer, call) => writer.Call("nth_value", call.Arguments.Take(2)));
        f.Window("ntile", WindowFunctionKind.Ntile, [new("buckets", TypeRule.Any, Literal.Of(1))], static _ => IntegerType.Instance, NullRules.Never, optional: 1, check: CheckBuckets);
        f.Window("percent_rank", WindowFunctionKind.PercentRank, [new("children", TypeRule.Any)], static _ => DoubleType.Instance, NullRules.Never, variadic: true, shape: static (writer, _) => writer.Append("PERCENT_RANK()"));
        f.Window("rank", WindowFunctionKind.Rank, [new("children", TypeRule.Any)], static _ => IntegerType.Instance, NullRules.Never, variadic: true, shape: static (writer, _) => writer.Append("RANK()"));
        f.Window("row_number", WindowFunctionKind.RowNumber, [], static _ => IntegerType.Instance, NullRules.Never);
    }

    private static void Offset(FunctionFamily f, string name, WindowFunctionKind kind) => f.Window(
        name,
        kind,
        [new("input", TypeRule.Any, Literal.Null), new("offset", TypeRule.Any, Literal.Of(1)), new("default", TypeRule.Any, Literal.Null), new("ignoreNulls", TypeRule.Any)],
        static call => call.Arguments[0].Type,
        static call => call.Arguments[0].Nullable || call.Arguments[2].Nullable,
        optional: 4,
        check: CheckOffset,
        shape: static (writer, call) => writer.Call(call.CalledName, call.Arguments.Take(3)),
        coerce: static (call, ansi) => CastDefault(call, ansi));

    /// <summary>The default takes the input's type.</summary>
    private static ImmutableArray<Expression>? CastDefault(FunctionCall call, bool ansi)
    {
        var mode = ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy;
        var (input, value) = (call.Arguments[0].Type, call.Arguments[2]);
        return TypeMerging.Same(input, value.Type) || !(value.Type is NullType || (value.Type.IsAtomic && input.IsAtomic)) || !CastRules.CanCast(value.Type, input, mode)
            ? null
            : call.Arguments.SetItem(2, new Cast(value, input, mode) { Origin = call.Origin });
    }

    private static QueryError? CheckOffset(FunctionCall call)
    {
        var (offset, value) = (call.Arguments[1], call.Arguments[2]);
        if (offset.Type is not (IntegerType or NullType))
        {
            return Unexpected(call, 1, "\"INT\"");
        }
        if (!offset.Foldable)
        {
            string shown = call.Function.Window == WindowFunctionKind.Lag ? $"\"(- {offset.PrettyText})\"" : FunctionCheck.Quoted(offset);
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", "`offset`"), ("inputType", FunctionCheck.Quoted(offset.Type)), ("inputExpr", shown));
        }
        return TypeMerging.Same(call.Arguments[0].Type, value.Type) || value.Type is NullType
            ? null
            : Unexpected(call, 2, $"({FunctionCheck.Quoted(call.Arguments[0].Type)} or \"VOID\")");
    }

    private static QueryError? CheckBuckets(FunctionCall call)
    {
        var buckets = call.Arguments[0];
        if (!buckets.Foldable)
        {
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", "`buckets`"), ("inputType", FunctionCheck.Quoted(buckets.Type)), ("inputExpr", FunctionCheck.Quoted(buckets)));
        }
        if (buckets.Type is not IntegerType)
        {
            return Unexpected(call, 0, "\"INT\"");
        }
        int count = ConstantFolding.Evaluate(buckets, QuerySettings.Default).Value as int? ?? 0;
        return count > 0 ? null : OutOfRange(call, "buckets", "(0, 2147483647]", count.ToString(CultureInfo.InvariantCulture));
    }

    private static QueryError? CheckPosition(FunctionCall call)
    {
        var position = call.Arguments[1];
        if (!position.Foldable)
        {
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", "`offset`"), ("inputType", FunctionCheck.Quoted(position.Type)), ("inputExpr", FunctionCheck.Quoted(position)));
        }
        if (position.Type is not (IntegralType or NullType))
        {
            return Unexpected(call, 1, "\"INTEGRAL\"");
        }
        long number = ConstantFolding.Evaluate(position, QuerySettings.Default).Value is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
        return number > 0 ? null : OutOfRange(call, "offset", "(0, 9223372036854775807]", number.ToString(CultureInfo.InvariantCulture) + "L");
    }

    private static QueryError Unexpected(FunctionCall call, int position, string required) => FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE",
        ("paramIndex", FunctionCheck.Ordinal(position)), ("requiredType", required), ("inputSql", FunctionCheck.Quoted(call.Arguments[position])), ("inputType", FunctionCheck.Quoted(call.Arguments[position].Type)));

    private static QueryError OutOfRange(FunctionCall call, string name, string range, string value) =>
        FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE", ("exprName", name), ("valueRange", range), ("currentValue", value));
}
