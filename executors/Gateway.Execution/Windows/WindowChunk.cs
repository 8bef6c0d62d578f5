using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Window partitions, one after another, as one batch; whole ones, but for large ones that all functions can take in parts; with the bounds that frames are made of. Belongs to one worker.</summary>
internal sealed unsafe class WindowChunk(WorkerContext worker)
{
    private int _capacity;

    public WorkerContext Worker { get; } = worker;

    /// <summary>Gets or sets the input columns; all rows are active.</summary>
    public Batch Batch { get; set; } = null!;

    public int Count { get; private set; }

    /// <summary>Gets or sets whether the first partition began in an earlier chunk.</summary>
    public bool Continues { get; set; }

    /// <summary>Gets or sets whether the last partition goes on in the next chunk.</summary>
    public bool GoesOn { get; set; }

    /// <summary>Gets or sets the rows of the partition that the chunk is a part of, where all are known; null while they are still coming, or the chunk has them all.</summary>
    public long? StoredRows { get; set; }

    /// <summary>Gets or sets how many rows of a stored partition come before the chunk's.</summary>
    public long StoredBefore { get; set; }

    /// <summary>Gets the first row of each row's partition.</summary>
    public int* PartitionStart { get; private set; }

    /// <summary>Gets the row behind the last of each row's partition.</summary>
    public int* PartitionEnd { get; private set; }

    /// <summary>Gets the first row with the same order values.</summary>
    public int* PeerStart { get; private set; }

    /// <summary>Gets the row behind the last with the same order values.</summary>
    public int* PeerEnd { get; private set; }

    /// <summary>Gets 0, 1, 2, ... for selections of runs of rows.</summary>
    public int* Identity { get; private set; }

    /// <summary>Gets the number of each row's partition in the chunk.</summary>
    public int* PartitionNumber { get; private set; }

    public List<int> PartitionStarts { get; } = [];

    public Selection Rows(int first, int end) => new(Identity + first, end - first);

    /// <summary>Settles the bounds.</summary>
    /// <param name="partitionStarts">First row of every partition, ascending, beginning with 0.</param>
    /// <param name="orderColumns">Order values of the chunk's rows; empty makes all rows of a partition peers.</param>
    public void Arrange(Batch batch, int count, IEnumerable<int> partitionStarts, ReadOnlySpan<Column> orderColumns)
    {
        Batch = batch;
        Count = count;
        Reserve(count);
        PartitionStarts.Clear();
        PartitionStarts.AddRange(partitionStarts);
        byte* changes = (byte*)PeerEnd;
        new Span<byte>(changes, count).Clear();
        foreach (var column in orderColumns)
        {
            RowChanges.Mark(column, Selection.All(count), changes);
        }
        for (int i = 0; i < PartitionStarts.Count; i++)
        {
            int start = PartitionStarts[i];
            int end = i + 1 < PartitionStarts.Count ? PartitionStarts[i + 1] : count;
            int peer = start;
            for (int row = start; row < end; row++)
            {
                PartitionStart[row] = start;
                PartitionEnd[row] = end;
                PartitionNumber[row] = i;
                peer = row > start && changes[row] != 0 ? row : peer;
                PeerStart[row] = peer;
            }
        }
        for (int row = count - 1; row >= 0; row--)
        {
            PeerEnd[row] = row + 1 < count && PeerStart[row + 1] == PeerStart[row] ? PeerEnd[row + 1] : row + 1;
        }
    }

    /// <summary>Gets <see cref="Identity"/> with at least that many numbers; the chunk's bounds are lost if it grows.</summary>
    public int* IdentityOf(int count)
    {
        Reserve(count);
        return Identity;
    }

    private void Reserve(int count)
    {
        if (count <= _capacity)
        {
            return;
        }
        var memory = Worker.Memory;
        memory.Free((byte*)PartitionStart);
        memory.Free((byte*)PartitionEnd);
        memory.Free((byte*)PartitionNumber);
        memory.Free((byte*)PeerStart);
        memory.Free((byte*)PeerEnd);
        memory.Free((byte*)Identity);
        _capacity = count * 3 / 2;
        PartitionStart = Allocate(memory);
        PartitionEnd = Allocate(memory);
        PartitionNumber = Allocate(memory);
        PeerStart = Allocate(memory);
        PeerEnd = Allocate(memory);
        Identity = Allocate(memory);
        for (int i = 0; i < _capacity; i++)
        {
            Identity[i] = i;
        }
    }

    private int* Allocate(MemoryScope memory) => (int*)memory.Allocate((nuint)_capacity * 4 + 64);
}
