namespace Gateway.Compute.Text;

/// <summary>Reads CSV records field by field.</summary>
/// <remarks>
/// Semantics: Spark's parser with unescapedQuoteHandling = STOP_AT_DELIMITER: a quoted field with a stray quote is taken as it
/// stands, quotes included, up to the next delimiter. Fields without escapes are slices of the input; others are built in the
/// scratch buffer and valid until the next read.
/// </remarks>
public ref struct CsvTokenizer(ReadOnlySpan<byte> text, CsvFormat format, TextBuffer scratch)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly CsvFormat _format = format;
    private readonly TextBuffer _scratch = scratch;

    /// <summary>Gets the text of the current field.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Gets whether the current field stood in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Gets whether the current field is the last of its record.</summary>
    public bool EndsRecord { get; private set; }

    /// <summary>Gets the byte offset behind the current field and its delimiter or line end.</summary>
    public int Position { get; private set; }

    /// <summary>Gets whether the record's last field was cut by the end of the input inside quotes.</summary>
    public bool IsUnterminated { get; private set; }

    /// <summary>Moves to the start of the next record that is neither empty nor a comment; false at the end.</summary>
    public bool ReadRecord()
    {
        while (Position < _text.Length)
        {
            int lineEnd = LineEndAt(Position);
            if (lineEnd > 0)
            {
                Position += lineEnd;
            }
            else if (_format.Comment != 0 && _text[Position] == _format.Comment)
            {
                SkipLine();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the next field of the record.</summary>
    public void ReadField()
    {
        IsQuoted = false;
        IsUnterminated = false;
        int start = Position;
        int content = _format.IgnoresLeadingWhitespace ? SkipBlanks(start) : start;
        if (_format.Quote != 0 && content < _text.Length && _text[content] == _format.Quote && ReadQuoted(content))
        {
            return;
        }

        ReadPlain(_format.IgnoresLeadingWhitespace ? content : start);
    }

    private void ReadPlain(int start)
    {
        int end = start;
        byte delimiter = _format.Delimiter[0];
        while (true)
        {
            int found = _format.LineSeparator is { } separator
                ? _text[end..].IndexOfAny(delimiter, separator[0])
                : _text[end..].IndexOfAny(delimiter, (byte)'\n', (byte)'\r');
            if (found < 0)
            {
                end = _text.Length;
                break;
            }

            end += found;
            if (StartsWithDelimiter(end) || LineEndAt(end) > 0)
            {
                break;
            }

            end++;
        }

        Value = _text[start..end];
        if (_format.IgnoresTrailingWhitespace)
        {
            Value = TrimEnd(Value);
        }

        Finish(end);
    }

    /// <summary>Reads a quoted field; false when a stray quote shows that it is not one.</summary>
    private bool ReadQuoted(int quote)
    {
        byte quoteByte = _format.Quote;
        byte escape = _format.Escape;
        byte escapeOfEscape = _format.EffectiveEscapeOfEscape;
        int from = quote + 1;
        int position = from;
        bool isBuilt = false;
        while (position < _text.Length)
        {
            int found = _text[position..].IndexOfAny(quoteByte, escape == 0 ? quoteByte : escape);
            if (found < 0)
            {
                break;
            }

            position += found;
            byte current = _text[position];
            byte next = position + 1 < _text.Length ? _text[position + 1] : (byte)0;
            bool escapesQuote = current == escape && next == quoteByte && (current != quoteByte || position + 1 < _text.Length);
            bool escapesEscape = current == escapeOfEscape && escapeOfEscape != 0 && next == escape;
            if (escapesQuote || escapesEscape)
            {
                if (!isBuilt)
                {
                    _scratch.Clear();
                    isBuilt = true;
                }

                _scratch.Append(_text[from..position]);
                _scratch.Append(next);
                position += 2;
                from = position;
            }
            else if (current == quoteByte)
            {
                return TryClose(from, position, isBuilt);
            }
            else
            {
                position++;
            }
        }

        IsQuoted = true;
        IsUnterminated = true;
        SetBuilt(from, _text.Length, isBuilt);
        Finish(_text.Length);
        return true;
    }

    private bool TryClose(int from, int position, bool isBuilt)
    {
        int after = SkipBlanks(position + 1);
        if (after < _text.Length && !StartsWithDelimiter(after) && LineEndAt(after) == 0)
        {
            return false;
        }

        IsQuoted = true;
        SetBuilt(from, position, isBuilt);
        Finish(after);
        return true;
    }

    private void SetBuilt(int from, int to, bool isBuilt)
    {
        if (isBuilt)
        {
            _scratch.Append(_text[from..to]);
            Value = _scratch.Written;
        }
        else
        {
            Value = _text[from..to];
        }
    }

    private void Finish(int end)
    {
        if (end < _text.Length && StartsWithDelimiter(end))
        {
            Position = end + _format.Delimiter.Length;
            EndsRecord = false;
        }
        else
        {
            Position = end + LineEndAt(end);
            EndsRecord = true;
        }
    }

    private readonly bool StartsWithDelimiter(int position) => _text[position..].StartsWith(_format.Delimiter);

    /// <summary>The length of the line end at a position, or zero.</summary>
    private readonly int LineEndAt(int position)
    {
        if (position >= _text.Length)
        {
            return 0;
        }

        if (_format.LineSeparator is { } separator)
        {
            return _text[position..].StartsWith(separator) ? separator.Length : 0;
        }

        return _text[position] == (byte)'\n' ? 1
            : _text[position] != (byte)'\r' ? 0
            : position + 1 < _text.Length && _text[position + 1] == (byte)'\n' ? 2 : 1;
    }

    private void SkipLine()
    {
        while (Position < _text.Length && LineEndAt(Position) == 0)
        {
            Position++;
        }

        Position += LineEndAt(Position);
    }

    private readonly int SkipBlanks(int position)
    {
        while (position < _text.Length && _text[position] <= (byte)' ' && LineEndAt(position) == 0 && !StartsWithDelimiter(position))
        {
            position++;
        }

        return position;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> value)
    {
        int end = value.Length;
        while (end > 0 && value[end - 1] <= (byte)' ')
        {
            end--;
        }

        return value[..end];
    }
}
