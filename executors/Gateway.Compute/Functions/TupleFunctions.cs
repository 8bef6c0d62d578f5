using System.Collections.Immutable;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Sketches;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions of Tuple sketches, once for sums of DOUBLE and once for INT.</summary>
internal static class TupleFunctions
{
    private static readonly string[] _modes = ["sum", "min", "max", "alwaysone"];
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;

    public static void Register(FunctionFamily f)
    {
        Register(f, "double", TypeRule.Double, isDouble: true);
        Register(f, "integer", TypeRule.Int, isDouble: false);
    }

    private static void Register(FunctionFamily f, string suffix, TypeRule summary, bool isDouble)
    {
        Parameter nominal = new("lgNomEntries", TypeRule.Int, Literal.Of(KeyTable.DefaultLogNominal));
        Parameter mode = new("mode", TypeRule.String, Literal.Of("sum"));
        Parameter child = new("child", TypeRule.Binary);
        SummaryOperation Plain() => new(SummaryMode.Sum, isDouble);
        f.Scalar("tuple_difference_" + suffix, [new("tupleSketch1", TypeRule.Binary), new("tupleSketch2", TypeRule.Binary)], Binary,
            kernel: RowKernel.Of<TupleDifferenceOp, StringView, StringView, StringView>(site => new TupleScratch(site, Plain(), secondIsTheta: false)), coercion: ArgumentCoercion.None, canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Scalar("tuple_difference_theta_" + suffix, [new("tupleSketch", TypeRule.Binary), new("thetaSketch", TypeRule.Binary)], Binary,
            kernel: RowKernel.Of<TupleDifferenceOp, StringView, StringView, StringView>(site => new TupleScratch(site, Plain(), secondIsTheta: true)), coercion: ArgumentCoercion.None, canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Aggregate("tuple_intersection_agg_" + suffix, [child, mode], Binary, site => new SketchIntersection(site, Operation(site.Call, 1, isDouble)), NullRules.Never,
            optional: 1, check: static call => ModeFault(call, 1), since: "4.2.0");
        f.Scalar("tuple_intersection_" + suffix, [new("tupleSketch1", TypeRule.Binary), new("tupleSketch2", TypeRule.Binary), mode], Binary, NullRules.From(0, 1),
            RowKernel.Of<TupleIntersectionOp, StringView, StringView, StringView>(site => new TupleScratch(site, Operation(site.Call, 2, isDouble), secondIsTheta: false)),
            optional: 1, coercion: ArgumentCoercion.None, check: static call => ModeFault(call, 2), canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Scalar("tuple_intersection_theta_" + suffix, [new("tupleSketch", TypeRule.Binary), new("thetaSketch", TypeRule.Binary), mode], Binary, NullRules.From(0, 1),
            RowKernel.Of<TupleIntersectionOp, StringView, StringView, StringView>(site => new TupleScratch(site, Operation(site.Call, 2, isDouble), secondIsTheta: true)),
            optional: 1, coercion: ArgumentCoercion.None, check: static call => ModeFault(call, 2), canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Aggregate("tuple_sketch_agg_" + suffix, [new("key", ThetaFunctions.Countable), new("summary", summary), nominal, mode], Binary,
            site => new TupleSketchAggregate(site, LogNominal(site.Call, 2), Operation(site.Call, 3, isDouble)), NullRules.Never,
            optional: 2, check: static call => NominalFault(call, 2) ?? ModeFault(call, 3), named: true, since: "4.2.0");
        f.Scalar("tuple_sketch_estimate_" + suffix, [child], static _ => DoubleType.Instance, kernel: RowKernel.Of<TupleEstimateOp, StringView, double>(site => new TupleScratch(site, Plain(), secondIsTheta: false)),
            coercion: ArgumentCoercion.None, canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Scalar("tuple_sketch_summary_" + suffix, [child, mode], _ => isDouble ? DoubleType.Instance : LongType.Instance, NullRules.From(0),
            site => isDouble
                ? RowKernel.Of<TupleSummaryOp, StringView, double>(bound => new TupleScratch(bound, Operation(bound.Call, 1, true), secondIsTheta: false))(site)
                : RowKernel.Of<TupleSummaryOp, StringView, long>(bound => new TupleScratch(bound, Operation(bound.Call, 1, false), secondIsTheta: false))(site),
            optional: 1, coercion: ArgumentCoercion.None, check: static call => ModeFault(call, 1), canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Scalar("tuple_sketch_theta_" + suffix, [child], static _ => DoubleType.Instance, kernel: RowKernel.Of<TupleThetaOp, StringView, double>(site => new TupleScratch(site, Plain(), secondIsTheta: false)),
            coercion: ArgumentCoercion.None, canThrow: _throws, group: "misc_funcs", since: "4.2.0");
        f.Aggregate("tuple_union_agg_" + suffix, [child, nominal, mode], Binary, site => new SketchUnionAggregate(site, LogNominal(site.Call, 1), Operation(site.Call, 2, isDouble)), NullRules.Never,
            optional: 2, check: static call => NominalFault(call, 1) ?? ModeFault(call, 2), named: true, since: "4.2.0");
        Union(f, "tuple_union_" + suffix, ["first", "second"], nominal, mode, isDouble, secondIsTheta: false);
        Union(f, "tuple_union_theta_" + suffix, ["first", "second"], nominal, mode, isDouble, secondIsTheta: true);
    }

    private static void Union(FunctionFamily f, string name, ImmutableArray<string> sketches, Parameter nominal, Parameter mode, bool isDouble, bool secondIsTheta) =>
        f.Scalar(name, [new(sketches[0], TypeRule.Binary), new(sketches[1], TypeRule.Binary), nominal, mode], Binary, NullRules.From(0, 1),
            RowKernel.Of<TupleUnionOp, StringView, StringView, StringView>(site => new TupleScratch(site, Operation(site.Call, 3, isDouble), secondIsTheta, LogNominal(site.Call, 2))),
            optional: 2, coercion: ArgumentCoercion.None, check: static call => NominalFault(call, 2) ?? ModeFault(call, 3), named: true, canThrow: _throws, group: "misc_funcs", since: "4.2.0");

    private static BinaryType Binary(FunctionCall call) => BinaryType.Instance;

    private static int LogNominal(FunctionCall call, int position) => (int)ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value!;

    private static SummaryOperation Operation(FunctionCall call, int position, bool isDouble) =>
        new((SummaryMode)Array.IndexOf(_modes, Mode(call, position)), isDouble);

    private static string Mode(FunctionCall call, int position) => ((string)ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value!).ToLowerInvariant();

    private static QueryError? NominalFault(FunctionCall call, int position)
    {
        if (SketchFaults.Constant(call, position, "lgNomEntries") is { } fault)
        {
            return fault;
        }
        int value = LogNominal(call, position);
        return value is >= KeyTable.LeastLogNominal and <= KeyTable.MostLogNominal
            ? null
            : SketchFaults.Nested(call, "SKETCH_INVALID_LG_NOM_ENTRIES", "22003",
                $"Invalid call to {Quote.Id(call.Function.Name)}; the `lgNomEntries` value must be between {SketchFaults.Text(KeyTable.LeastLogNominal)} and {SketchFaults.Text(KeyTable.MostLogNominal)}, inclusive: {SketchFaults.Text(value)}.");
    }

    private static QueryError? ModeFault(FunctionCall call, int position)
    {
        if (SketchFaults.Constant(call, position, "mode") is { } fault)
        {
            return fault;
        }
        return _modes.Contains(Mode(call, position))
            ? null
            : SketchFaults.Nested(call, "TUPLE_INVALID_SKETCH_MODE", "22023",
                $"Invalid call to {Quote.Id(call.Function.Name)}: mode '{ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value}' is not supported. Valid modes are: {string.Join(", ", _modes)}.");
    }
}

/// <summary>What a function of Tuple sketches works with.</summary>
internal sealed class TupleScratch(BoundCall site, SummaryOperation operation, bool secondIsTheta, int logNominal = KeyTable.DefaultLogNominal)
{
    private readonly SketchScratch _sketches = new(site, operation);

    public SummaryOperation Operation => operation;

    public CompactKeys First => _sketches.First;

    public CompactKeys Second => _sketches.Second;

    public void ReadFirst(ref StringView bytes, RowContext context) => SketchReading.ReadTuple(StringView.Span(ref bytes), operation.IsDouble, First, context.Site.Call);

    /// <summary>Reads the second sketch; the keys of a Theta sketch get the summary of no values.</summary>
    public void ReadSecond(ref StringView bytes, RowContext context)
    {
        if (!secondIsTheta)
        {
            SketchReading.ReadTuple(StringView.Span(ref bytes), operation.IsDouble, Second, context.Site.Call);
            return;
        }
        SketchReading.ReadTheta(StringView.Span(ref bytes), Second, context.Site.Call);
        Second.Summarize(operation.Zero);
    }

    public void Unite() => _sketches.Unite(logNominal);

    /// <summary>Puts the first sketch into the order that set operations leave.</summary>
    public void Intersect()
    {
        if (!First.IsEmpty)
        {
            First.TableOrder();
        }
        First.Intersect(Second, operation);
    }

    public StringView Give(RowContext context) => _sketches.Give(context);
}

internal readonly struct TupleDifferenceOp : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, RowContext context, out StringView result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref first, context);
        scratch.ReadSecond(ref second, context);
        scratch.First.Subtract(scratch.Second);
        result = scratch.Give(context);
        return true;
    }
}

internal readonly struct TupleIntersectionOp : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, RowContext context, out StringView result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref first, context);
        scratch.ReadSecond(ref second, context);
        scratch.Intersect();
        result = scratch.Give(context);
        return true;
    }
}

