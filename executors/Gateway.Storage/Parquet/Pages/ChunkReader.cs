using Gateway.Storage.Codecs;
using Gateway.Storage.Parquet.Format;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet.Pages;

/// <summary>Walks the pages of one column chunk: headers first, bodies only when asked for.</summary>
/// <remarks>Files are read, not mapped: a file cut short under a mapping would kill the process.</remarks>
internal sealed unsafe class ChunkReader(PageBuffers buffers, BlockDecompressor decompressor)
{
    private const int WindowBytes = 512 << 10;
    private const int HeaderBytes = 16 << 10;

    private SafeFileHandle? _file;
    private ParquetCodec _codec;
    private long _position;
    private long _end;
    private long _valuesLeft;
    private PageBuffer _window;
    private long _windowStart;
    private int _windowLength;

    /// <summary>Gets the header of the page that <see cref="NextHeader"/> found.</summary>
    public PageHeader Header { get; private set; }

    public void Open(SafeFileHandle file, ColumnChunkMetadata chunk, long fileLength)
    {
        if (chunk.IsEncrypted)
        {
            throw new ParquetFormatException("the column is encrypted");
        }
        if (chunk.Start < 4 || chunk.CompressedBytes < 0 || chunk.Start > fileLength || chunk.CompressedBytes > fileLength - chunk.Start)
        {
            throw new ParquetFormatException("a column chunk lies outside the file");
        }
        _file = file;
        _codec = chunk.Codec;
        _position = chunk.Start;
        _end = chunk.Start + chunk.CompressedBytes;
        _valuesLeft = chunk.ValueCount;
        _windowLength = 0;
        _windowStart = 0;
    }

    /// <summary>Moves to the next page's header; false after the last page.</summary>
    public bool NextHeader()
    {
        if (_position >= _end)
        {
            return false;
        }
        int available = (int)Math.Min(HeaderBytes, _end - _position);
        byte* bytes = Ensure(available);
        Header = PageHeader.Parse(new ReadOnlySpan<byte>(bytes, available), out int length);
        _position += length;
        if (Header.CompressedBytes > _end - _position)
        {
            throw new ParquetFormatException("a page reaches past its column chunk");
        }
        if (Header.Kind is PageKind.Data or PageKind.DataV2 && (_valuesLeft -= Header.ValueCount) < 0)
        {
            throw new ParquetFormatException("the pages of a column chunk hold more values than it says");
        }
        return true;
    }

    /// <summary>Passes over the page's body.</summary>
    public void SkipBody() => _position += Header.CompressedBytes;

    /// <summary>Reads and decompresses the page's body into a lent buffer that the caller retires. Version 2 pages keep their levels in front.</summary>
    public PageBuffer ReadBody(out int byteCount)
    {
        byteCount = Header.UncompressedBytes;
        var target = buffers.Rent(byteCount);
        bool compressed = _codec != ParquetCodec.Uncompressed && Header.IsCompressed;
        int levels = Header.Kind == PageKind.DataV2 ? Header.DefinitionBytes + Header.RepetitionBytes : 0;
        if (levels < 0 || levels > byteCount || levels > Header.CompressedBytes || (!compressed && Header.CompressedBytes != byteCount))
        {
            throw new ParquetFormatException("the sizes of a page disagree");
        }
        if (!compressed && byteCount > WindowBytes)
        {
            ReadFile(new Span<byte>(target.Bytes, byteCount), _position);
        }
        else
        {
            byte* body = Ensure(Header.CompressedBytes);
            Buffer.MemoryCopy(body, target.Bytes, byteCount, compressed ? levels : byteCount);
            if (compressed && byteCount > levels)
            {
                decompressor.Decompress(_codec, body + levels, Header.CompressedBytes - levels, target.Bytes + levels, byteCount - levels);
            }
        }
        _position += Header.CompressedBytes;
        return target;
    }

    /// <summary>Gives the window back.</summary>
    public void Close()
    {
        buffers.Retire(_window);
        _window = default;
        _windowLength = 0;
        _file = null;
    }

    /// <summary>Returns a pointer at the current position with the bytes readable (and 64 more).</summary>
    private byte* Ensure(int byteCount)
    {
        long offset = _position - _windowStart;
        if (offset >= 0 && offset + byteCount <= _windowLength)
        {
            return _window.Bytes + offset;
        }
        int wanted = (int)Math.Min(_end - _position, Math.Max(byteCount, WindowBytes));
        if (wanted > _window.Capacity)
        {
            buffers.Retire(_window);
            _window = buffers.Rent(wanted);
        }
        ReadFile(new Span<byte>(_window.Bytes, wanted), _position);
        _windowStart = _position;
        _windowLength = wanted;
        return _window.Bytes;
    }

    private void ReadFile(Span<byte> target, long position)
    {
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(_file!, target, position);
            if (read == 0)
            {
                throw new ParquetFormatException("the file ends too early");
            }
            target = target[read..];
            position += read;
        }
    }
}
