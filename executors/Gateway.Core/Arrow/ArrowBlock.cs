using System.Buffers;
using Gateway.Core.Memory;

namespace Gateway.Core.Arrow;

/// <summary>Owns encoded Arrow bytes in one native block of a pool; disposing returns the block.</summary>
/// <remarks><see cref="MemoryManager{T}.Memory"/> can be wrapped into a protobuf message without a copy; dispose after the message is sent.</remarks>
public sealed unsafe class ArrowBlock : MemoryManager<byte>
{
    private readonly MemoryPool _pool;
    private readonly nuint _capacity;
    private byte* _bytes;

    internal ArrowBlock(MemoryPool pool, int length, int rowCount)
    {
        _pool = pool;
        _capacity = (nuint)length;
        _bytes = pool.Rent(_capacity);
        Length = length;
        RowCount = rowCount;
    }

    /// <summary>Gets the number of encoded bytes.</summary>
    public int Length { get; }

    /// <summary>Gets the rows in the record batch.</summary>
    public int RowCount { get; }

    internal byte* Pointer => _bytes;

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        return new Span<byte>(_bytes, Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_bytes + elementIndex);

    public override void Unpin()
    {
        // Native memory does not move.
    }

    public void Dispose() => ((IDisposable)this).Dispose();

    protected override void Dispose(bool disposing)
    {
        byte* bytes = _bytes;
        _bytes = null;
        if (bytes is not null)
        {
            _pool.Return(bytes, _capacity);
        }
    }
}
