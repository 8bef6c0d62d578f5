using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Joins;

/// <summary>The build rows of a join and a hash table over them, in radix partitions. Rows of equal keys form a chain in build order.</summary>
internal sealed unsafe class JoinTable : IDisposable
{
    private readonly JoinShape _shape;
    private readonly PartitionTable[] _partitions;
    private readonly MemoryScope _memory;
    private readonly ulong** _slots;
    private readonly ulong* _masks;

    public JoinTable(JoinShape shape, QueryContext query, int partitionCount)
    {
        _shape = shape;
        _memory = query.CreateScope();
        PartitionCount = partitionCount;
        _partitions = [.. Enumerable.Range(0, partitionCount).Select(_ => new PartitionTable(new HashEntries(query.Pool)))];
        _slots = (ulong**)_memory.AllocateZeroed((nuint)partitionCount * 8);
        _masks = (ulong*)_memory.AllocateZeroed((nuint)partitionCount * 8);
        NullRow = _memory.AllocateZeroed((nuint)shape.Layout.RowBytes);
    }

    public int PartitionCount { get; }

    /// <summary>Gets a row in which every column is NULL.</summary>
    public byte* NullRow { get; }

    /// <summary>Gets whether some key has several rows.</summary>
    public bool HasDuplicates { get; private set; }

    /// <summary>Gets whether any partition has rows.</summary>
    public bool IsEmpty => Array.TrueForAll(_partitions, static partition => partition.Rows.TrueForAll(static rows => rows.RowCount == 0));

    /// <summary>Gets the collections that hold a partition's rows.</summary>
    public List<RowCollection> Rows(int partition) => _partitions[partition].Rows;

    /// <summary>Tells whether a partition's table is in memory; probe rows of others are put aside.</summary>
    public bool IsResident(int partition) => _slots[partition] is not null;

    /// <summary>Gets whether all partitions are in memory.</summary>
    public bool AllResident { get; set; } = true;

    public long ByteCount(int partition) => _partitions[partition].Rows.Sum(static rows => rows.ByteCount) * 3 / 2;

    /// <summary>Builds the table of a partition. Other partitions may be built at the same time.</summary>
    public void BuildPartition(int partition)
    {
        var table = _partitions[partition];
        table.Entries.Allocate(table.Rows.Sum(static rows => rows.RowCount));
        bool duplicates = false;
        for (int i = table.Rows.Count - 1; i >= 0; i--)
        {
            var rows = table.Rows[i];
            rows.PinAll();
            for (int page = rows.Pages.Count - 1; page >= 0; page--)
            {
                duplicates |= Insert(table.Entries, rows.Pages[page]);
            }
        }
        _masks[partition] = table.Entries.Mask;
        _slots[partition] = table.Entries.Slots;
        if (duplicates)
        {
            HasDuplicates = true;
        }
    }

    /// <summary>Frees a partition's rows and table.</summary>
    public void ReleasePartition(int partition)
    {
        _slots[partition] = null;
        _partitions[partition].Dispose();
    }

    /// <summary>Finds the chain of each key; null where there is none.</summary>
    /// <param name="heads">Receives the first row of the chain by position in the selection.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(ReadOnlySpan<Column> keys, Selection selection, RowBuffers buffers, byte** heads)
    {
        ulong* hashes = buffers.Hashes;
        int* candidates = buffers.Positions;
        int* pending = buffers.OtherPositions;
        int candidateCount = 0;
        int count = selection.Count;
        ulong partitionMask = (ulong)PartitionCount - 1;
        for (int i = 0; i < count; i++)
        {
            ulong hash = hashes[i];
            int partition = (int)(hash >> RadixPartitioner.Shift & partitionMask);
            ulong* slots = _slots[partition];
            ulong mask = _masks[partition];
            ulong slot = hash & mask;
            ulong entry = slots[slot];
            while (entry != 0 && !HashEntries.SaltsMatch(entry, hash))
            {
                slot = (slot + 1) & mask;
                entry = slots[slot];
            }
            heads[i] = HashEntries.Row(entry);
            candidates[candidateCount] = i;
            candidateCount += entry != 0 ? 1 : 0;
        }
        while (candidateCount > 0)
        {
            int misses = 0;
            RowMatcher.Match(_shape.Layout, keys, selection, candidates, candidateCount, heads, pending, ref misses);
            candidateCount = 0;
            for (int k = 0; k < misses; k++)
            {
                int i = pending[k];
                ulong hash = hashes[i];
                int partition = (int)(hash >> RadixPartitioner.Shift & partitionMask);
                ulong* slots = _slots[partition];
                ulong mask = _masks[partition];
                ulong slot = hash & mask;
                while (HashEntries.Row(slots[slot]) != heads[i])
                {
                    slot = (slot + 1) & mask;
                }
                ulong entry;
                do
                {
                    slot = (slot + 1) & mask;
                    entry = slots[slot];
                }
                while (entry != 0 && !HashEntries.SaltsMatch(entry, hash));
                heads[i] = HashEntries.Row(entry);
                candidates[candidateCount] = i;
                candidateCount += entry != 0 ? 1 : 0;
            }
        }
    }

    public void Dispose()
    {
        foreach (var partition in _partitions)
        {
            partition.Dispose();
        }
    }

    private bool Insert(HashEntries entries, RowPage page)
    {
        int rowBytes = _shape.Layout.RowBytes;
        int nextOffset = _shape.Layout.NextOffset;
        ulong* slots = entries.Slots;
        ulong mask = entries.Mask;
        bool duplicates = false;
        // Backwards: a chain is extended at its head, and so ends up in build order.
        for (int i = page.RowCount - 1; i >= 0; i--)
        {
            byte* row = page.Page.Address + (long)i * rowBytes;
            ulong hash = *(ulong*)row;
            byte* next = null;
            ulong slot = hash & mask;
            for (ulong entry; (entry = slots[slot]) != 0; slot = (slot + 1) & mask)
            {
                byte* head = HashEntries.Row(entry);
                if (HashEntries.SaltsMatch(entry, hash) && *(ulong*)head == hash && RowMatcher.RowsMatch(_shape.Layout, _shape.KeyCount, head, row))
                {
                    next = head;
                    duplicates = true;
                    break;
                }
            }
            *(byte**)(row + nextOffset) = next;
            slots[slot] = HashEntries.Entry(hash, row);
        }
        return duplicates;
    }

    private sealed class PartitionTable(HashEntries entries) : IDisposable
    {
        public HashEntries Entries { get; } = entries;
        public List<RowCollection> Rows { get; } = [];

        public void Dispose()
        {
            Entries.Dispose();
            foreach (var rows in Rows)
            {
                rows.Dispose();
            }
        }
    }
}
