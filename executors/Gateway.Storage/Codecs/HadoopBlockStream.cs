using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Gateway.Storage.Codecs;

internal enum HadoopBlockCodec
{
    Snappy,
    Lz4,
}

/// <summary>Reads or writes Hadoop's block format: big-endian plain size, then chunks of big-endian packed size and data.</summary>
internal sealed unsafe class HadoopBlockStream(Stream inner, HadoopBlockCodec codec) : Stream
{
    private const int BlockBytes = 64 << 10;
    private const int LargestBlock = 256 << 20;
    private byte[] _plain = new byte[BlockBytes + 64];
    private int _position;
    private int _length;
    private int _blockLeft;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_position == _length)
        {
            if (!NextChunk())
            {
                return 0;
            }
        }
        int take = Math.Min(buffer.Length, _length - _position);
        _plain.AsSpan(_position, take).CopyTo(buffer);
        _position += take;
        return take;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int take = Math.Min(buffer.Length, BlockBytes - _length);
            buffer[..take].CopyTo(_plain.AsSpan(_length));
            _length += take;
            buffer = buffer[take..];
            if (_length == BlockBytes)
            {
                WriteBlock();
            }
        }
    }

    public override void Flush()
    {
        // Blocks are written when they are full, and on disposal.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (inner.CanWrite && _length > 0)
            {
                WriteBlock();
            }
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool NextChunk()
    {
        Span<byte> size = stackalloc byte[4];
        if (_blockLeft == 0)
        {
            int read = inner.ReadAtLeast(size, 4, throwOnEndOfStream: false);
            if (read == 0)
            {
                return false;
            }
            _blockLeft = BinaryPrimitives.ReadInt32BigEndian(size);
            if (read < 4 || _blockLeft is < 0 or > LargestBlock)
            {
                throw new InvalidDataException("a compressed block is damaged");
            }
            if (_blockLeft == 0)
            {
                return true;
            }
        }
        inner.ReadExactly(size);
        int packedLength = BinaryPrimitives.ReadInt32BigEndian(size);
        if (packedLength is < 0 or > LargestBlock)
        {
            throw new InvalidDataException("a compressed block is damaged");
        }
        byte[] packed = new byte[packedLength];
        inner.ReadExactly(packed);
        if (_plain.Length < _blockLeft + 64)
        {
            _plain = new byte[_blockLeft + 64];
        }
        _position = 0;
        _length = Unpack(packed);
        _blockLeft -= _length;
        return true;
    }

    private int Unpack(byte[] packed)
    {
        fixed (byte* source = packed)
        fixed (byte* target = _plain)
        {
            if (codec == HadoopBlockCodec.Lz4)
            {
                int written = LZ4Codec.Decode(source, packed.Length, target, _blockLeft);
                return written >= 0 ? written : throw new InvalidDataException("a compressed block is damaged");
            }
            int length = 0;
            for (int shift = 0, i = 0; i < packed.Length && shift < 32; shift += 7, i++)
            {
                length |= (packed[i] & 0x7F) << shift;
                if (packed[i] < 0x80)
                {
                    break;
                }
            }
            if (length < 0 || length > _blockLeft)
            {
                throw new InvalidDataException("a compressed block is damaged");
            }
            SnappyDecoder.Decompress(source, packed.Length, target, length);
            return length;
        }
    }

    private void WriteBlock()
    {
        byte[] packed = new byte[LZ4Codec.MaximumOutputSize(_length) + _length / 6 + 64];
        int packedLength = codec == HadoopBlockCodec.Lz4
            ? LZ4Codec.Encode(_plain.AsSpan(0, _length), packed)
            : SnappyEncoder.Store(_plain.AsSpan(0, _length), packed);
        Span<byte> sizes = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(sizes, _length);
        BinaryPrimitives.WriteInt32BigEndian(sizes[4..], packedLength);
        inner.Write(sizes);
        inner.Write(packed.AsSpan(0, packedLength));
        _length = 0;
    }
}
