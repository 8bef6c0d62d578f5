using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Casts;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Rows of the aggregates that put values or bits together: lists, bitmaps, extremes by another value, sketches.</summary>
internal static class CollectingAggregates
{
    private const int LargestK = 100_000;
    private static readonly ImmutableArray<Parameter> _integral = [new("expr", TypeRule.Integral)];
    private static readonly ImmutableArray<Parameter> _binary = [new("child", TypeRule.Any)];
    private static readonly ImmutableArray<Parameter> _by = [new("x", TypeRule.Any), new("y", TypeRule.Any), new("k", TypeRule.Int, Foldable: true)];

    private static QueryError? NoBitmap(FunctionCall call) => call.Arguments[0].Type is BinaryType ? null : CollectionChecks.Unexpected(call, 0, "\"BINARY\"");

    public static void Register(FunctionFamily f)
    {
        f.Aggregate("bit_and", _integral, FirstType, static site => BitAggregates.Bind(site, BitOperation.And), coercion: ArgumentCoercion.None, example: "bit_and(3) = 3");
        f.Aggregate("bit_or", _integral, FirstType, static site => BitAggregates.Bind(site, BitOperation.Or), coercion: ArgumentCoercion.None, example: "bit_or(3) = 3");
        f.Aggregate("bit_xor", _integral, FirstType, static site => BitAggregates.Bind(site, BitOperation.Xor), coercion: ArgumentCoercion.None, example: "bit_xor(3) = 3");
        f.Aggregate("bitmap_and_agg", _binary, static _ => BinaryType.Instance, static site => new BitmapFunction(site, BitmapOperation.And), nulls: NullRules.Never, coercion: ArgumentCoercion.None, check: NoBitmap);
        f.Aggregate("bitmap_construct_agg", [new("child", TypeRule.Long)], static _ => BinaryType.Instance, static site => new BitmapFunction(site, BitmapOperation.Construct), nulls: NullRules.Never);
        f.Aggregate("bitmap_or_agg", _binary, static _ => BinaryType.Instance, static site => new BitmapFunction(site, BitmapOperation.Or), nulls: NullRules.Never, coercion: ArgumentCoercion.None, check: NoBitmap);
        f.Aggregate("collect_union", [new("expr", TypeRule.Array)], static call => ((ArrayType)call.Arguments[0].Type) with { ContainsNull = false },
            static site => new CollectUnion(site), nulls: NullRules.Never, check: BasicAggregates.IsSettable, deterministic: false);
        f.Aggregate("count_if", [new("expr", TypeRule.Boolean)], static _ => LongType.Instance,
            static site => new Accumulating<CountTrue, long, byte, long>(site, default), nulls: NullRules.Never, example: "count_if(true) = 1");
        f.Aggregate("count_min_sketch",
            [new("column", TypeRule.OneOf(TypeRule.Integral, TypeRule.Of(StringType.Instance), TypeRule.Binary)), new("epsilon", TypeRule.Double, Foldable: true), new("confidence", TypeRule.Double, Foldable: true), new("seed", TypeRule.OneOf(TypeRule.Int, TypeRule.Long), Foldable: true)],
            static _ => BinaryType.Instance, Sketch, nulls: NullRules.Never, coercion: ArgumentCoercion.None, check: SketchFault, named: true);
        f.Aggregate("listagg string_agg", [new("expr", TypeRule.OneOf(TypeRule.String, TypeRule.Binary)), new("delimiter", TypeRule.OneOf(TypeRule.String, TypeRule.Binary, TypeRule.Of(NullType.Instance)), Literal.Null, Foldable: true)],
            static call => call.Arguments[0].Type, static site => new ListAggregate(site), optional: 1, coerce: CoerceList, check: ListFault, shape: PrintList);
        f.Aggregate("max_by", _by, ByType, static site => ByExtremeOf(site, isMax: true), optional: 1, check: ByFault, example: "max_by('a', 10) = a");
        f.Aggregate("min_by", _by, ByType, static site => ByExtremeOf(site, isMax: false), optional: 1, check: ByFault, example: "min_by('a', 10) = a");
    }

    private static DataType FirstType(FunctionCall call) => call.Arguments[0].Type;

    private static DataType ByType(FunctionCall call) => call.Arguments.Length > 2 ? new ArrayType(call.Arguments[0].Type, true) : call.Arguments[0].Type;

