using Gateway.Core.Columns;
using Gateway.Core.Memory;

namespace Gateway.Execution.Rows;

/// <summary>Splits the rows of a selection by the radix partition of their hash. Belongs to one worker.</summary>
internal sealed unsafe class RadixPartitioner(int partitionCount, MemoryScope memory)
{
    /// <summary>Partition bits lie between the bits that pick a slot and those kept as salt.</summary>
    public const int Shift = 42;

    private readonly int[] _starts = new int[partitionCount + 1];
    private int _capacity;
    private int* _rows;
    private int* _positions;

    public int PartitionCount { get; } = partitionCount;

    public static int PartitionOf(ulong hash, int partitionCount) => (int)(hash >> Shift & ((ulong)partitionCount - 1));

    /// <summary>Orders the selection's rows by partition, keeping their order inside each.</summary>
    public void Split(Selection selection, ulong* hashes)
    {
        int count = selection.Count;
        if (count > _capacity)
        {
            memory.Free((byte*)_rows);
            memory.Free((byte*)_positions);
            _capacity = count;
            _rows = (int*)memory.Allocate((nuint)count * 4 + 64);
            _positions = (int*)memory.Allocate((nuint)count * 4 + 64);
        }
        Array.Clear(_starts);
        for (int i = 0; i < count; i++)
        {
            _starts[PartitionOf(hashes[i], PartitionCount) + 1]++;
        }
        for (int i = 0; i < PartitionCount; i++)
        {
            _starts[i + 1] += _starts[i];
        }
        Span<int> next = stackalloc int[PartitionCount];
        _starts.AsSpan(0, PartitionCount).CopyTo(next);
        for (int i = 0; i < count; i++)
        {
            int at = next[PartitionOf(hashes[i], PartitionCount)]++;
            _rows[at] = selection[i];
            _positions[at] = i;
        }
    }

    /// <summary>Gets a partition's rows, ascending.</summary>
    public Selection Rows(int partition) => new(_rows + _starts[partition], _starts[partition + 1] - _starts[partition]);

    /// <summary>Gets the positions of a partition's rows in the selection that was split.</summary>
    public int* Positions(int partition) => _positions + _starts[partition];
}
