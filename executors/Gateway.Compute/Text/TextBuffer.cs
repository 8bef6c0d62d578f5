using System.Globalization;
using Gateway.Core.Errors;

namespace Gateway.Compute.Text;

/// <summary>Collects the bytes of one result value; a kernel keeps one per worker and clears it for each row.</summary>
public sealed class TextBuffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Forgets the bytes behind a length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Gives room behind what is written; <see cref="Advance"/> takes it.</summary>
    public Span<byte> Reserve(int byteCount)
    {
        if (_bytes.Length - Length < byteCount)
        {
            Grow((long)Length + byteCount);
        }

        return _bytes.AsSpan(Length);
    }

    private void Grow(long needed)
    {
        if (needed > Array.MaxLength)
        {
            throw new QueryException("UNABLE_TO_ACQUIRE_MEMORY",
                ("requestedBytes", needed.ToString(CultureInfo.InvariantCulture)),
                ("receivedBytes", "0"));
        }
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, needed)));
    }

    /// <summary>Turns the ASCII letters behind an offset into lower case.</summary>
    public void LowerFrom(int offset) => System.Text.Ascii.ToLowerInPlace(_bytes.AsSpan(offset, Length - offset), out _);

    /// <summary>Turns the ASCII letters behind an offset into upper case.</summary>
    public void UpperFrom(int offset) => System.Text.Ascii.ToUpperInPlace(_bytes.AsSpan(offset, Length - offset), out _);

    public void Advance(int byteCount) => Length += byteCount;

    /// <summary>Moves the bytes behind a position to make room for others, and gives that room.</summary>
    public Span<byte> Insert(int position, int byteCount)
    {
        Reserve(byteCount);
        _bytes.AsSpan(position, Length - position).CopyTo(_bytes.AsSpan(position + byteCount));
        Length += byteCount;
        return _bytes.AsSpan(position, byteCount);
    }

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    public void AppendRepeated(byte value, int count)
    {
        Reserve(count)[..count].Fill(value);
        Length += count;
    }

    /// <summary>Appends a text many times; fails at once where the result would be too large.</summary>
    public void AppendRepeated(ReadOnlySpan<byte> text, int times)
    {
        if (times <= 0 || text.IsEmpty)
        {
            return;
        }
        int start = Length;
        long total = (long)text.Length * times;
        if (_bytes.Length - Length < total)
        {
            Grow(Length + total);
        }
        text.CopyTo(_bytes.AsSpan(start));
        int done = text.Length;
        while (done < total)
        {
            int take = (int)Math.Min(done, total - done);
            _bytes.AsSpan(start, take).CopyTo(_bytes.AsSpan(start + done));
            done += take;
        }
        Length = start + done;
    }

    /// <summary>Appends UTF-16 text; lone surrogates become U+FFFD.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        Span<byte> room = Reserve(text.Length * 3);
        Length += System.Text.Encoding.UTF8.GetBytes(text, room);
    }

    public void Append(System.Text.Rune rune) => Length += rune.EncodeToUtf8(Reserve(4));

    public void AppendNumber(long value) => Length += NumberFormatter.FormatInt64(value, Reserve(NumberFormatter.MaxInt64Bytes));
}
