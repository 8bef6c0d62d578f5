using System.Buffers;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>A kind of JSON token.</summary>
public enum JsonToken
{
    /// <summary>The input has ended, or nothing was read yet.</summary>
    None,

    /// <summary>The input is malformed; nothing more can be read.</summary>
    Error,
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    FieldName,
    String,
    Integer,
    Float,

    /// <summary>NaN or an infinity without quotes.</summary>
    NonNumeric,
    True,
    False,
    Null,
}

/// <summary>Departures from strict JSON that a reader accepts, named as Spark's options.</summary>
public sealed record JsonLeniency
{
    public static JsonLeniency Default { get; } = new();

    public bool AllowComments { get; init; }

    public bool AllowUnquotedFieldNames { get; init; }

    public bool AllowSingleQuotes { get; init; } = true;

    public bool AllowNumericLeadingZeros { get; init; }

    public bool AllowNonNumericNumbers { get; init; }

    public bool AllowBackslashEscapingAnyCharacter { get; init; }

    public bool AllowUnquotedControlChars { get; init; }
}

/// <summary>Reads JSON token by token, with the leniencies that Spark's options name.</summary>
/// <remarks>
/// Text behind the first complete value is not looked at. Unescaped strings are slices of the input; others are built in the
/// scratch buffer and valid until the next read.
/// </remarks>
public ref struct JsonTokenizer
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 1_000;

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create(
        [.. "\"'\\"u8, .. Enumerable.Range(0, 32).Select(static code => (byte)code)]);

    private readonly ReadOnlySpan<byte> _text;
    private readonly JsonLeniency _leniency;
    private readonly TextBuffer _scratch;
    private readonly Span<byte> _containers;
    private int _position;
    private bool _expectsValue;
    private bool _afterValue;

    /// <summary>Starts before the first token.</summary>
    /// <param name="containers">Memory for the kinds of open containers: <see cref="MaxDepth"/> bytes.</param>
    public JsonTokenizer(ReadOnlySpan<byte> text, JsonLeniency leniency, TextBuffer scratch, Span<byte> containers)
    {
        _text = text;
        _leniency = leniency;
        _scratch = scratch;
        _containers = containers;
    }

    public JsonToken Token { get; private set; }

    /// <summary>The number of open containers.</summary>
    public int Depth { get; private set; }

    /// <summary>The unescaped text of a string or field name, or the digits of a number.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The byte offset behind the current token.</summary>
    public readonly int Position => _position;

    /// <summary>Moves to the next token.</summary>
    public JsonToken Read()
    {
        if (Token != JsonToken.Error)
        {
            Token = Next();
        }

        return Token;
    }

    /// <summary>Moves from the start of a container to its end; false when the input is malformed.</summary>
    public bool SkipChildren()
    {
        if (Token is not (JsonToken.StartObject or JsonToken.StartArray))
        {
            return Token != JsonToken.Error;
        }

        int outer = Depth - 1;
        while (Depth > outer)
        {
            if (Read() is JsonToken.Error or JsonToken.None)
            {
                Token = JsonToken.Error;
                return false;
            }
        }

        return true;
    }

    private JsonToken Next()
    {
        if (!SkipBlanks())
        {
            return JsonToken.Error;
        }

        if (Depth == 0)
        {
            return _position == _text.Length || _afterValue ? JsonToken.None : ReadValue();
        }

        bool inObject = _containers[Depth - 1] == (byte)'{';
        if (_position == _text.Length)
        {
            return JsonToken.Error;
        }

        if (_expectsValue)
        {
            _expectsValue = false;
            return ReadValue();
        }

        if (_text[_position] == (inObject ? (byte)'}' : (byte)']'))
        {
            _position++;
            Depth--;
            _afterValue = true;
            return inObject ? JsonToken.EndObject : JsonToken.EndArray;
        }

        if (_afterValue)
        {
            if (_text[_position] != (byte)',')
            {
                return JsonToken.Error;
            }

            _position++;
            if (!SkipBlanks() || _position == _text.Length)
            {
                return JsonToken.Error;
            }
        }

        return inObject ? ReadFieldName() : ReadValue();
    }

    private JsonToken ReadFieldName()
    {
        byte quote = _text[_position];
        bool read = quote == (byte)'"' || (quote == (byte)'\'' && _leniency.AllowSingleQuotes)
            ? ReadString(quote)
            : _leniency.AllowUnquotedFieldNames && ReadBareName();
        if (!read || !SkipBlanks() || _position == _text.Length || _text[_position] != (byte)':')
        {
            return JsonToken.Error;
        }

        _position++;
        _expectsValue = true;
        return JsonToken.FieldName;
    }

    private bool ReadBareName()
    {
        int start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit((char)_text[_position]) || _text[_position] is (byte)'_' or (byte)'$' or (byte)'-' or (byte)'@' or >= 0x80))
        {
            _position++;
        }

        Value = _text[start.._position];
        return _position > start && !char.IsAsciiDigit((char)_text[start]);
    }

    private JsonToken ReadValue()
    {
        byte first = _text[_position];
        _afterValue = true;
        switch (first)
        {
            case (byte)'{':
            case (byte)'[':
                if (Depth == MaxDepth)
                {
                    return JsonToken.Error;
                }

                _containers[Depth++] = first;
                _position++;
                _afterValue = false;
                return first == (byte)'{' ? JsonToken.StartObject : JsonToken.StartArray;
            case (byte)'"':
                return ReadString(first) ? JsonToken.String : JsonToken.Error;
            case (byte)'\'' when _leniency.AllowSingleQuotes:
                return ReadString(first) ? JsonToken.String : JsonToken.Error;
            case (byte)'t':
                return ReadWord("true"u8, JsonToken.True);
            case (byte)'f':
                return ReadWord("false"u8, JsonToken.False);
            case (byte)'n':
                return ReadWord("null"u8, JsonToken.Null);
            case (byte)'N':
                return ReadNonNumeric("NaN"u8);
            case (byte)'I':
                return ReadNonNumeric("Infinity"u8);
            case (byte)'+':
                return StartsWith("+Infinity"u8) ? ReadNonNumeric("+Infinity"u8) : ReadNonNumeric("+INF"u8);
            case (byte)'-' when StartsWith("-I"u8):
                return StartsWith("-Infinity"u8) ? ReadNonNumeric("-Infinity"u8) : ReadNonNumeric("-INF"u8);
            default:
                return ReadNumber();
        }
    }

    private readonly bool StartsWith(ReadOnlySpan<byte> word) => _text[_position..].StartsWith(word);

    private JsonToken ReadNonNumeric(ReadOnlySpan<byte> word) =>
        _leniency.AllowNonNumericNumbers ? ReadWord(word, JsonToken.NonNumeric) : JsonToken.Error;

    private JsonToken ReadWord(ReadOnlySpan<byte> word, JsonToken token)
    {
        if (!StartsWith(word))
        {
            return JsonToken.Error;
        }

        int end = _position + word.Length;
        if (end < _text.Length && (char.IsAsciiLetterOrDigit((char)_text[end]) || _text[end] is (byte)'_' or (byte)'$' or >= 0x80))
        {
            return JsonToken.Error;
        }

        Value = _text[_position..end];
        _position = end;
        return token;
    }

    private JsonToken ReadNumber()
    {
        int start = _position;
        int offset = start;
        if (_text[offset] == (byte)'-')
        {
            offset++;
        }

        int digits = CountDigits(offset);
        if (digits == 0)
        {
            return JsonToken.Error;
        }

        bool hasLeadingZero = digits > 1 && _text[offset] == (byte)'0';
        if (hasLeadingZero && !_leniency.AllowNumericLeadingZeros)
        {
            return JsonToken.Error;
        }

        offset += digits;
        bool isFloat = false;
        if (offset < _text.Length && _text[offset] == (byte)'.')
        {
            int fraction = CountDigits(offset + 1);
            if (fraction == 0)
            {
                return JsonToken.Error;
            }

            offset += 1 + fraction;
            isFloat = true;
        }

        if (offset < _text.Length && _text[offset] is (byte)'e' or (byte)'E')
        {
            int sign = offset + 1 < _text.Length && _text[offset + 1] is (byte)'+' or (byte)'-' ? 1 : 0;
            int exponent = CountDigits(offset + 1 + sign);
            if (exponent == 0)
            {
                return JsonToken.Error;
            }

            offset += 1 + sign + exponent;
            isFloat = true;
        }

        if (Depth == 0 && offset < _text.Length && _text[offset] > 0x20)
        {
            return JsonToken.Error;
        }

        Value = _text[start..offset];
        _position = offset;
        if (hasLeadingZero)
        {
            DropLeadingZeros();
        }

        if (!isFloat && Value.SequenceEqual("-0"u8))
        {
            // Whole numbers have one zero.
            Value = Value[1..];
        }

        return isFloat ? JsonToken.Float : JsonToken.Integer;
    }

    private void DropLeadingZeros()
    {
        bool negative = Value[0] == (byte)'-';
        ReadOnlySpan<byte> magnitude = negative ? Value[1..] : Value;
        while (magnitude.Length > 1 && magnitude[0] == (byte)'0' && char.IsAsciiDigit((char)magnitude[1]))
        {
            magnitude = magnitude[1..];
        }

        _scratch.Clear();
        if (negative)
        {
            _scratch.Append((byte)'-');
        }

        _scratch.Append(magnitude);
        Value = _scratch.Written;
    }

    private readonly int CountDigits(int offset)
    {
        int start = offset;
        while (offset < _text.Length && char.IsAsciiDigit((char)_text[offset]))
        {
            offset++;
        }

        return offset - start;
    }

    private bool ReadString(byte quote)
    {
        _position++;
        int start = _position;
        bool isEscaped = false;
        while (true)
        {
            int length = _text[_position..].IndexOfAny(StringEnds);
            if (length < 0)
            {
                return false;
            }

            _position += length;
            byte end = _text[_position];
            if (end == quote)
            {
                break;
            }

            if (end == (byte)'\\')
            {
                if (!isEscaped)
                {
                    isEscaped = true;
                    _scratch.Clear();
                }

                _scratch.Append(_text[start.._position]);
                if (!ReadEscape())
                {
                    return false;
                }

                start = _position;
            }
            else if (end < 0x20 && !_leniency.AllowUnquotedControlChars)
            {
                return false;
            }
            else
            {
                _position++;
            }
        }

        if (isEscaped)
        {
            _scratch.Append(_text[start.._position]);
            Value = _scratch.Written;
        }
        else
        {
            Value = _text[start.._position];
        }

        _position++;
        return true;
    }

    private bool ReadEscape()
    {
        if (_position + 1 >= _text.Length)
        {
            return false;
        }

        byte kind = _text[_position + 1];
        _position += 2;
        switch (kind)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/':
                _scratch.Append(kind);
                return true;
            case (byte)'b':
                _scratch.Append((byte)'\b');
                return true;
            case (byte)'f':
                _scratch.Append((byte)'\f');
                return true;
            case (byte)'n':
                _scratch.Append((byte)'\n');
                return true;
            case (byte)'r':
                _scratch.Append((byte)'\r');
                return true;
            case (byte)'t':
                _scratch.Append((byte)'\t');
                return true;
            case (byte)'u':
                return ReadUnicodeEscape();
            case (byte)'\'' when _leniency.AllowSingleQuotes:
                _scratch.Append(kind);
                return true;
            default:
                _scratch.Append(kind);
                return _leniency.AllowBackslashEscapingAnyCharacter;
        }
    }

    private bool ReadUnicodeEscape()
    {
        if (!ReadHexadecimal(out int unit))
        {
            return false;
        }

        if (char.IsHighSurrogate((char)unit) && _text[_position..].StartsWith("\\u"u8))
        {
            int saved = _position;
            _position += 2;
            if (ReadHexadecimal(out int low) && char.IsLowSurrogate((char)low))
            {
                _scratch.Append(new Rune((char)unit, (char)low));
                return true;
            }

            _position = saved;
        }

        if (Rune.TryCreate(unit, out Rune rune))
        {
            _scratch.Append(rune);
        }
        else
        {
            // Java encodes a lone surrogate as a question mark.
            _scratch.Append((byte)'?');
        }

        return true;
    }

    private bool ReadHexadecimal(out int unit)
    {
        unit = 0;
        if (_position + 4 > _text.Length)
        {
            return false;
        }

        for (int index = 0; index < 4; index++)
        {
            byte current = _text[_position + index];
            if (!char.IsAsciiHexDigit((char)current))
            {
                return false;
            }

            unit = (unit << 4) | (current <= (byte)'9' ? current - '0' : (current | 0x20) - 'a' + 10);
        }

        _position += 4;
        return true;
    }

    private bool SkipBlanks()
    {
        while (_position < _text.Length)
        {
            byte current = _text[_position];
            if (current is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                _position++;
            }
            else if (current == (byte)'/' && _leniency.AllowComments)
            {
                if (!SkipComment())
                {
                    return false;
                }
            }
            else
            {
                return true;
            }
        }

        return true;
    }

    private bool SkipComment()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.StartsWith("//"u8))
        {
            int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            _position = end < 0 ? _text.Length : _position + end;
            return true;
        }

        int close = rest.StartsWith("/*"u8) ? rest[2..].IndexOf("*/"u8) : -1;
        _position += close + 4;
        return close >= 0;
    }
}
