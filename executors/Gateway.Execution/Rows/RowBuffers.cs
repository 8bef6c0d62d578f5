using Gateway.Core.Memory;

namespace Gateway.Execution.Rows;

/// <summary>Per-batch arrays of a worker that handles rows: hashes, row addresses, positions. They grow to the largest batch seen.</summary>
internal sealed unsafe class RowBuffers(MemoryScope memory)
{
    public int Capacity { get; private set; }
    public ulong* Hashes { get; private set; }
    public byte** Rows { get; private set; }
    public byte** States { get; private set; }
    public int* Positions { get; private set; }
    public int* OtherPositions { get; private set; }
    public int* NewPositions { get; private set; }
    public byte* Partitions { get; private set; }

    /// <summary>Makes room for a batch; content is lost when it grows.</summary>
    public void Ensure(int count)
    {
        if (count <= Capacity)
        {
            return;
        }
        Free();
        Capacity = Math.Max(count, 64);
        nuint words = (nuint)Capacity * 8 + 64;
        Hashes = (ulong*)memory.Allocate(words);
        Rows = (byte**)memory.Allocate(words);
        States = (byte**)memory.Allocate(words);
        Positions = (int*)memory.Allocate(words / 2 + 64);
        OtherPositions = (int*)memory.Allocate(words / 2 + 64);
        NewPositions = (int*)memory.Allocate(words / 2 + 64);
        Partitions = memory.Allocate(words);
    }

    private void Free()
    {
        memory.Free((byte*)Hashes);
        memory.Free((byte*)Rows);
        memory.Free((byte*)States);
        memory.Free((byte*)Positions);
        memory.Free((byte*)OtherPositions);
        memory.Free((byte*)NewPositions);
        memory.Free(Partitions);
    }
}
