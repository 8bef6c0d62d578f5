using Gateway.Core.Columns;
using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Parquet.Pages;

/// <summary>Decodes the delta and byte-split encodings of a whole page into plain form.</summary>
internal static unsafe class DeltaDecoder
{
    private const int MostMiniblockValues = 1 << 16;

    /// <summary>Decodes DELTA_BINARY_PACKED into 64-bit numbers and returns where the data end.</summary>
    /// <param name="target">Gets <paramref name="count"/> numbers.</param>
    public static byte* Numbers(byte* source, byte* end, long* target, int count)
    {
        ulong blockSize = Varint(ref source, end);
        ulong miniblocks = Varint(ref source, end);
        ulong total = Varint(ref source, end);
        long value = Zigzag(ref source, end);
        if (blockSize == 0 || miniblocks == 0 || blockSize % miniblocks != 0 || blockSize / miniblocks % 8 != 0 || blockSize / miniblocks > MostMiniblockValues || miniblocks > 4096 || total < (ulong)count)
        {
            throw new ParquetFormatException("a delta encoded page is damaged");
        }
        if (count == 0)
        {
            return source;
        }
        int perMiniblock = (int)(blockSize / miniblocks);
        ulong[] deltas = new ulong[perMiniblock];
        int done = 0;
        target[done++] = value;
        // The data end after the miniblock of the total's last value, not the count's.
        long left = (long)total - 1;
        while (left > 0)
        {
            long minimum = Zigzag(ref source, end);
            if ((ulong)(end - source) < miniblocks)
            {
                throw new ParquetFormatException("a delta encoded page is damaged");
            }
            byte* widths = source;
            source += miniblocks;
            for (int block = 0; block < (int)miniblocks && left > 0; block++)
            {
                int width = widths[block];
                long byteCount = (long)width * perMiniblock / 8;
                if (width > 64 || byteCount > end - source)
                {
                    throw new ParquetFormatException("a delta encoded page is damaged");
                }
                fixed (ulong* packed = deltas)
                {
                    BitUnpacker.UnpackLong(source, width, packed, perMiniblock);
                    int take = (int)Math.Min(perMiniblock, left);
                    for (int i = 0; i < take && done < count; i++)
                    {
                        value = unchecked(value + minimum + (long)packed[i]);
                        target[done++] = value;
                    }
                }
                source += byteCount;
                left -= perMiniblock;
            }
        }
        return done == count ? source : throw new ParquetFormatException("a delta encoded page is damaged");
    }

    /// <summary>Decodes DELTA_LENGTH_BYTE_ARRAY into views that point into the page.</summary>
    public static void Lengths(byte* source, byte* end, StringView* target, int count, long* scratch)
    {
        byte* bytes = Numbers(source, end, scratch, count);
        for (int i = 0; i < count; i++)
        {
            long length = scratch[i];
            if (length < 0 || length > end - bytes)
            {
                throw new ParquetFormatException("a text reaches past its page");
            }
            target[i] = StringView.FromPointer(bytes, (int)length);
            bytes += length;
        }
    }

    /// <summary>Decodes DELTA_BYTE_ARRAY: shared prefixes and suffixes. The texts are put together in <paramref name="heap"/>.</summary>
    public static void Prefixes(byte* source, byte* end, StringView* target, int count, long* scratch, StringHeap heap)
    {
        byte* suffixes = Numbers(source, end, scratch, count);
        long* suffixLengths = scratch + count;
        byte* bytes = Numbers(suffixes, end, suffixLengths, count);
        byte* previous = null;
        long previousLength = 0;
        for (int i = 0; i < count; i++)
        {
            long prefix = scratch[i];
            long suffix = suffixLengths[i];
            if (prefix < 0 || suffix < 0 || prefix > previousLength || suffix > end - bytes || prefix + suffix > int.MaxValue)
            {
                throw new ParquetFormatException("a text reaches past its page");
            }
            int length = (int)(prefix + suffix);
            byte* text = heap.Allocate(length + 16);
            Buffer.MemoryCopy(previous, text, length, prefix);
            Buffer.MemoryCopy(bytes, text + prefix, suffix, suffix);
            bytes += suffix;
            target[i] = StringView.FromPointer(text, length);
            previous = text;
            previousLength = length;
        }
    }

    /// <summary>Puts the bytes of BYTE_STREAM_SPLIT values together.</summary>
    public static void Streams(byte* source, long byteCount, int width, byte* target, int count)
    {
        if (byteCount < (long)width * count)
        {
            throw new ParquetFormatException("a page holds fewer values than its header says");
        }
        for (int part = 0; part < width; part++)
        {
            byte* stream = source + (long)part * count;
            for (int i = 0; i < count; i++)
            {
                target[(long)i * width + part] = stream[i];
            }
        }
    }

    private static ulong Varint(ref byte* source, byte* end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (source >= end)
            {
                break;
            }
            byte part = *source++;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
        throw new ParquetFormatException("a delta encoded page is damaged");
    }

    private static long Zigzag(ref byte* source, byte* end)
    {
        ulong raw = Varint(ref source, end);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }
}
