using Gateway.Core.Memory;

namespace Gateway.Storage.TextFiles;

/// <summary>Cuts a stream into lines. A line belongs to the range in which it begins. The longest line decides how much of the memory pool is held.</summary>
internal sealed unsafe class LineReader : IDisposable
{
    private const int BufferBytes = 256 << 10;

    /// <summary>A longer line cannot be held, nor could its value.</summary>
    private const int MostLineBytes = 1 << 30;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly byte[]? _separator;
    // SAFETY: a block of the pool of so many bytes, given back in Dispose; all access goes through Buffer, which knows its size.
    private byte* _block;
    private int _capacity;
    private MemoryPool? _pool;
    private Stream? _stream;
    private int _position;
    private int _filled;
    private long _bufferStart;
    private long _end;
    private bool _skipsLineFeed;
    private bool _isAtEnd;

    /// <param name="separator">The bytes between lines; null accepts \n, \r\n and \r.</param>
    public LineReader(byte[]? separator) => _separator = separator;

    private Span<byte> Buffer => new(_block, _capacity);

    /// <summary>Starts a range. When it does not begin with the file, the line that runs into it is passed over.</summary>
    /// <param name="stream">Positioned a byte before the start, or at 0.</param>
    /// <param name="end">File position at which no further line begins.</param>
    /// <param name="pool">Charged for the buffer; the same at every call.</param>
    public void Open(Stream stream, long start, long end, MemoryPool pool)
    {
        _stream?.Dispose();
        _stream = stream;
        _pool = pool;
        _position = _filled = 0;
        _bufferStart = Math.Max(0, start - (_separator?.Length ?? 1));
        _end = end;
        _skipsLineFeed = false;
        _isAtEnd = false;
        if (start > 0)
        {
            _end = long.MaxValue;
            TryRead(out _);
            _end = end;
        }
        else if (Fill(3) && Buffer[.._filled].StartsWith(ByteOrderMark))
        {
            _position = 3;
        }
    }

    /// <summary>Gives where the stream for a range must begin.</summary>
    public long StreamStart(long start) => Math.Max(0, start - (_separator?.Length ?? 1));

    /// <summary>Gives the next line without its separator; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_skipsLineFeed)
        {
            _skipsLineFeed = false;
            if (Fill(1) && Buffer[_position] == (byte)'\n')
            {
                _position++;
            }
        }
        if (_bufferStart + _position >= _end || !Fill(1))
        {
            return false;
        }
        int searched = 0;
        while (true)
        {
            var rest = Buffer[(_position + searched).._filled];
            int found = _separator is null ? rest.IndexOfAny((byte)'\n', (byte)'\r') : rest.IndexOf(_separator);
            if (found >= 0)
            {
                int length = searched + found;
                line = Buffer.Slice(_position, length);
                _skipsLineFeed = _separator is null && Buffer[_position + length] == (byte)'\r';
                _position += length + (_separator?.Length ?? 1);
                return true;
            }
            // A separator of several bytes may begin at the buffer's end.
            searched = Math.Max(0, _filled - _position - (_separator?.Length ?? 1) + 1);
            if (!Fill(_filled - _position + 1))
            {
                line = Buffer[_position.._filled];
                _position = _filled;
                return true;
            }
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
        if (_capacity > 0)
        {
            _pool!.Return(_block, (nuint)_capacity);
            _block = null;
            _capacity = 0;
        }
    }

    /// <summary>Gives all that is left of the stream; valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadToEnd()
    {
        while (Fill(_filled - _position + 1))
        {
        }
        return Buffer[_position.._filled];
    }

    /// <summary>Makes at least so many bytes available; false when the stream ends before.</summary>
    private bool Fill(int count)
    {
        while (_filled - _position < count)
        {
            if (_isAtEnd)
            {
                return false;
            }
            if (_position > 0)
            {
                Buffer[_position.._filled].CopyTo(Buffer);
                _bufferStart += _position;
                _filled -= _position;
                _position = 0;
            }
            if (_filled == _capacity)
            {
                Grow();
            }
            int read = _stream!.Read(Buffer[_filled..]);
            _isAtEnd = read == 0;
            _filled += read;
        }
        return true;
    }

    private void Grow()
    {
        if (_capacity >= MostLineBytes)
        {
            throw new InvalidDataException("A line is too long.");
        }
        int capacity = Math.Max(BufferBytes, _capacity * 2);
        byte* grown = _pool!.Rent((nuint)capacity);
        Buffer[.._filled].CopyTo(new Span<byte>(grown, capacity));
        if (_capacity > 0)
        {
            _pool.Return(_block, (nuint)_capacity);
        }
        _block = grown;
        _capacity = capacity;
    }
}
