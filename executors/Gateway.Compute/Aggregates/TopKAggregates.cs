using Gateway.Compute.Functions;
using Gateway.Compute.Nested;
using Gateway.Compute.Sketches;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Counts the values of a group as a frequent-items sketch does.</summary>
internal abstract class FrequentItemsFunction(BoundAggregate site, int tracked) : CollectingFunction(site, [0])
{
    public override bool IsOrderSensitive => true;

    protected FrequentItemCodec Codec { get; } = new(site.ArgumentType(0));

    protected int Tracked => tracked;

    protected override bool Takes(Column[] arguments, int row) => true;

    protected FrequentItems Count(Column values, int count)
    {
        var items = new FrequentItems(FrequentItems.LogSizeFor(tracked));
        for (int row = 0; row < count; row++)
        {
            if (values.IsNull(row))
            {
                items.Nulls++;
            }
            else
            {
                items.Add(Codec.Read(values, row), 1);
            }
        }
        return items;
    }
}

/// <summary><c>approx_top_k</c>.</summary>
internal sealed class TopKFunction(BoundAggregate site, int k, int tracked) : FrequentItemsFunction(site, tracked)
{
    protected override void Finish(Column[] arguments, int count, Column result, int row) => TopKResult.Write(Count(arguments[0], count), k, Codec, result, row);
}

/// <summary><c>approx_top_k_accumulate</c>.</summary>
internal sealed class TopKAccumulate(BoundAggregate site, int tracked) : FrequentItemsFunction(site, tracked)
{
    private readonly TextBuffer _image = new();

    protected override void Finish(Column[] arguments, int count, Column result, int row) =>
        TopKResult.WriteState(Count(arguments[0], count), Codec, _image, Tracked, TopKResult.Declaration(Site.ArgumentType(0)), result, row);
}

/// <summary><c>approx_top_k_combine</c>.</summary>
/// <param name="tracked">The number of items to track, or null to take that of the states, which then have to agree.</param>
internal sealed class TopKCombine(BoundAggregate site, int? tracked) : CollectingFunction(site, [0])
{
    private readonly FrequentItemCodec _codec = new(((StructType)site.ArgumentType(0)).Fields[2].Type);
    private readonly TextBuffer _image = new();

    public override bool IsOrderSensitive => true;

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        FrequentItems? combined = null;
        int size = tracked ?? 0;
        string declaration = TopKResult.Declaration(((StructType)Site.ArgumentType(0)).Fields[2].Type);
        for (int i = 0; i < count; i++)
        {
            var state = TopKState.Read(arguments[0], i);
            if (combined is null)
            {
                size = tracked ?? state.Tracked;
                combined = new FrequentItems(FrequentItems.LogSizeFor(size));
            }
            if (tracked is null && state.Tracked != size)
            {
                throw new QueryException("APPROX_TOP_K_SKETCH_SIZE_NOT_MATCH", ("size1", SketchFaults.Text(size)), ("size2", SketchFaults.Text(state.Tracked)));
            }
            declaration = state.Declaration;
            combined.Merge(state.Items(_codec));
        }
        TopKResult.WriteState(combined ?? new FrequentItems(FrequentItems.LogSizeFor(size)), _codec, _image, size, declaration, result, row);
    }
}

/// <summary>A state of approx_top_k as a struct's row has it.</summary>
internal readonly ref struct TopKState(ReadOnlySpan<byte> sketch, int tracked, string declaration)
{
    private readonly ReadOnlySpan<byte> _sketch = sketch;

    public int Tracked { get; } = tracked;

    public string Declaration { get; } = declaration;

    public static TopKState Read(Column column, int row)
    {
        int slot = column.Slot(row);
        var children = column.Source.Children;
        return new TopKState(StringView.Span(ref children[0].Read<StringView>()[slot]), children[1].Read<int>()[slot],
            System.Text.Encoding.UTF8.GetString(StringView.Span(ref children[3].Read<StringView>()[slot])));
    }

    public FrequentItems Items(FrequentItemCodec codec) => codec.Read(_sketch) ?? throw new QueryException("INTERNAL_ERROR", ("message", "The state of approx_top_k is damaged."));
}

/// <summary>Writes results of approx_top_k and its states.</summary>
internal static unsafe class TopKResult
{
    /// <summary>Declares an item's type as states do.</summary>
    public static string Declaration(DataType type) => type is StringType ? "item string not null" : $"item {TypeText.Sql(type)} NOT NULL";

    public static void Write(FrequentItems items, int k, FrequentItemCodec codec, Column result, int row)
    {
        var top = items.Top(k);
        int first = result.AppendChildren(top.Count);
        result.Data<ListSpan>()[row] = new ListSpan(first, top.Count);
        var pair = result.Children[0];
        for (int i = 0; i < top.Count; i++)
        {
            ColumnValues.Set(pair.Children[0], first + i, top[i].Item is { } item ? codec.Value(item) : null);
            pair.Children[1].Data<long>()[first + i] = top[i].Count;
        }
    }

    public static void WriteState(FrequentItems items, FrequentItemCodec codec, TextBuffer scratch, int tracked, string declaration, Column result, int row)
    {
        scratch.Clear();
        codec.Write(items, scratch);
        result.Children[0].Data<StringView>()[row] = result.Children[0].Heap.Add(scratch.Written);
        result.Children[1].Data<int>()[row] = tracked;
        NullRow.Set(result.Children[2], row);
        result.Children[3].Data<StringView>()[row] = result.Children[3].Heap.Add(System.Text.Encoding.UTF8.GetBytes(declaration));
    }
}
