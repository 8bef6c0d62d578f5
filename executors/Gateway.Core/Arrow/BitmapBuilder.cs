using System.Numerics;
using Gateway.Core.Memory;

namespace Gateway.Core.Arrow;

/// <summary>Appends bits, up to 64 at a time, into an Arrow bitmap. Bits past the end are zero.</summary>
internal sealed unsafe class BitmapBuilder(MemoryPool pool) : IDisposable
{
    private readonly NativeBuffer _buffer = new(pool);

    public long BitCount { get; private set; }

    /// <summary>Gets the number of zero bits.</summary>
    public long ZeroCount { get; private set; }

    public byte* Bytes => _buffer.Bytes;

    public long ByteCount => (BitCount + 7) >> 3;

    /// <summary>Makes room for more bits; call before <see cref="Append"/>.</summary>
    public void Reserve(long bitCount)
    {
        _buffer.Length = ((BitCount + 63) >> 6) * 8;
        _buffer.Reserve(((bitCount + 63) >> 6) * 8 + 8);
    }

    /// <summary>Appends the low bits of a word. Room must be reserved.</summary>
    public void Append(ulong bits, int count)
    {
        if (count < 64)
        {
            bits &= (1UL << count) - 1;
        }
        ZeroCount += count - BitOperations.PopCount(bits);
        // SAFETY: Reserve left a word more than the bits that were announced.
        ulong* word = (ulong*)_buffer.Bytes + (BitCount >> 6);
        int shift = (int)(BitCount & 63);
        if (shift == 0)
        {
            *word = bits;
        }
        else
        {
            *word |= bits << shift;
            if (shift + count > 64)
            {
                word[1] = bits >> (64 - shift);
            }
        }
        BitCount += count;
    }

    /// <summary>Appends equal bits.</summary>
    public void AppendRun(bool value, long count)
    {
        Reserve(count);
        for (; count > 0; count -= 64)
        {
            Append(value ? ulong.MaxValue : 0, (int)Math.Min(64, count));
        }
    }

    public void Clear()
    {
        BitCount = 0;
        ZeroCount = 0;
        _buffer.Length = 0;
    }

    public void Dispose() => _buffer.Dispose();
}
