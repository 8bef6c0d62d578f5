namespace Gateway.Core.Memory;

/// <summary>Cuts blocks of some pages from larger ones. Returned blocks give their memory back to the operating system and are handed out again later. Thread-safe.</summary>
/// <remarks>Each its own mapping, they could be more than the operating system allows a process.</remarks>
internal sealed unsafe class SmallBlocks(int smallestClass, int endClass) : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly Stack<nint>[] _free = [.. Enumerable.Range(0, endClass).Select(static _ => new Stack<nint>())];
    private readonly List<nint> _chunks = [];
    private readonly Lock _lock = new();
    private byte* _next;
    private nuint _left;
    private long _taken;
    private bool _disposed;

    /// <summary>Takes a block of a power of two; null when there is no memory left.</summary>
    public byte* Take(nuint size)
    {
        int sizeClass = System.Numerics.BitOperations.Log2(size);
        lock (_lock)
        {
            if (!_free[sizeClass].TryPop(out nint block))
            {
                if (_left < size && !AddChunk())
                {
                    return null;
                }
                block = (nint)_next;
                _next += size;
                _left -= size;
            }
            _taken++;
            return (byte*)block;
        }
    }

    public void Return(byte* block, nuint size)
    {
        PageMemory.Discard(block, size);
        lock (_lock)
        {
            _free[System.Numerics.BitOperations.Log2(size)].Push((nint)block);
            _taken--;
            FreeChunks();
        }
    }

    /// <summary>Frees the chunks, when their last block is returned.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            FreeChunks();
        }
    }

    private bool AddChunk()
    {
        // What is left of the last chunk is a block of every class whose bit its size has; the large ones lie at its end.
        for (int sizeClass = smallestClass; sizeClass < endClass; sizeClass++)
        {
            if ((_left >> sizeClass & 1) != 0)
            {
                _free[sizeClass].Push((nint)_next);
                _next += (nuint)1 << sizeClass;
            }
        }
        _left = 0;
        _next = PageMemory.Allocate(ChunkBytes);
        if (_next is null)
        {
            return false;
        }
        _left = ChunkBytes;
        _chunks.Add((nint)_next);
        return true;
    }

    private void FreeChunks()
    {
        if (!_disposed || _taken > 0)
        {
            return;
        }
        foreach (nint chunk in _chunks)
        {
            PageMemory.Free((byte*)chunk, ChunkBytes);
        }
        _chunks.Clear();
        _left = 0;
        foreach (var free in _free)
        {
            free.Clear();
        }
    }
}
