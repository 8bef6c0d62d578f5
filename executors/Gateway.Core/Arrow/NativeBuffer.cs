using System.Runtime.CompilerServices;
using Gateway.Core.Memory;

namespace Gateway.Core.Arrow;

/// <summary>Holds bytes that grow at the end, in pooled native memory with 64 bytes of slack.</summary>
internal sealed unsafe class NativeBuffer(MemoryPool pool) : IDisposable
{
    private const int Slack = 64;
    private nuint _rented;

    public byte* Bytes { get; private set; }

    public long Length { get; set; }

    /// <summary>Makes room and returns where the next byte goes; the length is advanced by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Reserve(long byteCount)
    {
        if ((nuint)(Length + byteCount + Slack) > _rented)
        {
            Grow(byteCount);
        }
        return Bytes + Length;
    }

    public void Dispose()
    {
        if (Bytes is not null)
        {
            pool.Return(Bytes, _rented);
            Bytes = null;
            _rented = 0;
        }
    }

    private void Grow(long byteCount)
    {
        nuint wanted = MemoryPool.RoundUp((nuint)Math.Max(Length + byteCount + Slack, (long)_rented * 2));
        byte* grown = pool.Rent(wanted);
        if (Bytes is not null)
        {
            // SAFETY: both blocks hold at least Length bytes.
            Buffer.MemoryCopy(Bytes, grown, (long)wanted, Length);
            pool.Return(Bytes, _rented);
        }
        Bytes = grown;
        _rented = wanted;
    }
}
