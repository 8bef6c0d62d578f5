using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>concat</c> of strings or binaries.</summary>
internal sealed unsafe class TextConcatFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var readers = Array.ConvertAll(arguments, static argument => argument.Physical == PhysicalType.Null ? default : argument.Read<StringView>());
        bool anyNull = Array.Exists(arguments, static argument => argument.HasNulls || argument.Physical == PhysicalType.Null);
        var values = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (anyNull && Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                NullRow.Set(result, row);
                continue;
            }
            long total = 0;
            foreach (ref var reader in readers.AsSpan())
            {
                total += reader[row].Length;
            }
            int length = checked((int)total);
            byte* bytes = result.Heap.Allocate(length);
            var output = new Span<byte>(bytes, length);
            foreach (ref var reader in readers.AsSpan())
            {
                var part = StringView.Span(ref reader[row]);
                part.CopyTo(output);
                output = output[part.Length..];
            }
            values[row] = StringView.FromPointer(bytes, length);
            if (length <= StringView.InlineBytes)
            {
                result.Heap.Trim(bytes, length, 0);
            }
        }
    }
}

/// <summary><c>str_to_map</c>: splits by two regular expressions; a part without value delimiter has a NULL value.</summary>
internal sealed unsafe class StringToMapFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly MapEntries _entries = new(site.Context.Settings);
    private readonly ElementPicks _keys = new(site.Context.Memory);
    private readonly ElementPicks _values = new(site.Context.Memory);
    private readonly Column _texts = Column.Create(StringType.Instance, 16, site.Context.Memory);
    private readonly List<(int Start, int Length)> _pairs = [];
    private readonly List<(int Start, int Length)> _parts = [];

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        _keys.Clear();
        _values.Clear();
        _texts.Reset();
        int used = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (Array.Exists(arguments, argument => argument.IsNull(row)))
            {
                NullRow.Set(result, row);
                continue;
            }
            var text = StringView.Span(ref arguments[0].Read<StringView>()[row]);
            int start = _keys.Count;
            _entries.Clear();
            Split(text, arguments[1], row, -1, _pairs);
            foreach (var (pairStart, pairLength) in _pairs)
            {
                var pair = text.Slice(pairStart, pairLength);
                Split(pair, arguments[2], row, 2, _parts);
                _texts.EnsureCapacity(used + 2, used);
                var views = _texts.Data<StringView>() + used;
                views[0] = _texts.Heap.Add(pair.Slice(_parts[0].Start, _parts[0].Length));
                if (_parts.Count > 1)
                {
                    views[1] = _texts.Heap.Add(pair.Slice(_parts[1].Start, _parts[1].Length));
                }
                else
                {
                    NullRow.Set(_texts, used + 1);
                }
                _entries.Put(_texts, 0, used, 0, used + 1);
                used += 2;
            }
            _entries.AddTo(_keys, _values);
            result.Data<ListSpan>()[row] = new ListSpan(start, _keys.Count - start);
        }
        result.AppendChildren(_keys.Count);
        _keys.CopyTo([_texts], result.Children[0], 0);
        _values.CopyTo([_texts], result.Children[1], 0);
    }

    private static void Split(ReadOnlySpan<byte> text, Column delimiters, int row, int limit, List<(int Start, int Length)> parts)
    {
        parts.Clear();
        string delimiter = delimiters.Read<StringView>()[row].ToString();
        if (delimiter.Length == 0)
        {
            JavaRegex.SplitCharacters(text, limit, parts);
        }
        else if (delimiters.Type is StringType { Rules: { } rules })
        {
            SplitByText(text, new CollatedPattern(StringView.Span(ref delimiters.Read<StringView>()[row]), rules), limit, parts);
        }
        else if (JavaRegex.TryCompile(delimiter, ignoreCase: false, out var regex))
        {
            regex.Split(text, limit, parts);
        }
        else
        {
            throw QueryErrors.Bare("PatternSyntaxException", delimiter);
        }
    }

    /// <summary>Under a collation the delimiter is a text, not a pattern.</summary>
    private static void SplitByText(ReadOnlySpan<byte> text, CollatedPattern delimiter, int limit, List<(int Start, int Length)> parts)
    {
        int from = 0;
        while ((limit < 0 || parts.Count < limit - 1) && delimiter.TryFind(text, from, out int start, out int length))
        {
            parts.Add((from, start - from));
            from = start + length;
        }
        parts.Add((from, text.Length - from));
    }
}
