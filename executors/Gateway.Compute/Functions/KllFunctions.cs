using System.Numerics;
using System.Text;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Compute.Sketches;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions of KLL sketches, once for each kind of number.</summary>
internal static class KllFunctions
{
    private const int LeastK = 8;
    private const int MostK = 65535;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;

    public static void Register(FunctionFamily f)
    {
        Register<long>(f, "bigint", LongType.Instance, TypeRule.OneOf(TypeRule.Byte, TypeRule.Int, TypeRule.Long, TypeRule.Short));
        Register<double>(f, "double", DoubleType.Instance, TypeRule.OneOf(TypeRule.Float, TypeRule.Double));
        Register<float>(f, "float", FloatType.Instance, TypeRule.Float);
    }

    private static void Register<T>(FunctionFamily f, string suffix, DataType item, TypeRule values) where T : unmanaged, INumber<T>
    {
        Parameter sketch = new("expr", TypeRule.Binary);
        Parameter k = new("k", TypeRule.Int);
        f.Aggregate("kll_merge_agg_" + suffix, [sketch, k], static _ => BinaryType.Instance, static site => new KllMergeAggregate<T>(site, K(site)), NullRules.Never,
            optional: 1, coercion: ArgumentCoercion.None, check: KFault, since: "4.2.0");
        f.Aggregate("kll_sketch_agg_" + suffix, [new("expr", values), k], static _ => BinaryType.Instance, static site => new KllSketchAggregate<T>(site, K(site)), NullRules.Never,
            optional: 1, coercion: ArgumentCoercion.None, check: KFault, since: "4.1.0");
        f.Scalar("kll_sketch_get_n_" + suffix, [sketch], static _ => LongType.Instance, kernel: RowKernel.Of<KllCountOp<T>, StringView, long>(KllScratch<T>.Make), canThrow: _throws, group: "misc_funcs", since: "4.1.0");
        f.Scalar("kll_sketch_get_quantile_" + suffix, [new("left", TypeRule.Binary), new("rank", OneOrMany(DoubleType.Instance), Foldable: true)],
            call => call.Arguments[1].Type is ArrayType ? new ArrayType(item, false) : item, kernel: static site => new KllQuantileFunction<T>(site), foldsFirst: true, canThrow: _throws, group: "misc_funcs", since: "4.1.0");
        f.Scalar("kll_sketch_get_rank_" + suffix, [new("left", TypeRule.Binary), new("quantile", OneOrMany(item), Foldable: true)],
            static call => call.Arguments[1].Type is ArrayType ? new ArrayType(DoubleType.Instance, false) : DoubleType.Instance, kernel: static site => new KllRankFunction<T>(site), foldsFirst: true, canThrow: _throws, group: "misc_funcs", since: "4.1.0");
        f.Scalar("kll_sketch_merge_" + suffix, [new("left", TypeRule.Binary), new("right", TypeRule.Binary)], static _ => BinaryType.Instance,
            kernel: RowKernel.Of<KllMergeOp<T>, StringView, StringView, StringView>(KllScratch<T>.Make), canThrow: _throws, group: "misc_funcs", since: "4.1.0");
        f.Scalar("kll_sketch_to_string_" + suffix, [sketch], static _ => StringType.Instance, kernel: RowKernel.Of<KllTextOp<T>, StringView, StringView>(KllScratch<T>.Make), canThrow: _throws, group: "misc_funcs", since: "4.1.0");
    }

    private static TypeRule OneOrMany(DataType item) => TypeRule.OneOf(TypeRule.Of(item),
        TypeRule.Of(new ArrayType(item, false)) with { Accepts = type => type is ArrayType { ContainsNull: false } array && array.Element.Equals(item) });

    private static int? K(BoundAggregate site) =>
        site.Call.Arguments.Length < 2 ? null : (int)ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value!;

    private static QueryError? KFault(FunctionCall call)
    {
        if (call.Arguments.Length < 2)
        {
            return null;
        }
        if (SketchFaults.Constant(call, 1, "k") is { } fault)
        {
            return fault;
        }
        int k = (int)ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value!;
        return k is >= LeastK and <= MostK
            ? null
            : SketchFaults.Nested(call, "KLL_SKETCH_K_OUT_OF_RANGE", "22003",
                $"For function {Quote.Id(call.Function.Name)}, the k parameter must be between {SketchFaults.Text(LeastK)} and {SketchFaults.Text(MostK)} (inclusive), but got {SketchFaults.Text(k)}.");
    }
}

