using System.Numerics;
using Gateway.Compute.Sketches;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Base of aggregates that end as a KLL sketch.</summary>
/// <param name="k">The size asked for, or null to take that of the first sketch.</param>
internal abstract class KllFunction<T>(BoundAggregate site, int? k) : SketchFunction<KllState>(site) where T : unmanaged, INumber<T>
{
    private readonly TextBuffer _image = new();
    private KllSketch<T>? _sketch;

    protected KllSketch<T> Sketch => _sketch ??= new KllSketch<T>(Heap);

    protected override ref StateBuffer Buffer(ref KllState state) => ref state.Buffer;

    protected override void Start(ref KllState state)
    {
    }

    /// <summary>Begins the sketch of a group with its first value.</summary>
    protected void Ensure(ref KllState state, int fallback)
    {
        if (!state.Exists)
        {
            Sketch.Initialize(ref state, k ?? fallback);
        }
    }

    protected override void Merge(ref KllState target, ref KllState source)
    {
        if (!source.Exists)
        {
            return;
        }
        if (!target.Exists)
        {
            Sketch.Copy(ref target, in source);
            return;
        }
        Sketch.Merge(ref target, ref source);
    }

    /// <summary>Merges a sketch that is an input.</summary>
    protected void Unite(ref KllState state, ref KllState input)
    {
        Ensure(ref state, input.K);
        Sketch.Merge(ref state, ref input);
    }

    protected override void Finish(ref KllState state, Column result, int row)
    {
        Ensure(ref state, KllSketch<T>.DefaultK);
        _image.Clear();
        KllImage.Write<T>(ref state, _image);
        Give(result, row, _image.Written);
    }
}

/// <summary><c>kll_sketch_agg_*</c>.</summary>
internal sealed class KllSketchAggregate<T>(BoundAggregate site, int? k) : KllFunction<T>(site, k) where T : unmanaged, INumber<T>
{
    protected override void Add(Column[] arguments, int row, ref KllState state)
    {
        var column = arguments[0];
        if (column.Physical == PhysicalType.Null || column.IsNull(row))
        {
            return;
        }
        Ensure(ref state, KllSketch<T>.DefaultK);
        Sketch.Add(ref state, column.Physical switch
        {
            PhysicalType.Int8 => T.CreateTruncating(column.Read<sbyte>()[row]),
            PhysicalType.Int16 => T.CreateTruncating(column.Read<short>()[row]),
            PhysicalType.Int32 => T.CreateTruncating(column.Read<int>()[row]),
            PhysicalType.Int64 => T.CreateTruncating(column.Read<long>()[row]),
            PhysicalType.Float32 => T.CreateTruncating(column.Read<float>()[row]),
            _ => T.CreateTruncating(column.Read<double>()[row]),
        });
    }
}

/// <summary><c>kll_merge_agg_*</c>.</summary>
internal sealed class KllMergeAggregate<T>(BoundAggregate site, int? k) : KllFunction<T>(site, k) where T : unmanaged, INumber<T>
{
    protected override void Add(Column[] arguments, int row, ref KllState state)
    {
        if (arguments[0].IsNull(row))
        {
            return;
        }
        KllState input = default;
        if (!KllImage.TryRead(StringView.Span(ref arguments[0].Read<StringView>()[row]), Sketch, ref input))
        {
            throw SketchFaults.Damaged("KLL", Site.Call);
        }
        Unite(ref state, ref input);
        Sketch.Release(ref input);
    }
}
