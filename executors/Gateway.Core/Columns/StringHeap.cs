using Gateway.Core.Memory;

namespace Gateway.Core.Columns;

/// <summary>Bump-allocates the bytes of strings longer than 12 bytes. Resetting keeps its chunks for the next batch.</summary>
public sealed unsafe class StringHeap(MemoryScope memory)
{
    private const int ChunkBytes = 64 << 10;
    private readonly List<(nint Block, int Size)> _chunks = [];
    private int _current = -1;
    private byte* _next;
    private int _left;

    /// <summary>Gets the bytes held by the heap's chunks.</summary>
    public long ByteCount { get; private set; }

    /// <summary>Forgets all strings; views into the heap become invalid.</summary>
    public void Reset()
    {
        _current = -1;
        _next = null;
        _left = 0;
    }

    /// <summary>Takes room for a string's bytes.</summary>
    public byte* Allocate(int byteCount)
    {
        if (byteCount > _left)
        {
            NextChunk(byteCount);
        }
        byte* bytes = _next;
        _next += byteCount;
        _left -= byteCount;
        return bytes;
    }

    /// <summary>Gives back the unused end of the latest allocation.</summary>
    public void Trim(byte* allocation, int allocated, int used)
    {
        if (allocation + allocated == _next)
        {
            _next -= allocated - used;
            _left += allocated - used;
        }
    }

    /// <summary>Copies bytes in and returns a view of the copy (inline when short).</summary>
    public StringView Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= StringView.InlineBytes)
        {
            return StringView.Inline(bytes);
        }
        byte* copy = Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return StringView.FromPointer(copy, bytes.Length);
    }

    /// <summary>Copies a view's bytes so that they live as long as this heap.</summary>
    public StringView Add(StringView view) => view.IsInline ? view : Add(StringView.Span(in view));

    private void NextChunk(int byteCount)
    {
        while (++_current < _chunks.Count)
        {
            if (_chunks[_current].Size >= byteCount)
            {
                Use(_chunks[_current]);
                return;
            }
        }
        int size = Math.Max(byteCount, ChunkBytes);
        var chunk = ((nint)memory.Allocate((nuint)size), size);
        ByteCount += size;
        _chunks.Add(chunk);
        _current = _chunks.Count - 1;
        Use(chunk);
    }

    private void Use((nint Block, int Size) chunk)
    {
        _next = (byte*)chunk.Block;
        _left = chunk.Size;
    }
}
