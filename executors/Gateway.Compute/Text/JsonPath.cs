using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>A compiled path of get_json_object, such as $.a['b'][0][*].</summary>
/// <remarks>Semantics: Spark 4.3 GetJsonObject, which follows Hive: one match is bare, several from a wildcard become an array.</remarks>
public sealed class JsonPath
{
    private static readonly JsonLeniency Leniency = new();

    private readonly Step[] _steps;

    private JsonPath(Step[] steps)
    {
        _steps = steps;
    }

    private enum StepKind
    {
        Name,
        AnyName,
        Index,
        AnyIndex,
    }

    private enum Style
    {
        Raw,
        Quoted,
        Flatten,
    }

    /// <summary>Compiles a path; false when it is malformed.</summary>
    public static bool TryCompile(ReadOnlySpan<byte> path, out JsonPath? compiled)
    {
        compiled = null;
        string text = Encoding.UTF8.GetString(path);
        if (!text.StartsWith('$'))
        {
            return false;
        }

        var steps = new List<Step>();
        int position = 1;
        while (position < text.Length)
        {
            if (!TryReadStep(text, ref position, steps))
            {
                if (string.IsNullOrWhiteSpace(text[position..]))
                {
                    break;
                }

                return false;
            }
        }

        compiled = new JsonPath([.. steps]);
        return true;
    }

    /// <summary>Appends what the path finds; false when it finds nothing or the text is malformed.</summary>
    public bool TryEvaluate(ReadOnlySpan<byte> json, TextBuffer scratch, TextBuffer output)
    {
        Span<byte> containers = stackalloc byte[JsonTokenizer.MaxDepth];
        var tokenizer = new JsonTokenizer(Utf8Text.Decoded(json), Leniency, scratch, containers);
        if (tokenizer.Read() is JsonToken.None or JsonToken.Error)
        {
            return false;
        }

        int start = output.Length;
        var writer = new Writer(output);
        bool matched = Evaluate(ref tokenizer, ref writer, Style.Raw, _steps) && tokenizer.Token != JsonToken.Error;
        if (!matched)
        {
            output.Truncate(start);
        }

        return matched;
    }

    private static bool Evaluate(ref JsonTokenizer tokenizer, ref Writer writer, Style style, ReadOnlySpan<Step> steps)
    {
        if (steps.IsEmpty)
        {
            return CopyMatch(ref tokenizer, ref writer, style);
        }

        Step step = steps[0];
        switch (tokenizer.Token)
        {
            case JsonToken.StartObject when step.Kind == StepKind.Name:
                return EvaluateObject(ref tokenizer, ref writer, style, step, steps[1..]);
            case JsonToken.StartArray when step.Kind == StepKind.AnyIndex:
                return EvaluateWildcard(ref tokenizer, ref writer, style, steps);
            case JsonToken.StartArray when step.Kind == StepKind.Index:
                bool severalFollow = steps.Length > 1 && steps[1].Kind == StepKind.AnyIndex;
                return EvaluateIndex(ref tokenizer, ref writer, severalFollow ? Style.Quoted : style, step.Index, steps[1..]);
            default:
                tokenizer.SkipChildren();
                return false;
        }
    }

    private static bool CopyMatch(ref JsonTokenizer tokenizer, ref Writer writer, Style style)
    {
        if (style == Style.Raw && tokenizer.Token == JsonToken.String)
        {
            writer.WriteRaw(tokenizer.Value);
            return true;
        }

        if (style == Style.Flatten && tokenizer.Token == JsonToken.StartArray)
        {
            bool any = false;
            while (ReadElement(ref tokenizer))
            {
                any |= Evaluate(ref tokenizer, ref writer, style, []);
            }

            return any;
        }

        writer.BeginValue();
        if (JsonText.TryCopyValue(ref tokenizer, writer.Output))
        {
            return true;
        }

        tokenizer.SkipChildren();
        return false;
    }

    private static bool EvaluateObject(ref JsonTokenizer tokenizer, ref Writer writer, Style style, Step step, ReadOnlySpan<Step> rest)
    {
        bool matched = false;
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            bool isNamed = !matched && tokenizer.Value.SequenceEqual(step.Name);
            tokenizer.Read();
            if (isNamed && tokenizer.Token != JsonToken.Null)
            {
                matched = Evaluate(ref tokenizer, ref writer, style, rest);
            }
            else if (!tokenizer.SkipChildren())
            {
                return false;
            }
        }

