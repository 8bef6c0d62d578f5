namespace Gateway.Core.Memory;

/// <summary>Owns native blocks for the life of a query, operator or column set; disposing returns all of them.</summary>
/// <remarks>Allocation is thread-safe. Small requests are carved from shared 64 KiB slabs and live until the scope ends.</remarks>
public sealed unsafe class MemoryScope(MemoryPool pool) : IDisposable
{
    private const int SlabBytes = 64 << 10;
    private const int SmallBytes = 2 << 10;
    private readonly Dictionary<nint, nuint> _blocks = [];
    private readonly Lock _lock = new();
    private byte* _slab;
    private int _slabUsed = SlabBytes;
    private bool _disposed;

    public MemoryPool Pool { get; } = pool;

    /// <summary>Gets the bytes the scope holds.</summary>
    public long ByteCount { get; private set; }

    /// <summary>Takes a 64-byte aligned block with arbitrary content. Free it early with <see cref="Free"/>, or leave it to <see cref="Dispose"/>.</summary>
    public byte* Allocate(nuint byteCount)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (byteCount <= SmallBytes)
            {
                int rounded = ((int)byteCount + 63) & ~63;
                if (_slabUsed + rounded > SlabBytes)
                {
                    _slab = Track(SlabBytes);
                    // Not at the slab's own address: freeing the first small block would free the slab.
                    _slabUsed = 64;
                }
                byte* small = _slab + _slabUsed;
                _slabUsed += rounded;
                return small;
            }
            return Track(byteCount);
        }
    }

    /// <summary>Takes a block filled with zeros.</summary>
    public byte* AllocateZeroed(nuint byteCount)
    {
        byte* block = Allocate(byteCount);
        new Span<byte>(block, checked((int)byteCount)).Clear();
        return block;
    }

    /// <summary>Returns a block now. Blocks carved from slabs stay until the scope ends.</summary>
    public void Free(byte* block)
    {
        if (block is null)
        {
            return;
        }
        lock (_lock)
        {
            if (_blocks.Remove((nint)block, out nuint size))
            {
                ByteCount -= (long)size;
                Pool.Return(block, size);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            foreach (var (block, size) in _blocks)
            {
                Pool.Return((byte*)block, size);
            }
            _blocks.Clear();
        }
    }

    private byte* Track(nuint byteCount)
    {
        byte* block = Pool.Rent(byteCount);
        _blocks.Add((nint)block, byteCount);
        ByteCount += (long)byteCount;
        return block;
    }
}
