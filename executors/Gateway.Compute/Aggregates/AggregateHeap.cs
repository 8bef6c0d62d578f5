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

/// <summary>Hands out the variable parts of aggregate states: blocks of powers of two from a worker's memory, reused when outgrown.</summary>
internal sealed unsafe class AggregateHeap(MemoryScope memory)
{
    private const int SmallestClass = 5;
    private const int ChunkClass = 15;
    private readonly nint[] _free = new nint[32];
    private byte* _chunk;
    private int _chunkLeft;

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
            memory.Free(buffer.Data);
        }
        else
        {
            *(nint*)buffer.Data = _free[sizeClass];
            _free[sizeClass] = (nint)buffer.Data;
        }
        buffer.Data = null;
        buffer.Capacity = 0;
    }

    private byte* Take(int sizeClass)
    {
        if (sizeClass > ChunkClass)
        {
            return memory.Allocate((nuint)1 << sizeClass);
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
        }
        byte* taken = _chunk;
        _chunk += size;
        _chunkLeft -= size;
        return taken;
    }
}
