using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Sketches;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions of Theta sketches.</summary>
internal static class ThetaFunctions
{
    /// <summary>The types of which a sketch counts distinct values.</summary>
    public static readonly TypeRule Countable = TypeRule.OneOf(
        TypeRule.Of(new ArrayType(IntegerType.Instance, true)) with { Text = "\"ARRAY<INT>\"", Accepts = static type => type is ArrayType { Element: IntegerType } },
        TypeRule.Of(new ArrayType(LongType.Instance, true)) with { Text = "\"ARRAY<BIGINT>\"", Accepts = static type => type is ArrayType { Element: LongType } },
        TypeRule.Binary, TypeRule.Double, TypeRule.Float, TypeRule.Int, TypeRule.Long, TypeRule.String);

    private static readonly Literal _nominal = Literal.Of(KeyTable.DefaultLogNominal);

    public static void Register(FunctionFamily f)
    {
        Parameter first = new("first", TypeRule.Binary);
        Parameter second = new("second", TypeRule.Binary);
        Parameter nominal = new("lgNomEntries", TypeRule.Int, _nominal);
        f.Scalar("theta_difference", [first, second], static _ => BinaryType.Instance, kernel: RowKernel.Of<ThetaDifferenceOp, StringView, StringView, StringView>(SketchScratch.Theta),
            coercion: ArgumentCoercion.None, canThrow: static _ => true, group: "misc_funcs", since: "4.1.0");
        f.Scalar("theta_intersection", [first, second], static _ => BinaryType.Instance, kernel: RowKernel.Of<ThetaIntersectionOp, StringView, StringView, StringView>(SketchScratch.Theta),
            coercion: ArgumentCoercion.None, canThrow: static _ => true, group: "misc_funcs", since: "4.1.0");
        f.Aggregate("theta_intersection_agg", [new("expr", TypeRule.Binary)], static _ => BinaryType.Instance, static site => new SketchIntersection(site, null),
            NullRules.Never, coercion: ArgumentCoercion.None, since: "4.1.0");
        f.Aggregate("theta_sketch_agg", [new("expr", Countable), nominal], static _ => BinaryType.Instance, static site => new ThetaSketchAggregate(site, LogNominal(site)),
            NullRules.Never, optional: 1, coercion: ArgumentCoercion.None, since: "4.1.0");
        f.Scalar("theta_sketch_estimate", [new("expr", TypeRule.Binary)], static _ => LongType.Instance, kernel: RowKernel.Of<ThetaEstimateOp, StringView, long>(SketchScratch.Theta),
            coercion: ArgumentCoercion.None, canThrow: static _ => true, group: "misc_funcs", since: "4.1.0");
        f.Scalar("theta_union", [first, second, nominal], static _ => BinaryType.Instance, kernel: RowKernel.Of<ThetaUnionOp, StringView, StringView, int, StringView>(SketchScratch.Theta),
            optional: 1, coercion: ArgumentCoercion.None, canThrow: static _ => true, group: "misc_funcs", since: "4.1.0");
        f.Aggregate("theta_union_agg", [new("expr", TypeRule.Binary), nominal], static _ => BinaryType.Instance, static site => new SketchUnionAggregate(site, LogNominal(site), null),
            NullRules.Never, optional: 1, coercion: ArgumentCoercion.None, since: "4.1.0");
    }

    private static int LogNominal(BoundAggregate site)
    {
        if (!site.Call.Arguments[1].Foldable)
        {
            throw new QueryException("THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT", ("function", Quote.Id(site.Call.Function.Name)));
        }
        int value = ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value as int? ?? 0;
        return value is >= KeyTable.LeastLogNominal and <= KeyTable.MostLogNominal ? value : throw SketchFaults.LogNominal(site.Call, value);
    }
}

/// <summary>What functions of Theta and Tuple sketches work with.</summary>
internal sealed class SketchScratch
{
    public SketchScratch(BoundCall site, SummaryOperation? operation)
    {
        Operation = operation;
        Table = new KeyTable(new AggregateHeap(site.Context.Memory), operation is not null);
    }

    public SummaryOperation? Operation { get; }
    public CompactKeys First { get; } = new();
    public CompactKeys Second { get; } = new();
    private KeyTable Table { get; }

    public static SketchScratch Theta(BoundCall site) => new(site, null);

    /// <summary>Unites both sketches into the first.</summary>
    public void Unite(int logNominal)
    {
        KeyTableState state = default;
        Table.Initialize(ref state, logNominal, isUnion: true);
        Table.Unite(ref state, First, Operation);
        Table.Unite(ref state, Second, Operation);
        Table.Compact(ref state, First);
        Table.Release(ref state);
    }

    /// <summary>Gives the first sketch as the result.</summary>
    public StringView Give(RowContext context)
    {
        context.Buffer.Clear();
        SketchReading.Write(First, Operation, context.Buffer);
        return context.TakeBuffer();
    }
}

internal readonly struct ThetaEstimateOp : IRowOp<StringView, long>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out long result)
    {
        var scratch = (SketchScratch)context.State!;
        SketchReading.ReadTheta(StringView.Span(ref bytes), scratch.First, context.Site.Call);
        result = (long)Math.Floor(scratch.First.Estimate + 0.5);
        return true;
    }
}

internal readonly struct ThetaUnionOp : IRowOp<StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, ref int logNominal, RowContext context, out StringView result)
    {
        var scratch = (SketchScratch)context.State!;
        if (logNominal is < KeyTable.LeastLogNominal or > KeyTable.MostLogNominal)
        {
            throw SketchFaults.LogNominal(context.Site.Call, logNominal);
        }
        SketchReading.ReadTheta(StringView.Span(ref first), scratch.First, context.Site.Call);
        SketchReading.ReadTheta(StringView.Span(ref second), scratch.Second, context.Site.Call);
        scratch.Unite(logNominal);
        result = scratch.Give(context);
        return true;
    }
}

internal readonly struct ThetaIntersectionOp : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, RowContext context, out StringView result)
    {
        var scratch = (SketchScratch)context.State!;
        SketchReading.ReadTheta(StringView.Span(ref first), scratch.First, context.Site.Call);
        SketchReading.ReadTheta(StringView.Span(ref second), scratch.Second, context.Site.Call);
        scratch.First.Intersect(scratch.Second, null);
        result = scratch.Give(context);
        return true;
    }
}

internal readonly struct ThetaDifferenceOp : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, RowContext context, out StringView result)
    {
        var scratch = (SketchScratch)context.State!;
        SketchReading.ReadTheta(StringView.Span(ref first), scratch.First, context.Site.Call);
        SketchReading.ReadTheta(StringView.Span(ref second), scratch.Second, context.Site.Call);
        scratch.First.Subtract(scratch.Second);
        result = scratch.Give(context);
        return true;
    }
}
