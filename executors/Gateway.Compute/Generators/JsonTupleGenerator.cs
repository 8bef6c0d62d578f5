using Gateway.Compute.Evaluation;
using Gateway.Compute.Nested;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Generators;

/// <summary><c>json_tuple(json, a, b, ..)</c>: one row with the values of top-level fields as text; the last of equal keys wins.</summary>
internal sealed unsafe class JsonTupleGenerator(BoundCall site) : Generator
{
    private readonly Column[] _columns = [.. site.Call.Arguments.Skip(1).Select(_ => Column.Create(StringType.Instance, site.Context.BatchSize, site.Context.Memory))];
    private readonly JsonScratch _scratch = new();
    private readonly TextBuffer _value = new();

    public override Column[] Generate(Batch batch, Selection selection, Span<int> rowCounts)
    {
        rowCounts[..selection.Count].Fill(1);
        var arguments = Array.ConvertAll(site.Arguments, argument => argument.Evaluate(batch, selection));
        foreach (var column in _columns)
        {
            column.Reset();
            column.EnsureCapacity(selection.Count, 0);
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            foreach (var column in _columns)
            {
                NullRow.Set(column, i);
            }
            if (!arguments[0].IsNull(row) && !Read(StringView.Span(ref arguments[0].Read<StringView>()[row]), arguments, row, i))
            {
                foreach (var column in _columns)
                {
                    NullRow.Set(column, i);
                }
            }
        }
        return _columns;
    }

    /// <summary>Reads one object; false when it is malformed.</summary>
    private bool Read(ReadOnlySpan<byte> text, Column[] arguments, int row, int to)
    {
        var tokenizer = _scratch.Start(text);
        if (tokenizer.Token != JsonToken.StartObject)
        {
            return false;
        }
        ulong wanted = 0;
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            wanted = 0;
            bool any = false;
            for (int field = 1; field < arguments.Length; field++)
            {
                if (!arguments[field].IsNull(row) && StringView.Span(ref arguments[field].Read<StringView>()[row]).SequenceEqual(tokenizer.Value))
                {
                    any = true;
                    wanted |= field < 64 ? 1UL << field : 0;
                }
            }
            if (tokenizer.Read() is JsonToken.Error or JsonToken.None)
            {
                return false;
            }
            if (!any || tokenizer.Token == JsonToken.Null)
            {
                if (!tokenizer.SkipChildren())
                {
                    return false;
                }
                continue;
            }
            _value.Clear();
            if (tokenizer.Token == JsonToken.String)
            {
                _value.Append(tokenizer.Value);
            }
            else if (!JsonText.TryCopyValue(ref tokenizer, _value))
            {
                return false;
            }
            for (int field = 1; field < arguments.Length; field++)
            {
                if ((wanted >> field & 1) != 0)
                {
                    Set(_columns[field - 1], to);
                }
            }
        }
        return tokenizer.Token == JsonToken.EndObject;
    }

    private void Set(Column column, int row)
    {
        column.Data<StringView>()[row] = column.Heap.Add(_value.Written);
        column.Validity[row >> 6] |= 1UL << (row & 63);
    }
}
