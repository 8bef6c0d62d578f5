using System.Buffers.Binary;
using System.Text;

namespace Gateway.Core.Arrow;

/// <summary>Builds a FlatBuffers message back to front: children before parents, each object in front of what is already written.</summary>
/// <remarks>Positions are distances from the end of the buffer, so they stay true while the buffer grows.</remarks>
internal sealed class FlatBufferWriter(int capacity = 1024)
{
    private const int MaxSlots = 8;
    private readonly int[] _slots = new int[MaxSlots];
    private byte[] _buffer = new byte[capacity];
    private int _used;
    private int _largestAlignment = 4;
    private int _tableStart;
    private int _slotCount;

    public int Position => _used;

    public void WriteInt8(byte value)
    {
        Prepare(1, 0);
        Take(1)[0] = value;
    }

    public void WriteInt16(short value)
    {
        Prepare(2, 0);
        BinaryPrimitives.WriteInt16LittleEndian(Take(2), value);
    }

    public void WriteInt32(int value)
    {
        Prepare(4, 0);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);
    }

    public void WriteInt64(long value)
    {
        Prepare(8, 0);
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);
    }

    /// <summary>Writes a reference to an object that was finished before.</summary>
    public void WriteOffset(int target)
    {
        Prepare(4, 0);
        WriteInt32(_used + 4 - target);
    }

    public int String(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Prepare(4, bytes.Length + 1);
        Take(1)[0] = 0;
        bytes.CopyTo(Take(bytes.Length));
        WriteInt32(bytes.Length);
        return _used;
    }

    /// <summary>Writes a vector of references.</summary>
    public int Offsets(ReadOnlySpan<int> targets)
    {
        Prepare(4, targets.Length * 4);
        for (int i = targets.Length - 1; i >= 0; i--)
        {
            WriteOffset(targets[i]);
        }
        WriteInt32(targets.Length);
        return _used;
    }

    /// <summary>Writes a vector of structs of two 64-bit numbers.</summary>
    public int Pairs(ReadOnlySpan<(long First, long Second)> pairs)
    {
        Prepare(4, pairs.Length * 16);
        Prepare(8, pairs.Length * 16);
        for (int i = pairs.Length - 1; i >= 0; i--)
        {
            WriteInt64(pairs[i].Second);
            WriteInt64(pairs[i].First);
        }
        WriteInt32(pairs.Length);
        return _used;
    }

    public void StartTable()
    {
        _slots.AsSpan().Clear();
        _slotCount = 0;
        _tableStart = _used;
    }

    /// <summary>Records that the value written last is the table's field number <paramref name="slot"/>.</summary>
    public void Slot(int slot)
    {
        _slots[slot] = _used;
        _slotCount = Math.Max(_slotCount, slot + 1);
    }

    public int EndTable()
    {
        WriteInt32(0);
        int table = _used;
        for (int i = _slotCount - 1; i >= 0; i--)
        {
            WriteInt16((short)(_slots[i] == 0 ? 0 : table - _slots[i]));
        }
        WriteInt16((short)(table - _tableStart));
        WriteInt16((short)((_slotCount + 2) * 2));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_buffer.Length - table, 4), _used - table);
        return table;
    }

    /// <summary>Closes the message on its root table and returns its bytes.</summary>
    public ReadOnlySpan<byte> Finish(int root)
    {
        Prepare(_largestAlignment, 4);
        WriteOffset(root);
        return _buffer.AsSpan(_buffer.Length - _used, _used);
    }

    /// <summary>Forgets the message and keeps the buffer.</summary>
    public void Clear()
    {
        _used = 0;
        _largestAlignment = 4;
    }

    /// <summary>Pads so that, after <paramref name="additional"/> more bytes, the position is a multiple of the alignment.</summary>
    private void Prepare(int alignment, int additional)
    {
        _largestAlignment = Math.Max(_largestAlignment, alignment);
        int padding = -(_used + additional) & (alignment - 1);
        Take(padding).Clear();
    }

    private Span<byte> Take(int byteCount)
    {
        if (_used + byteCount > _buffer.Length)
        {
            byte[] grown = new byte[Math.Max(_buffer.Length * 2, _used + byteCount)];
            _buffer.AsSpan(_buffer.Length - _used).CopyTo(grown.AsSpan(grown.Length - _used));
            _buffer = grown;
        }
        _used += byteCount;
        return _buffer.AsSpan(_buffer.Length - _used, byteCount);
    }
}
