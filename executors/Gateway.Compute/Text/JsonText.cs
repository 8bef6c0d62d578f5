using System.Globalization;

namespace Gateway.Compute.Text;

/// <summary>Writes JSON compactly as Spark's Jackson generator does.</summary>
public static class JsonText
{
    private static ReadOnlySpan<byte> UpperHexadecimal => "0123456789ABCDEF"u8;

    /// <summary>Appends a quoted string; control characters, quotes and backslashes are escaped.</summary>
    public static void AppendQuoted(ReadOnlySpan<byte> text, TextBuffer output)
    {
        text = Utf8Text.Decoded(text);
        output.Append((byte)'"');
        while (true)
        {
            int plain = IndexOfEscaped(text);
            if (plain < 0)
            {
                output.Append(text);
                break;
            }

            output.Append(text[..plain]);
            AppendEscaped(text[plain], output);
            text = text[(plain + 1)..];
        }

        output.Append((byte)'"');
    }

    /// <summary>Appends a quoted string with every character outside ASCII as \uXXXX.</summary>
    public static void AppendQuotedAscii(ReadOnlySpan<byte> text, TextBuffer output)
    {
        output.Append((byte)'"');
        Span<char> units = stackalloc char[2];
        while (!text.IsEmpty)
        {
            System.Text.Rune.DecodeFromUtf8(text, out System.Text.Rune rune, out int width);
            if (rune.Value >= 0x80)
            {
                foreach (char unit in units[..rune.EncodeToUtf16(units)])
                {
                    AppendCode(unit, output);
                }
            }
            else if (IndexOfEscaped(text[..1]) == 0)
            {
                AppendEscaped(text[0], output);
            }
            else
            {
                output.Append(text[0]);
            }

            text = text[width..];
        }

        output.Append((byte)'"');
    }

    /// <summary>Appends a double as Java prints it; NaN and infinities are quoted.</summary>
    public static void AppendDouble(double value, TextBuffer output)
    {
        bool isNumber = double.IsFinite(value);
        if (!isNumber)
        {
            output.Append((byte)'"');
        }

        output.Advance(NumberFormatter.FormatDouble(value, output.Reserve(NumberFormatter.MaxDoubleBytes)));
        if (!isNumber)
        {
            output.Append((byte)'"');
        }
    }

    /// <summary>Appends a float as Java prints it; NaN and infinities are quoted.</summary>
    public static void AppendSingle(float value, TextBuffer output)
    {
        bool isNumber = float.IsFinite(value);
        if (!isNumber)
        {
            output.Append((byte)'"');
        }

        output.Advance(NumberFormatter.FormatSingle(value, output.Reserve(NumberFormatter.MaxDoubleBytes)));
        if (!isNumber)
        {
            output.Append((byte)'"');
        }
    }

    /// <summary>Copies the value at the tokenizer's position, rendering numbers with a fraction or exponent anew; false when it is malformed.</summary>
    public static bool TryCopyValue(ref JsonTokenizer tokenizer, TextBuffer output)
    {
        int outer = tokenizer.Depth - (tokenizer.Token is JsonToken.StartObject or JsonToken.StartArray ? 1 : 0);
        bool needsComma = false;
        while (true)
        {
            JsonToken token = tokenizer.Token;
            if (needsComma && token is not (JsonToken.EndObject or JsonToken.EndArray))
            {
                output.Append((byte)',');
            }

            needsComma = true;
            switch (token)
            {
                case JsonToken.StartObject:
                case JsonToken.StartArray:
                    output.Append(token == JsonToken.StartObject ? (byte)'{' : (byte)'[');
                    needsComma = false;
                    break;
                case JsonToken.EndObject:
                    output.Append((byte)'}');
                    break;
                case JsonToken.EndArray:
                    output.Append((byte)']');
                    break;
                case JsonToken.FieldName:
                    AppendQuoted(tokenizer.Value, output);
                    output.Append((byte)':');
                    needsComma = false;
                    break;
                default:
                    if (!TryAppendScalar(in tokenizer, output))
                    {
                        return false;
                    }

                    break;
            }

            if (tokenizer.Depth == outer && token != JsonToken.FieldName)
            {
                return true;
            }

            tokenizer.Read();
        }
    }

    private static bool TryAppendScalar(in JsonTokenizer tokenizer, TextBuffer output)
    {
        switch (tokenizer.Token)
        {
            case JsonToken.String:
                AppendQuoted(tokenizer.Value, output);
                return true;
            case JsonToken.Integer:
                output.Append(tokenizer.Value);
                return true;
            case JsonToken.Float:
                double value = double.Parse(tokenizer.Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                AppendDouble(value, output);
                return true;
            case JsonToken.NonNumeric:
                NumberParser.TryParseDouble(tokenizer.Value, out double special);
                AppendDouble(special, output);
                return true;
            case JsonToken.True or JsonToken.False or JsonToken.Null:
                output.Append(tokenizer.Value);
                return true;
            default:
                return false;
        }
    }

    private static int IndexOfEscaped(ReadOnlySpan<byte> text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] < 0x20 || text[index] is (byte)'"' or (byte)'\\')
            {
                return index;
            }
        }

        return -1;
    }

    private static void AppendEscaped(byte unit, TextBuffer output)
    {
        ReadOnlySpan<byte> escape = unit switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            _ => default,
        };
        if (escape.IsEmpty)
        {
            AppendCode((char)unit, output);
        }
        else
        {
            output.Append(escape);
        }
    }

    private static void AppendCode(char unit, TextBuffer output)
    {
        output.Append("\\u"u8);
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            output.Append(UpperHexadecimal[(unit >> shift) & 15]);
        }
    }
}
