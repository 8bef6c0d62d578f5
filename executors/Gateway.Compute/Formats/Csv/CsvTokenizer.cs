using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Gateway.Compute.Text;

namespace Gateway.Compute.Formats.Csv;

/// <summary>Cuts CSV text into records and fields with the rules of the parser that Spark uses.</summary>
/// <remarks>
/// A quoted field whose closing quote is not followed by a separator is taken as if it were not quoted, up to the next separator.
/// Fields are slices of the input or of a scratch buffer, valid until the next record.
/// </remarks>
public sealed class CsvTokenizer
{
    private readonly CsvOptions _options;
    private readonly SearchValues<byte> _plainEnds;
    private readonly TextBuffer _scratch = new();
    private Field[] _fields = new Field[64];

    public CsvTokenizer(CsvOptions options)
    {
        _options = options;
        _plainEnds = SearchValues.Create([options.Separator[0], (byte)'\n', (byte)'\r']);
    }

    /// <summary>Gets the number of fields of the record.</summary>
    public int Count { get; private set; }

    /// <summary>Gets whether the record had more columns, or a longer one, than the options allow.</summary>
    public bool IsOverLimit { get; private set; }

    /// <summary>Gets a field's text. Quoted empty fields give the options' empty value.</summary>
    /// <param name="text">The text the record was read from.</param>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, int index)
    {
        ref readonly var field = ref _fields[index];
        return field.IsEmptyQuoted ? _options.EmptyValueInRead
            : field.InScratch ? _scratch.Written.Slice(field.Start, field.Length)
            : text.Slice(field.Start, field.Length);
    }

    /// <summary>Tells whether a field is there at all: unquoted and empty means null.</summary>
    public bool IsMissing(int index) => _fields[index].Length == 0 && !_fields[index].IsEmptyQuoted;

    /// <summary>Reads the record that starts at a position and moves behind it and its line break.</summary>
    public void Read(ReadOnlySpan<byte> text, ref int position)
    {
        Count = 0;
        IsOverLimit = false;
        _scratch.Clear();
        while (true)
        {
            ReadField(text, ref position);
            if (position >= text.Length)
            {
                break;
            }
            if (text[position] is (byte)'\n' or (byte)'\r')
            {
                SkipLineBreak(text, ref position);
                return;
            }
            position += _options.Separator.Length;
            if (position >= text.Length)
            {
                // The text ends behind a separator: one more, empty field.
                Add(position, 0, false, false);
                return;
            }
        }
    }

    private static void SkipLineBreak(ReadOnlySpan<byte> text, ref int position)
    {
        bool isReturn = text[position++] == (byte)'\r';
        if (isReturn && position < text.Length && text[position] == (byte)'\n')
        {
            position++;
        }
    }

    private void ReadField(ReadOnlySpan<byte> text, ref int position)
    {
        int start = position;
        if (_options.IgnoreLeadingWhiteSpace)
        {
            start = SkipSpaces(text, start);
        }
        int quote = _options.IgnoreLeadingWhiteSpace ? start : SkipSpaces(text, start);
        if (_options.Quote != 0 && quote < text.Length && text[quote] == _options.Quote && TryReadQuoted(text, quote, ref position))
        {
            return;
        }
        ReadPlain(text, start, ref position);
    }

    private void ReadPlain(ReadOnlySpan<byte> text, int start, ref int position)
    {
        int end = FindEnd(text, start);
        int last = end;
        if (_options.IgnoreTrailingWhiteSpace)
        {
            while (last > start && text[last - 1] <= (byte)' ')
            {
                last--;
            }
        }
        Add(start, last - start, false, false);
        position = end;
    }