internal readonly struct TupleUnionOp : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, RowContext context, out StringView result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref first, context);
        scratch.ReadSecond(ref second, context);
        scratch.Unite();
        result = scratch.Give(context);
        return true;
    }
}

internal readonly struct TupleEstimateOp : IRowOp<StringView, double>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out double result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref bytes, context);
        result = scratch.First.IsEstimating ? scratch.First.Count / scratch.First.ThetaShare : scratch.First.Count;
        return true;
    }
}

internal readonly struct TupleThetaOp : IRowOp<StringView, double>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out double result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref bytes, context);
        result = scratch.First.ThetaShare;
        return true;
    }
}

/// <summary>The sum, smallest or largest of all summaries, or how many there are.</summary>
internal readonly struct TupleSummaryOp : IRowOp<StringView, double>, IRowOp<StringView, long>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out double result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref bytes, context);
        result = 0;
        for (int i = 0; i < scratch.First.Count; i++)
        {
            double value = BitConverter.Int64BitsToDouble(scratch.First.Summaries[i].Bits);
            result = scratch.Operation.Mode switch
            {
                SummaryMode.Sum => result + value,
                SummaryMode.AlwaysOne => result + 1,
                _ when i == 0 => value,
                SummaryMode.Min => Math.Min(result, value),
                _ => Math.Max(result, value),
            };
        }
        return true;
    }

    public static bool Invoke(ref StringView bytes, RowContext context, out long result)
    {
        var scratch = (TupleScratch)context.State!;
        scratch.ReadFirst(ref bytes, context);
        result = 0;
        for (int i = 0; i < scratch.First.Count; i++)
        {
            long value = scratch.First.Summaries[i].Bits;
            result = scratch.Operation.Mode switch
            {
                SummaryMode.Sum => result + value,
                SummaryMode.AlwaysOne => result + 1,
                _ when i == 0 => value,
                SummaryMode.Min => Math.Min(result, value),
                _ => Math.Max(result, value),
            };
        }
        return true;
    }
}