/// <summary>What functions of KLL sketches work with.</summary>
internal sealed class KllScratch<T> where T : unmanaged, INumber<T>
{
    private KllScratch(BoundCall site) => Sketch = new KllSketch<T>(new AggregateHeap(site.Context.Memory));

    public KllSketch<T> Sketch { get; }

    public static KllScratch<T> Make(BoundCall site) => new(site);

    public void Read(ref StringView bytes, FunctionCall call, ref KllState state)
    {
        if (!KllImage.TryRead(StringView.Span(ref bytes), Sketch, ref state))
        {
            throw SketchFaults.Damaged("KLL", call);
        }
    }
}

internal readonly struct KllCountOp<T> : IRowOp<StringView, long> where T : unmanaged, INumber<T>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out long result)
    {
        var scratch = (KllScratch<T>)context.State!;
        KllState state = default;
        scratch.Read(ref bytes, context.Site.Call, ref state);
        result = state.Count;
        scratch.Sketch.Release(ref state);
        return true;
    }
}

internal readonly struct KllTextOp<T> : IRowOp<StringView, StringView> where T : unmanaged, INumber<T>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out StringView result)
    {
        var scratch = (KllScratch<T>)context.State!;
        KllState state = default;
        scratch.Read(ref bytes, context.Site.Call, ref state);
        result = context.Heap.Add(Encoding.ASCII.GetBytes(KllDescription.Write<T>(ref state)));
        scratch.Sketch.Release(ref state);
        return true;
    }
}

internal readonly struct KllMergeOp<T> : IRowOp<StringView, StringView, StringView> where T : unmanaged, INumber<T>
{
    public static bool Invoke(ref StringView first, ref StringView second, RowContext context, out StringView result)
    {
        var scratch = (KllScratch<T>)context.State!;
        KllState left = default;
        KllState right = default;
        scratch.Read(ref first, context.Site.Call, ref left);
        scratch.Read(ref second, context.Site.Call, ref right);
        scratch.Sketch.Merge(ref left, ref right);
        context.Buffer.Clear();
        KllImage.Write<T>(ref left, context.Buffer);
        result = context.TakeBuffer();
        scratch.Sketch.Release(ref left);
        scratch.Sketch.Release(ref right);
        return true;
    }
}

/// <summary>Base of functions that look up one or several numbers in the order of a KLL sketch.</summary>
internal abstract class KllLookup<T, TIn, TOut>(BoundCall site) : ColumnFunction(site)
    where T : unmanaged, INumber<T>
    where TIn : unmanaged
    where TOut : unmanaged
{
    private readonly KllScratch<T> _scratch = KllScratch<T>.Make(site);

    protected abstract TOut Find(KllRanks<T> ranks, TIn value);

    protected virtual void Check(TIn value)
    {
    }

    protected sealed override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row) || arguments[1].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            KllState state = default;
            _scratch.Read(ref arguments[0].Read<StringView>()[row], Site.Call, ref state);
            Give(ref state, arguments[1], row, result);
            _scratch.Sketch.Release(ref state);
        }
    }

    private unsafe void Give(ref KllState state, Column values, int row, Column result)
    {
        if (result.Physical != PhysicalType.List)
        {
            result.Data<TOut>()[row] = One(ref state, values.Read<TIn>()[row]);
            return;
        }
        var list = new ListReader(values);
        var span = list[row];
        int first = result.AppendChildren(span.Length);
        for (int i = 0; i < span.Length; i++)
        {
            result.Children[0].Data<TOut>()[first + i] = One(ref state, list.First.Read<TIn>()[span.Offset + i]);
        }
        result.Data<ListSpan>()[row] = new ListSpan(first, span.Length);
    }

    private TOut One(ref KllState state, TIn value)
    {
        Check(value);
        return state.Count == 0 ? throw SketchFaults.Damaged("KLL", Site.Call) : Find(new KllRanks<T>(ref state), value);
    }
}

/// <summary><c>kll_sketch_get_quantile_*</c>.</summary>
internal sealed class KllQuantileFunction<T>(BoundCall site) : KllLookup<T, double, T>(site) where T : unmanaged, INumber<T>
{
    protected override void Check(double value)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new QueryException("KLL_SKETCH_INVALID_QUANTILE_RANGE", ("functionName", Quote.Id(Site.Call.Function.Name)));
        }
    }

    protected override T Find(KllRanks<T> ranks, double value) => ranks.Quantile(value);
}

/// <summary><c>kll_sketch_get_rank_*</c>.</summary>
internal sealed class KllRankFunction<T>(BoundCall site) : KllLookup<T, T, double>(site) where T : unmanaged, INumber<T>
{
    protected override double Find(KllRanks<T> ranks, T value) => ranks.Rank(value);
}