    /// <summary>Finds the next separator or line break.</summary>
    private int FindEnd(ReadOnlySpan<byte> text, int start)
    {
        if (_options.Separator.Length == 1 && start + Vector256<byte>.Count <= text.Length)
        {
            // Most fields end within one vector.
            var bytes = Vector256.Create(text.Slice(start, Vector256<byte>.Count));
            uint ends = (Vector256.Equals(bytes, Vector256.Create(_options.Separator[0]))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();
            if (ends != 0)
            {
                return start + BitOperations.TrailingZeroCount(ends);
            }
            start += Vector256<byte>.Count;
        }
        while (start < text.Length)
        {
            int found = text[start..].IndexOfAny(_plainEnds);
            if (found < 0)
            {
                return text.Length;
            }
            start += found;
            if (text[start] is (byte)'\n' or (byte)'\r' || IsSeparator(text, start))
            {
                return start;
            }
            start++;
        }
        return text.Length;
    }

    /// <summary>Reads a quoted field; false when what follows its quotes makes it an unquoted one.</summary>
    private bool TryReadQuoted(ReadOnlySpan<byte> text, int quote, ref int position)
    {
        byte quoteByte = _options.Quote;
        byte escape = _options.Escape;
        int from = quote + 1;
        int scratchStart = _scratch.Length;
        bool hasEscapes = false;
        int run = from;
        int at = from;
        while (true)
        {
            int found = escape == 0 || escape == quoteByte ? text[at..].IndexOf(quoteByte) : text[at..].IndexOfAny(quoteByte, escape);
            if (found < 0)
            {
                // Unclosed: everything to the end.
                return Finish(text, from, run, text.Length, scratchStart, hasEscapes, text.Length, ref position);
            }
            at += found;
            byte current = text[at];
            byte next = at + 1 < text.Length ? text[at + 1] : (byte)0;
            bool hasNext = at + 1 < text.Length;
            if (current == escape && hasNext && (next == quoteByte || (escape != quoteByte && next == escape && _options.EscapeOfEscape == escape)))
            {
                _scratch.Append(text[run..at]);
                _scratch.Append(next);
                hasEscapes = true;
                at += 2;
                run = at;
                continue;
            }
            if (current != quoteByte)
            {
                at++;
                continue;
            }
            int behind = at + 1;
            while (behind < text.Length && text[behind] is (byte)' ' or (byte)'\t' && !IsSeparator(text, behind))
            {
                behind++;
            }
            if (behind >= text.Length || text[behind] is (byte)'\n' or (byte)'\r' || IsSeparator(text, behind))
            {
                return Finish(text, from, run, at, scratchStart, hasEscapes, behind, ref position);
            }
            if (_options.UnescapedQuotes is "STOP_AT_CLOSING_QUOTE" or "BACK_TO_DELIMITER")
            {
                at++;
                continue;
            }
            _scratch.Truncate(scratchStart);
            return false;
        }
    }

    private bool Finish(ReadOnlySpan<byte> text, int from, int run, int end, int scratchStart, bool hasEscapes, int next, ref int position)
    {
        position = next;
        if (hasEscapes)
        {
            _scratch.Append(text[run..end]);
            Add(scratchStart, _scratch.Length - scratchStart, true, _scratch.Length == scratchStart);
        }
        else
        {
            Add(from, end - from, false, end == from);
        }
        return true;
    }

    private bool IsSeparator(ReadOnlySpan<byte> text, int position) =>
        text[position] == _options.Separator[0] && (_options.Separator.Length == 1 || text[position..].StartsWith(_options.Separator));

    private int SkipSpaces(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' && !IsSeparator(text, position))
        {
            position++;
        }
        return position;
    }

    private void Add(int start, int length, bool inScratch, bool isEmptyQuoted)
    {
        if (Count >= _options.MaxColumns || (_options.MaxCharsPerColumn >= 0 && length > _options.MaxCharsPerColumn))
        {
            IsOverLimit = true;
            return;
        }
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Count * 2);
        }
        _fields[Count++] = new Field(start, length, inScratch, isEmptyQuoted);
    }

    private readonly record struct Field(int Start, int Length, bool InScratch, bool IsEmptyQuoted);
}
