using System.Numerics;
using Gateway.Core.Memory;

namespace Gateway.Compute.Aggregates;

/// <summary>A byte buffer inside an aggregate's state.</summary>
internal unsafe struct StateBuffer
{
    public byte* Data;
    public int Length;
    public int Capacity;

    public readonly ReadOnlySpan<byte> Bytes => new(Data, Length);
}

/// <summary>Base of aggregates whose states hold buffers of a heap.</summary>
internal abstract class HeapFunction(BoundAggregate site) : AggregateFunction(site)
{
    public sealed override bool HasHeap => true;

    public sealed override long HeapBytes => Heap.ByteCount;

    protected AggregateHeap Heap { get; } = new(site.Context.Memory);

    public sealed override void ReleaseAll() => Heap.Clear();
}

/// <summary>Hands out the variable parts of aggregate states: blocks of powers of two from a worker's memory, reused when outgrown.</summary>
internal sealed unsafe class AggregateHeap(MemoryScope memory)
{
    private const int SmallestClass = 5;
    private const int ChunkClass = 15;
    private readonly nint[] _free = new nint[32];
    private readonly List<nint> _chunks = [];
    private readonly HashSet<nint> _large = [];
    private byte* _chunk;
    private int _chunkLeft;

    /// <summary>Gets the bytes taken from the worker's memory, those of blocks to be reused included.</summary>
    public long ByteCount { get; private set; }

    /// <summary>Replaces a buffer's content.</summary>
    public void Set(ref StateBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        buffer.Length = 0;
        Append(ref buffer, bytes);
    }

    public void Append(ref StateBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        Reserve(ref buffer, bytes.Length);
        bytes.CopyTo(new Span<byte>(buffer.Data + buffer.Length, bytes.Length));
        buffer.Length += bytes.Length;
    }

    /// <summary>Makes room for more bytes behind the used ones.</summary>
    public void Reserve(ref StateBuffer buffer, int more)
    {
        int needed = checked(buffer.Length + more);
        if (needed <= buffer.Capacity)
        {
            return;
        }
        int sizeClass = Math.Max(SmallestClass, 32 - BitOperations.LeadingZeroCount((uint)needed - 1));
        if (sizeClass > 30)
        {
            throw new Core.Errors.QueryException("COLLECTION_SIZE_LIMIT_EXCEEDED.INITIALIZE",
                ("numberOfElements", needed.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("maxRoundedArrayLength", "2147483632"));
        }
        byte* data = Take(sizeClass);
        if (buffer.Data is not null)
        {
            buffer.Bytes.CopyTo(new Span<byte>(data, needed));
            Release(ref buffer);
        }
        buffer.Data = data;
        buffer.Capacity = 1 << sizeClass;
    }

    /// <summary>Gives a buffer's block back; its length stays.</summary>
    public void Release(ref StateBuffer buffer)
    {
        if (buffer.Data is null)
        {
            return;
        }
        int sizeClass = BitOperations.Log2((uint)buffer.Capacity);
        if (sizeClass > ChunkClass)
        {
            // States that came from another worker keep the blocks of its memory.
            if (_large.Remove((nint)buffer.Data))
            {
                memory.Free(buffer.Data);
                ByteCount -= 1L << sizeClass;
            }
        }
        else
        {
            *(nint*)buffer.Data = _free[sizeClass];
            _free[sizeClass] = (nint)buffer.Data;
        }
        buffer.Data = null;
        buffer.Capacity = 0;
    }

    /// <summary>Gives back all memory; no buffer is used afterwards.</summary>
    public void Clear()
    {
        foreach (nint block in _chunks)
        {
            memory.Free((byte*)block);
        }
        foreach (nint block in _large)
        {
            memory.Free((byte*)block);
        }
        _chunks.Clear();
        _large.Clear();
        Array.Clear(_free);
        _chunk = null;
        _chunkLeft = 0;
        ByteCount = 0;
    }

    private byte* Take(int sizeClass)
    {
        if (sizeClass > ChunkClass)
        {
            byte* large = memory.Allocate((nuint)1 << sizeClass);
            _large.Add((nint)large);
            ByteCount += 1L << sizeClass;
            return large;
        }
        if (_free[sizeClass] != 0)
        {
            byte* block = (byte*)_free[sizeClass];
            _free[sizeClass] = *(nint*)block;
            return block;
        }
        int size = 1 << sizeClass;
        if (_chunkLeft < size)
        {
            _chunkLeft = 1 << (ChunkClass + 1);
            _chunk = memory.Allocate((nuint)_chunkLeft);
            _chunks.Add((nint)_chunk);
            ByteCount += _chunkLeft;
        }
        byte* taken = _chunk;
        _chunk += size;
        _chunkLeft -= size;
        return taken;
    }
}
