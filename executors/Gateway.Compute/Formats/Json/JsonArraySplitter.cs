using Gateway.Compute.Text;

namespace Gateway.Compute.Formats.Json;

/// <summary>Finds the elements of a top-level JSON array, which stand for records of their own in files.</summary>
public sealed class JsonArraySplitter(JsonLeniency leniency)
{
    private readonly TextBuffer _scratch = new();
    private readonly byte[] _containers = new byte[JsonTokenizer.MaxDepth];

    /// <summary>Lists the elements; false when the text is not an array. A damaged array has no elements.</summary>
    public bool TrySplit(ReadOnlySpan<byte> text, List<(int Start, int Length)> elements)
    {
        elements.Clear();
        var tokenizer = new JsonTokenizer(text, leniency, _scratch, _containers);
        if (tokenizer.Read() != JsonToken.StartArray)
        {
            return false;
        }
        while (true)
        {
            int before = tokenizer.Position;
            var token = tokenizer.Read();
            if (token == JsonToken.EndArray)
            {
                return true;
            }
            int start = token is JsonToken.StartObject or JsonToken.StartArray ? tokenizer.Position - 1 : before;
            if (token is JsonToken.Error or JsonToken.None || !tokenizer.SkipChildren())
            {
                elements.Clear();
                return true;
            }
            elements.Add((start, tokenizer.Position - start));
        }
    }
}
