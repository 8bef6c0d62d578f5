using Gateway.Compute.Sketches;
using Gateway.Compute.Text;
using Gateway.Core.Columns;

namespace Gateway.Compute.Aggregates;

/// <summary>The sketch in which an intersection stands so far; no bytes before the first.</summary>
internal struct IntersectionState
{
    public StateBuffer Image;
}

/// <summary><c>theta_intersection_agg</c> and <c>tuple_intersection_agg_*</c>.</summary>
internal sealed class SketchIntersection(BoundAggregate site, SummaryOperation? operation) : SketchFunction<IntersectionState>(site)
{
    private readonly CompactKeys _known = new();
    private readonly CompactKeys _input = new();
    private readonly TextBuffer _image = new();

    protected override ref StateBuffer Buffer(ref IntersectionState state) => ref state.Image;

    protected override void Start(ref IntersectionState state)
    {
    }

    protected override void Add(Column[] arguments, int row, ref IntersectionState state)
    {
        if (!arguments[0].IsNull(row))
        {
            SketchReading.Read(StringView.Span(ref arguments[0].Read<StringView>()[row]), operation, _input, Site.Call);
            Intersect(ref state);
        }
    }

    protected override void Merge(ref IntersectionState target, ref IntersectionState source)
    {
        if (source.Image.Length > 0)
        {
            SketchReading.Read(source.Image.Bytes, operation, _input, Site.Call);
            Intersect(ref target);
        }
    }

    protected override void Finish(ref IntersectionState state, Column result, int row)
    {
        if (state.Image.Length == 0)
        {
            _known.Clear();
            Keep(ref state);
        }
        Give(result, row, state.Image.Bytes);
    }

    private void Intersect(ref IntersectionState state)
    {
        if (state.Image.Length == 0)
        {
            _known.Set(_input);
            _known.TableOrder();
        }
        else
        {
            SketchReading.Read(state.Image.Bytes, operation, _known, Site.Call);
            _known.Intersect(_input, operation);
        }
        Keep(ref state);
    }

    private void Keep(ref IntersectionState state)
    {
        _image.Clear();
        SketchReading.Write(_known, operation, _image);
        Heap.Set(ref state.Image, _image.Written);
    }
}
