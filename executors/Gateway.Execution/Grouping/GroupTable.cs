using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Finds or makes the row of each key. New rows go to the radix partition of their hash. Belongs to one worker.</summary>
internal sealed unsafe class GroupTable : IDisposable
{
    private readonly RowLayout _layout;
    private readonly int _keyCount;
    private readonly HashEntries _entries;
    private readonly ulong _partitionMask;
    private long _count;

    /// <param name="layout">Keys first; with a hash.</param>
    public GroupTable(RowLayout layout, int keyCount, PageStore store, int partitionCount)
    {
        _layout = layout;
        _keyCount = keyCount;
        _entries = new HashEntries(store.Pool);
        _entries.Allocate(256);
        _partitionMask = (ulong)partitionCount - 1;
        Partitions = new RowCollection[partitionCount];
        for (int i = 0; i < partitionCount; i++)
        {
            Partitions[i] = new RowCollection(layout, store);
        }
    }

    public RowCollection[] Partitions { get; }

    /// <summary>Gets the bytes of rows that cannot be evicted.</summary>
    public long PinnedBytes => Partitions.Sum(static partition => partition.PinnedBytes);

    /// <summary>Gets the rows in the table since the last <see cref="Forget"/>.</summary>
    public long Count => _count;

    /// <summary>Gets how often the table forgot its rows: afterwards a key may have several rows.</summary>
    public int Forgotten { get; private set; }

    public static int PartitionOf(ulong hash, ulong partitionMask) => (int)(hash >> RadixPartitioner.Shift & partitionMask);

    /// <summary>Gives the row of every selected key in <c>buffers.Rows</c>, by position, and lists the positions whose row is new in <c>buffers.NewPositions</c>.</summary>
    /// <param name="keys">Prepared key columns.</param>
    /// <param name="buffers">Hashes are filled in.</param>
    /// <param name="partitionHashes">What the partition of a new row is picked by; the hashes themselves when null.</param>
    /// <returns>The number of new rows; their keys and hash are written, the rest is not.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindOrAdd(ReadOnlySpan<Column> keys, Selection selection, RowBuffers buffers, ulong* partitionHashes = null)
    {
        int count = selection.Count;
        if ((_count + count) * 2 > _entries.SlotCount)
        {
            Grow(_count + count);
        }
        ulong* hashes = buffers.Hashes;
        byte** rows = buffers.Rows;
        int* candidates = buffers.Positions;
        int* pending = buffers.OtherPositions;
        int* added = buffers.NewPositions;
        ulong* slots = _entries.Slots;
        ulong mask = _entries.Mask;
        partitionHashes = partitionHashes is null ? hashes : partitionHashes;
        int addedCount = 0;
        int candidateCount = 0;
        for (int i = 0; i < count; i++)
        {
            ulong hash = hashes[i];
            ulong slot = hash & mask;
            ulong entry = slots[slot];
            while (entry != 0 && !HashEntries.SaltsMatch(entry, hash))
            {
                slot = (slot + 1) & mask;
                entry = slots[slot];
            }
            if (entry == 0)
            {
                rows[i] = AddRow(hash, buffers.Partitions[i] = (byte)PartitionOf(partitionHashes[i], _partitionMask), slot);
                added[addedCount++] = i;
            }
            else
            {
                rows[i] = HashEntries.Row(entry);
                candidates[candidateCount++] = i;
            }
        }
        int written = 0;
        while (true)
        {
            if (written < addedCount)
            {
                WriteKeys(keys, selection, rows, buffers.Partitions, added + written, addedCount - written);
                written = addedCount;
            }
            if (candidateCount == 0)
            {
                return addedCount;
            }
            int misses = 0;
            RowMatcher.Match(_layout, keys, selection, candidates, candidateCount, rows, pending, ref misses);
            candidateCount = 0;
            for (int k = 0; k < misses; k++)
            {
                // The row found has the same salt but another key: go on behind it.
                int i = pending[k];
                ulong hash = hashes[i];
                ulong slot = SlotAfter(hash, rows[i], slots, mask);
                ulong entry = slots[slot];
                while (entry != 0 && !HashEntries.SaltsMatch(entry, hash))
                {
                    slot = (slot + 1) & mask;
                    entry = slots[slot];
                }
                if (entry == 0)
                {
                    rows[i] = AddRow(hash, buffers.Partitions[i] = (byte)PartitionOf(partitionHashes[i], _partitionMask), slot);
                    added[addedCount++] = i;
                }
                else
                {
                    rows[i] = HashEntries.Row(entry);
                    candidates[candidateCount++] = i;
                }
            }
        }
    }