        return matched && tokenizer.Token == JsonToken.EndObject;
    }

    private static bool EvaluateWildcard(ref JsonTokenizer tokenizer, ref Writer writer, Style style, ReadOnlySpan<Step> steps)
    {
        if (steps.Length > 1 && steps[1].Kind == StepKind.AnyIndex)
        {
            return EvaluateElements(ref tokenizer, ref writer, Style.Flatten, steps[2..]);
        }

        if (style == Style.Quoted)
        {
            return EvaluateElements(ref tokenizer, ref writer, Style.Quoted, steps[1..]);
        }

        // One match stands for itself, so the brackets are written only when there are several.
        var buffer = new TextBuffer();
        var elements = new Writer(buffer);
        elements.BeginArray();
        int matches = 0;
        while (ReadElement(ref tokenizer))
        {
            matches += Evaluate(ref tokenizer, ref elements, style == Style.Raw ? Style.Quoted : style, steps[1..]) ? 1 : 0;
        }

        elements.EndArray();
        if (matches > 0)
        {
            writer.BeginValue();
            writer.Output.Append(matches > 1 ? buffer.Written : buffer.Written[1..^1]);
        }

        return matches > 0;
    }

    private static bool EvaluateElements(ref JsonTokenizer tokenizer, ref Writer writer, Style style, ReadOnlySpan<Step> rest)
    {
        bool any = false;
        writer.BeginValue();
        Writer elements = writer.Nested();
        elements.BeginArray();
        while (ReadElement(ref tokenizer))
        {
            any |= Evaluate(ref tokenizer, ref elements, style, rest);
        }

        elements.EndArray();
        return any;
    }

    private static bool EvaluateIndex(ref JsonTokenizer tokenizer, ref Writer writer, Style style, long index, ReadOnlySpan<Step> rest)
    {
        bool matched = false;
        for (long position = 0; ReadElement(ref tokenizer); position++)
        {
            if (position == index)
            {
                matched = Evaluate(ref tokenizer, ref writer, style, rest);
            }
            else if (!tokenizer.SkipChildren())
            {
                return false;
            }
        }

        return matched;
    }

    private static bool ReadElement(ref JsonTokenizer tokenizer) =>
        tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None);

    /// <summary>Reads .name, ['name'], .*, ['*'], [0] or [*]; blanks are allowed where Spark's parser skips them.</summary>
    private static bool TryReadStep(string text, ref int position, List<Step> steps)
    {
        int start = SkipBlanks(text, position);
        if (StartsWith(text, start, ".*"))
        {
            position = start + 2;
            steps.Add(new Step(StepKind.AnyName, [], 0));
            return true;
        }

        if (StartsWith(text, start, "['"))
        {
            int from = SkipBlanks(text, start + 2);
            int end = text.IndexOf('\'', from);
            if (end <= from || !StartsWith(text, SkipBlanks(text, end), "']"))
            {
                return false;
            }

            string name = text[from..end];
            position = end + 2;
            steps.Add(name == "*" && from == start + 2 ? new Step(StepKind.AnyName, [], 0) : new Step(StepKind.Name, Encoding.UTF8.GetBytes(name), 0));
            return true;
        }

        if (text[position] == '.')
        {
            int from = SkipBlanks(text, position + 1);
            int end = from;
            while (end < text.Length && text[end] is not ('.' or '['))
            {
                end++;
            }

            if (end == from)
            {
                return false;
            }

            position = end;
            steps.Add(new Step(StepKind.Name, Encoding.UTF8.GetBytes(text[from..end]), 0));
            return true;
        }

        return text[position] == '[' && TryReadSubscript(text, ref position, steps);
    }

    private static bool TryReadSubscript(string text, ref int position, List<Step> steps)
    {
        if (StartsWith(text, position, "[*]"))
        {
            position += 3;
            steps.Add(new Step(StepKind.AnyIndex, [], 0));
            return true;
        }

        int from = SkipBlanks(text, position + 1);
        int end = from;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (end == text.Length || text[end] != ']' ||
            !long.TryParse(text.AsSpan(from, end - from), NumberStyles.None, CultureInfo.InvariantCulture, out long index))
        {
            return false;
        }

        position = end + 1;
        steps.Add(new Step(StepKind.Index, [], index));
        return true;
    }

    private static bool StartsWith(string text, int position, string expected) =>
        string.CompareOrdinal(text, position, expected, 0, expected.Length) == 0;

    private static int SkipBlanks(string text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t' or '\n' or '\v' or '\f' or '\r')
        {
            position++;
        }

        return position;
    }

    private readonly record struct Step(StepKind Kind, byte[] Name, long Index);

    /// <summary>Writes values with commas where the surrounding array needs them.</summary>
    private struct Writer(TextBuffer output)
    {
        private bool _inArray;
        private bool _needsComma;

        public TextBuffer Output { get; } = output;

        public readonly Writer Nested() => new(Output);

        public void BeginArray()
        {
            Output.Append((byte)'[');
            _inArray = true;
        }

        public readonly void EndArray() => Output.Append((byte)']');

        public void BeginValue()
        {
            if (_inArray && _needsComma)
            {
                Output.Append((byte)',');
            }

            _needsComma = true;
        }

        public readonly void WriteRaw(ReadOnlySpan<byte> text) => Output.Append(text);
    }
}
