using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Sketches;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions of HyperLogLog sketches.</summary>
internal static class HllFunctions
{
    private static readonly TypeRule _countable = TypeRule.OneOf(TypeRule.Int, TypeRule.Long, TypeRule.String, TypeRule.Binary);

    public static void Register(FunctionFamily f)
    {
        f.Aggregate("hll_sketch_agg", [new("expr", _countable), new("lgConfigK", TypeRule.Int, Literal.Of(HllSketch.DefaultLogRegisters))], static _ => BinaryType.Instance,
            static site => new HllSketchAggregate(site, LogRegisters(site)), NullRules.Never, optional: 1, coercion: ArgumentCoercion.None, since: "3.5.0");
        f.Scalar("hll_sketch_estimate", [new("expr", TypeRule.Binary)], static _ => LongType.Instance, kernel: RowKernel.Of<HllEstimateOp, StringView, long>(HllScratch.Make),
            coercion: ArgumentCoercion.None, canThrow: static _ => true, group: "misc_funcs", since: "3.5.0");
        f.Scalar("hll_union", [new("first", TypeRule.Binary), new("second", TypeRule.Binary), new("allowDifferentLgConfigK", TypeRule.Boolean, Literal.False)], static _ => BinaryType.Instance,
            kernel: RowKernel.Of<HllUnionOp, StringView, StringView, byte, StringView>(HllScratch.Make), optional: 1, coercion: ArgumentCoercion.None, canThrow: static _ => true, group: "misc_funcs", since: "3.5.0");
        f.Aggregate("hll_union_agg", [new("expr", TypeRule.Binary), new("allowDifferentLgConfigK", TypeRule.Boolean, Literal.False)], static _ => BinaryType.Instance,
            static site => new HllUnionAggregate(site, ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value is true), NullRules.Never, optional: 1, coercion: ArgumentCoercion.None, since: "3.5.0");
    }

    private static int LogRegisters(BoundAggregate site)
    {
        string function = Quote.Id(site.Call.Function.Name);
        if (!site.Call.Arguments[1].Foldable)
        {
            throw new QueryException("HLL_K_MUST_BE_CONSTANT", ("function", function));
        }
        int value = ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value as int? ?? 0;
        return value is >= HllSketch.LeastLogRegisters and <= HllSketch.MostLogRegisters
            ? value
            : throw new QueryException("HLL_INVALID_LG_K", ("function", function),
                ("min", SketchFaults.Text(HllSketch.LeastLogRegisters)), ("max", SketchFaults.Text(HllSketch.MostLogRegisters)), ("value", SketchFaults.Text(value)));
    }
}

/// <summary>What functions of HyperLogLog sketches work with.</summary>
internal sealed class HllScratch
{
    private HllScratch(BoundCall site)
    {
        Heap = new AggregateHeap(site.Context.Memory);
        Sketch = new HllSketch(Heap);
    }

    private AggregateHeap Heap { get; }

    public HllSketch Sketch { get; }

    public static HllScratch Make(BoundCall site) => new(site);

    public void Read(ref StringView bytes, RowContext context, ref HllState state)
    {
        if (!HllImage.TryRead(StringView.Span(ref bytes), Sketch, Heap, ref state))
        {
            throw SketchFaults.Damaged("HLL", context.Site.Call);
        }
    }
}

internal readonly struct HllEstimateOp : IRowOp<StringView, long>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out long result)
    {
        var scratch = (HllScratch)context.State!;
        HllState state = default;
        scratch.Read(ref bytes, context, ref state);
        HllSketch.Refresh(ref state);
        result = (long)Math.Floor(HllEstimate.Of(ref state) + 0.5);
        scratch.Sketch.Release(ref state);
        return true;
    }
}

internal readonly struct HllUnionOp : IRowOp<StringView, StringView, byte, StringView>
{
    public static bool Invoke(ref StringView first, ref StringView second, ref byte allowsDifferent, RowContext context, out StringView result)
    {
        var scratch = (HllScratch)context.State!;
        HllState left = default;
        HllState right = default;
        HllState union = default;
        scratch.Read(ref first, context, ref left);
        scratch.Read(ref second, context, ref right);
        if (allowsDifferent == 0 && left.LogRegisters != right.LogRegisters && !left.IsEmpty && !right.IsEmpty)
        {
            throw new QueryException("HLL_UNION_DIFFERENT_LG_K", ("left", SketchFaults.Text(left.LogRegisters)), ("right", SketchFaults.Text(right.LogRegisters)), ("function", "`hll_union`"));
        }
        int most = Math.Min(left.LogRegisters, right.LogRegisters);
        scratch.Sketch.Initialize(ref union, most);
        scratch.Sketch.Merge(ref union, ref left, most);
        scratch.Sketch.Merge(ref union, ref right, most);
        context.Buffer.Clear();
        int length = HllImage.Length(in union);
        HllImage.Write(ref union, context.Buffer.Reserve(length)[..length]);
        context.Buffer.Advance(length);
        result = context.TakeBuffer();
        scratch.Sketch.Release(ref left);
        scratch.Sketch.Release(ref right);
        scratch.Sketch.Release(ref union);
        return true;
    }
}