    /// <summary>Finds the row with the same key as a row of the same layout, or adds that very row.</summary>
    /// <returns>The row in the table: the given one when it was added.</returns>
    public byte* FindOrAdopt(byte* row)
    {
        if ((_count + 1) * 2 > _entries.SlotCount)
        {
            Grow(_count * 2);
        }
        ulong hash = *(ulong*)row;
        ulong* slots = _entries.Slots;
        ulong mask = _entries.Mask;
        for (ulong slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            ulong entry = slots[slot];
            if (entry == 0)
            {
                slots[slot] = HashEntries.Entry(hash, row);
                _count++;
                return row;
            }
            byte* found = HashEntries.Row(entry);
            if (HashEntries.SaltsMatch(entry, hash) && *(ulong*)found == hash && RowMatcher.RowsMatch(_layout, _keyCount, found, row))
            {
                return found;
            }
        }
    }

    /// <summary>Makes room for rows to be adopted.</summary>
    public void Reserve(long rows)
    {
        if (rows * 2 > _entries.SlotCount)
        {
            Grow(rows);
        }
    }

    /// <summary>Empties the table but keeps the rows made so far in their partitions.</summary>
    public void Forget()
    {
        if (_count > 0)
        {
            _entries.Clear();
            _count = 0;
            Forgotten++;
        }
    }

    /// <summary>Ends the table and keeps the rows.</summary>
    public void ReleaseEntries() => _entries.Dispose();

    public void Dispose()
    {
        _entries.Dispose();
        foreach (var partition in Partitions)
        {
            partition.Dispose();
        }
    }

    private byte* AddRow(ulong hash, byte partition, ulong slot)
    {
        byte* row = Partitions[partition].AllocateRow();
        *(ulong*)row = hash;
        _entries.Slots[slot] = HashEntries.Entry(hash, row);
        _count++;
        return row;
    }

    private void WriteKeys(ReadOnlySpan<Column> keys, Selection selection, byte** rows, byte* partitions, int* positions, int count)
    {
        if (Partitions.Length == 1 || !_layout.HasHeap)
        {
            WriteKeys(Partitions[0], keys, selection, rows, positions, count);
            return;
        }
        // Strings go to the heap of the partition their row is in.
        int* ofPartition = stackalloc int[count <= 1024 ? count : 1024];
        for (int start = 0; start < count; start += 1024)
        {
            int length = Math.Min(1024, count - start);
            ulong seen = 0;
            for (int i = 0; i < length; i++)
            {
                seen |= 1UL << partitions[positions[start + i]];
            }
            while (seen != 0)
            {
                int partition = System.Numerics.BitOperations.TrailingZeroCount(seen);
                seen &= seen - 1;
                int found = 0;
                for (int i = 0; i < length; i++)
                {
                    if (partitions[positions[start + i]] == partition)
                    {
                        ofPartition[found++] = positions[start + i];
                    }
                }
                WriteKeys(Partitions[partition], keys, selection, rows, ofPartition, found);
            }
        }
    }

    private void WriteKeys(RowCollection partition, ReadOnlySpan<Column> keys, Selection selection, byte** rows, int* positions, int count)
    {
        const int Chunk = 512;
        int* selected = stackalloc int[Chunk];
        byte** targets = stackalloc byte*[Chunk];
        for (int start = 0; start < count; start += Chunk)
        {
            int length = Math.Min(Chunk, count - start);
            for (int i = 0; i < length; i++)
            {
                selected[i] = selection[positions[start + i]];
                targets[i] = rows[positions[start + i]];
            }
            partition.Write(keys, 0, new Selection(selected, length), targets);
        }
    }

    private static ulong SlotAfter(ulong hash, byte* row, ulong* slots, ulong mask)
    {
        ulong slot = hash & mask;
        while (HashEntries.Row(slots[slot]) != row)
        {
            slot = (slot + 1) & mask;
        }
        return (slot + 1) & mask;
    }

    private void Grow(long rows)
    {
        var old = _entries.Slots;
        long oldCount = _entries.SlotCount;
        var bigger = new HashEntries(Partitions[0].Store.Pool);
        bigger.Allocate(Math.Max(rows, _count * 2));
        for (long i = 0; i < oldCount; i++)
        {
            if (old[i] != 0)
            {
                // The row's own hash has the bits that the entry does not keep.
                byte* row = HashEntries.Row(old[i]);
                bigger.InsertNew(*(ulong*)row, row);
            }
        }
        _entries.Swap(bigger);
        bigger.Dispose();
    }
}
