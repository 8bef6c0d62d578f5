using Gateway.Compute.Sketches;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Base of aggregates that end as a HyperLogLog sketch.</summary>
internal abstract class HllFunction : SketchFunction<HllState>
{
    private byte[] _image = [];

    protected HllFunction(BoundAggregate site) : base(site) => Sketch = new HllSketch(Heap);

    protected HllSketch Sketch { get; }

    protected override ref StateBuffer Buffer(ref HllState state) => ref state.Buffer;

    protected override void Finish(ref HllState state, Column result, int row)
    {
        if (!state.Exists)
        {
            Sketch.Initialize(ref state, HllSketch.DefaultLogRegisters);
        }
        int length = HllImage.Length(in state);
        if (_image.Length < length)
        {
            _image = new byte[length];
        }
        HllImage.Write(ref state, _image.AsSpan(0, length));
        Give(result, row, _image.AsSpan(0, length));
    }
}

/// <summary><c>hll_sketch_agg</c>.</summary>
internal sealed class HllSketchAggregate(BoundAggregate site, int logRegisters) : HllFunction(site)
{
    private readonly SketchKey _key = new(site.ArgumentType(0));

    protected override void Start(ref HllState state) => Sketch.Initialize(ref state, logRegisters);

    protected override void Add(Column[] arguments, int row, ref HllState state)
    {
        if (arguments[0].Physical != PhysicalType.Null && _key.TryHash(arguments[0], row, out var hash))
        {
            Sketch.Add(ref state, HllSketch.CouponOf(hash));
        }
    }

    protected override void Merge(ref HllState target, ref HllState source)
    {
        if (target.IsEmpty)
        {
            Sketch.Release(ref target);
            Sketch.Copy(ref target, in source);
            return;
        }
        Sketch.Merge(ref target, ref source, logRegisters);
        HllSketch.Refresh(ref target);
    }
}

/// <summary><c>hll_union_agg</c>. The first sketch decides the number of registers.</summary>
internal sealed class HllUnionAggregate(BoundAggregate site, bool allowsDifferent) : HllFunction(site)
{
    private HllState _input;

    protected override void Start(ref HllState state)
    {
    }

    protected override void Add(Column[] arguments, int row, ref HllState state)
    {
        if (arguments[0].IsNull(row))
        {
            return;
        }
        if (!HllImage.TryRead(StringView.Span(ref arguments[0].Read<StringView>()[row]), Sketch, Heap, ref _input))
        {
            throw SketchFaults.Damaged("HLL", Site.Call);
        }
        Unite(ref state, ref _input);
        Sketch.Release(ref _input);
    }

    protected override void Merge(ref HllState target, ref HllState source)
    {
        if (!target.Exists)
        {
            Sketch.Copy(ref target, in source);
        }
        else if (source.Exists)
        {
            HllSketch.Refresh(ref source);
            Unite(ref target, ref source);
        }
    }

    private void Unite(ref HllState state, ref HllState input)
    {
        if (!state.Exists)
        {
            Sketch.Initialize(ref state, input.LogRegisters);
            state.MostLogRegisters = input.LogRegisters;
        }
        if (!allowsDifferent && state.LogRegisters != input.LogRegisters && !state.IsEmpty && !input.IsEmpty)
        {
            throw new QueryException("HLL_UNION_DIFFERENT_LG_K",
                ("left", SketchFaults.Text(state.LogRegisters)), ("right", SketchFaults.Text(input.LogRegisters)), ("function", Quote.Id(Site.Call.Function.Name)));
        }
        Sketch.Merge(ref state, ref input, state.MostLogRegisters, copiesSets: false);
    }
}
