using System.IO.Compression;
using Gateway.Storage.Parquet.Format;
using K4os.Compression.LZ4;

namespace Gateway.Storage.Codecs;

/// <summary>Decompresses pages of any codec of the Parquet format into native memory with 64 bytes of slack.</summary>
internal sealed unsafe class BlockDecompressor : IDisposable
{
    private ZstdSharp.Decompressor? _zstd;

    /// <summary>Fills exactly the target; anything else is damage.</summary>
    public void Decompress(ParquetCodec codec, byte* source, int sourceLength, byte* target, int targetLength)
    {
        switch (codec)
        {
            case ParquetCodec.Uncompressed:
                if (sourceLength != targetLength)
                {
                    throw Damaged();
                }
                Buffer.MemoryCopy(source, target, targetLength, sourceLength);
                break;
            case ParquetCodec.Snappy:
                SnappyDecoder.Decompress(source, sourceLength, target, targetLength);
                break;
            case ParquetCodec.Gzip:
                using (var input = new UnmanagedMemoryStream(source, sourceLength))
                using (var stream = new GZipStream(input, CompressionMode.Decompress))
                {
                    ReadExactly(stream, new Span<byte>(target, targetLength));
                }
                break;
            case ParquetCodec.Brotli:
                if (!BrotliDecoder.TryDecompress(new ReadOnlySpan<byte>(source, sourceLength), new Span<byte>(target, targetLength), out int written) || written != targetLength)
                {
                    throw Damaged();
                }
                break;
            case ParquetCodec.Zstd:
                Zstd(new ReadOnlySpan<byte>(source, sourceLength), new Span<byte>(target, targetLength));
                break;
            case ParquetCodec.Lz4Raw:
                if (LZ4Codec.Decode(source, sourceLength, target, targetLength) != targetLength)
                {
                    throw Damaged();
                }
                break;
            case ParquetCodec.Lz4:
                HadoopLz4(source, sourceLength, target, targetLength);
                break;
            case ParquetCodec.Lzo:
                throw new ParquetFormatException("the codec LZO is not supported");
            default:
                throw new ParquetFormatException("an unknown compression codec");
        }
    }

    public void Dispose() => _zstd?.Dispose();

    private void Zstd(ReadOnlySpan<byte> source, Span<byte> target)
    {
        _zstd ??= new ZstdSharp.Decompressor();
        try
        {
            if (_zstd.Unwrap(source, target) != target.Length)
            {
                throw Damaged();
            }
        }
        catch (ZstdSharp.ZstdException)
        {
            throw Damaged();
        }
    }

    /// <summary>The deprecated LZ4 codec: frames of big-endian sizes and raw blocks; some writers left the frame out.</summary>
    private static void HadoopLz4(byte* source, int sourceLength, byte* target, int targetLength)
    {
        byte* input = source;
        int left = sourceLength;
        int done = 0;
        while (left >= 8 && done < targetLength)
        {
            int plain = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(new ReadOnlySpan<byte>(input, 4));
            int packed = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(new ReadOnlySpan<byte>(input + 4, 4));
            if (plain < 0 || packed < 0 || packed > left - 8 || plain > targetLength - done
                || LZ4Codec.Decode(input + 8, packed, target + done, plain) != plain)
            {
                break;
            }
            input += 8 + packed;
            left -= 8 + packed;
            done += plain;
        }
        if (done != targetLength && LZ4Codec.Decode(source, sourceLength, target, targetLength) != targetLength)
        {
            throw Damaged();
        }
    }

    private static void ReadExactly(Stream stream, Span<byte> target)
    {
        try
        {
            stream.ReadExactly(target);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw Damaged();
        }
    }

    private static ParquetFormatException Damaged() => new("a compressed block is damaged");
}
