using Gateway.Core.Columns;
using Gateway.Core.Memory;

namespace Gateway.Compute.Nested;

/// <summary>Holds a growing list of row numbers in native memory, reused batch after batch.</summary>
public sealed unsafe class RowNumbers(MemoryScope memory)
{
    private const int FirstCapacity = 1024;
    private int* _rows;
    private int _capacity;

    public int Count { get; private set; }

    public int* Rows => _rows;

    public int this[int index] => _rows[index];

    public Selection Selection => new(_rows, Count);

    public void Clear() => Count = 0;

    public void Add(int row)
    {
        if (Count == _capacity)
        {
            Reserve(1);
        }
        _rows[Count++] = row;
    }

    /// <summary>Adds a run of ascending rows.</summary>
    public void AddRange(int first, int count)
    {
        Reserve(count);
        for (int i = 0; i < count; i++)
        {
            _rows[Count + i] = first + i;
        }
        Count += count;
    }

    public void Truncate(int count) => Count = count;

    /// <summary>Makes room for more rows, keeping those there are.</summary>
    public void Reserve(int more)
    {
        if (Count + more <= _capacity)
        {
            return;
        }
        int grown = checked((int)Math.Max(Math.Max(FirstCapacity, (long)_capacity * 2), (long)Count + more));
        int* rows = (int*)memory.Allocate((nuint)grown * sizeof(int) + 64);
        if (Count > 0)
        {
            Buffer.MemoryCopy(_rows, rows, (long)grown * sizeof(int), (long)Count * sizeof(int));
        }
        memory.Free((byte*)_rows);
        _rows = rows;
        _capacity = grown;
    }
}