    private static AggregateFunction ByExtremeOf(BoundAggregate site, bool isMax)
    {
        if (site.Call.Arguments.Length > 2)
        {
            return new TopByExtreme(site, isMax, (int)ConstantFolding.Evaluate(site.Call.Arguments[2], site.Context.Settings).Value!);
        }
        return isMax ? new ByExtreme<Larger>(site) : new ByExtreme<Smaller>(site);
    }

    private static QueryError? ByFault(FunctionCall call)
    {
        if (!OperatorChecks.IsOrderable(call.Arguments[1].Type))
        {
            return FunctionCheck.Mismatch(call, "INVALID_ORDERING_TYPE", ("functionName", "`" + call.Function.Name + "`"), ("dataType", FunctionCheck.Quoted(call.Arguments[1].Type)));
        }
        if (call.Arguments.Length < 3 || !call.Arguments[2].Foldable)
        {
            return null;
        }
        return ConstantFolding.Evaluate(call.Arguments[2], QuerySettings.Default).Value is int k
            ? k is >= 1 and <= LargestK ? null : OutOfRange(call, "`k`", "[1, 100000]", k.ToString(CultureInfo.InvariantCulture))
            : FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", "`k`"));
    }

    private static CountMinSketch Sketch(BoundAggregate site) => new(
        site,
        (double)ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value!,
        (double)ConstantFolding.Evaluate(site.Call.Arguments[2], site.Context.Settings).Value!,
        ConstantFolding.Evaluate(site.Call.Arguments[3], site.Context.Settings).Value is long wide ? unchecked((int)wide) : (int)ConstantFolding.Evaluate(site.Call.Arguments[3], site.Context.Settings).Value!);

    private static QueryError? SketchFault(FunctionCall call)
    {
        object? epsilon = ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value;
        object? confidence = ConstantFolding.Evaluate(call.Arguments[2], QuerySettings.Default).Value;
        object? seed = ConstantFolding.Evaluate(call.Arguments[3], QuerySettings.Default).Value;
        if (epsilon is null || confidence is null || seed is null)
        {
            return FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", epsilon is null ? "eps" : confidence is null ? "confidence" : "seed"));
        }
        if ((double)epsilon <= 0)
        {
            return OutOfRange(call, "eps", "(0.0, 1.7976931348623157E308]", Number((double)epsilon));
        }
        return (double)confidence is > 0 and < 1 ? null : OutOfRange(call, "confidence", "(0.0, 1.0]", Number((double)confidence));
    }

    private static string Number(double value)
    {
        Span<byte> text = stackalloc byte[64];
        return System.Text.Encoding.ASCII.GetString(text[..Compute.Text.NumberFormatter.FormatDouble(value, text)]) + "D";
    }

    /// <summary>A binary list takes a binary delimiter; anything else is joined as strings.</summary>
    private static ImmutableArray<Expression>? CoerceList(FunctionCall call, bool ansi)
    {
        var value = call.Arguments[0];
        return value.Resolved && value.Type is not (StringType or BinaryType) && !value.Type.IsIn(TypeClass.Nested)
            ? call.Arguments.SetItem(0, new Cast(value, StringType.Instance, ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy) { Origin = call.Origin })
            : null;
    }

    /// <summary>Text and its delimiter are of one type.</summary>
    private static QueryError? ListFault(FunctionCall call) => call.Arguments is [var value, var delimiter, ..] && delimiter is not SortOrder && delimiter.Type is StringType or BinaryType && value.Type is StringType or BinaryType
        ? OperatorChecks.SameTypes(call, call.CalledName, [value, delimiter], bracketed: false)
        : null;

    private static void PrintList(ExpressionWriter writer, FunctionCall call)
    {
        var order = call.Arguments.Where(static argument => argument is SortOrder).ToList();
        writer.Call(order.Count > 0 ? "listagg" : call.CalledName, call.Arguments.Where(static argument => argument is not SortOrder));
        if (order.Count > 0)
        {
            writer.Append(" WITHIN GROUP (ORDER BY ").Join(", ", order).Append(")");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static QueryError OutOfRange(FunctionCall call, string name, string range, string value) =>
        FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE", ("exprName", name), ("valueRange", range), ("currentValue", value));
}
