using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>element_at</c> on arrays (1-based, negative from the end) and <c>get</c> (0-based, NULL when out of range).</summary>
internal sealed unsafe class ArrayElementFunction(BoundCall site, bool oneBased, bool failsOutOfRange) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        var indices = arguments[1];
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row) || indices.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            var span = lists[row];
            int index = indices.Read<int>()[row];
            long position = index;
            if (oneBased)
            {
                if (index == 0)
                {
                    // The try_ form raises too; its error has no context.
                    throw QueryErrors.IndexOfZero(Site.Call.Mode == EvaluationMode.Try ? default : Site.Call.Origin);
                }
                position = index > 0 ? index - 1L : (long)span.Length + index;
            }
            if (position < 0 || position >= span.Length)
            {
                if (failsOutOfRange)
                {
                    throw QueryErrors.InvalidElementAtIndex(Site.Call.Origin, index, span.Length);
                }
                NullRow.Set(result, row);
                continue;
            }
            one[0] = span.Offset + (int)position;
            ColumnCopy.AppendShared(lists.First, new Selection(one, 1), result, row);
        }
    }
}

/// <summary><c>element_at</c> on maps: the value of a key, NULL when the key is missing.</summary>
internal sealed unsafe class MapElementFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var maps = new ListReader(arguments[0]);
        var keys = arguments[1];
        int* one = stackalloc int[1];
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int found = -1;
            if (!maps.IsNull(row) && !keys.IsNull(row))
            {
                var span = maps[row];
                for (int e = span.Offset; e < span.Offset + span.Length && found < 0; e++)
                {
                    found = ValueComparer.AreEqual(maps.First, e, keys, row) ? e : -1;
                }
            }
            if (found < 0)
            {
                NullRow.Set(result, row);
                continue;
            }
            one[0] = found;
            ColumnCopy.AppendShared(maps.Second, new Selection(one, 1), result, row);
        }
    }
}

/// <summary><c>array_join</c>: NULL elements are skipped or replaced.</summary>
internal sealed unsafe class ArrayJoinFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                NullRow.Set(result, row);
                continue;
            }
            var separator = StringView.Span(ref arguments[1].Read<StringView>()[row]);
            var replacement = arguments.Length > 2 ? StringView.Span(ref arguments[2].Read<StringView>()[row]) : default;
            result.Data<StringView>()[row] = Join(lists.First, lists[row], separator, replacement, arguments.Length > 2, result.Heap);
        }
    }

    private static StringView Join(Column elements, ListSpan span, ReadOnlySpan<byte> separator, ReadOnlySpan<byte> replacement, bool replaces, StringHeap heap)
    {
        if (elements.Physical == PhysicalType.Null && !replaces)
        {
            return default;
        }
        var texts = elements.Physical == PhysicalType.Null ? default : elements.Read<StringView>();
        long byteCount = 0;
        int parts = 0;
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (!elements.IsNull(i) || replaces)
            {
                byteCount += elements.IsNull(i) ? replacement.Length : texts[i].Length;
                parts++;
            }
        }
        byteCount += Math.Max(0, parts - 1L) * separator.Length;
        int length = checked((int)byteCount);
        byte* bytes = heap.Allocate(length);
        var output = new Span<byte>(bytes, length);
        bool first = true;
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            bool isNull = elements.IsNull(i);
            if (isNull && !replaces)
            {
                continue;
            }
            if (!first)
            {
                separator.CopyTo(output);
                output = output[separator.Length..];
            }
            first = false;
            var part = isNull ? replacement : StringView.Span(ref texts[i]);
            part.CopyTo(output);
            output = output[part.Length..];
        }
        return StringView.FromPointer(bytes, length);
    }
}

/// <summary><c>arrays_zip</c>: an array of structs as long as the longest argument, missing elements NULL.</summary>
/// <remarks>Arguments: name, array, name, array, ..</remarks>
internal sealed unsafe class ArraysZipFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly RowNumbers _lengths = new(site.Context.Memory);
    private readonly ElementPicks _picks = new(site.Context.Memory);

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        int count = arguments.Length / 2;
        var lists = new ListReader[count];
        for (int i = 0; i < count; i++)
        {
            lists[i] = new ListReader(arguments[2 * i + 1]);
        }
        _lengths.Clear();
        int total = 0;
        var spans = result.Data<ListSpan>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int length = 0;
            foreach (var list in lists)
            {
                length = list.IsNull(row) || length < 0 ? -1 : Math.Max(length, list[row].Length);
            }
            _lengths.Add(length);
            if (length < 0)
            {
                NullRow.Set(result, row);
                continue;
            }
            spans[row] = new ListSpan(total, length);
            total += length;
        }
        result.AppendChildren(total);
        for (int field = 0; field < count && total > 0; field++)
        {
            _picks.Clear();
            for (int i = 0; i < selection.Count; i++)
            {
                int length = _lengths[i];
                if (length <= 0)
                {
                    continue;
                }
                var span = lists[field][selection[i]];
                _picks.AddRange(0, span.Offset, span.Length);
                _picks.AddNulls(length - span.Length);
            }
            _picks.CopyTo([lists[field].IsVoid ? lists[field].Column : lists[field].First], result.Children[0].Children[field], 0);
        }
    }
}
