using System.Runtime.CompilerServices;
using Gateway.Core.Memory;

namespace Gateway.Execution.Sorting;

/// <summary>A row to be sorted: the first bytes of its key and where it is.</summary>
internal unsafe struct SortEntry
{
    public ulong Prefix;
    public byte* Row;
}

/// <summary>A growing array of entries in pool memory, sorted stably by prefix and then by what a comparer finds in the rows.</summary>
internal sealed unsafe class SortEntries(MemoryPool pool) : IDisposable
{
    private const int InsertionLimit = 16;
    private const int RadixFrom = 256;
    private long _capacity;

    public SortEntry* Items { get; private set; }
    public long Count { get; private set; }

    public void Add(ulong prefix, byte* row)
    {
        if (Count == _capacity)
        {
            Grow(Math.Max(256, _capacity * 2));
        }
        Items[Count++] = new SortEntry { Prefix = prefix, Row = row };
    }

    public void Clear() => Count = 0;

    public void Truncate(long count) => Count = Math.Min(count, Count);

    /// <summary>Sorts; <paramref name="rest"/> orders rows of equal prefixes, null when prefixes are whole keys.</summary>
    public void Sort(KeyComparer? rest)
    {
        if (Count < 2)
        {
            return;
        }
        var scratch = (SortEntry*)pool.Rent((nuint)Count * (nuint)sizeof(SortEntry));
        try
        {
            if (Count >= RadixFrom)
            {
                RadixSort(Items, scratch, Count);
                if (rest is not null)
                {
                    SortEqualRuns(rest, scratch);
                }
            }
            else
            {
                MergeSort(Items, scratch, (int)Count, rest);
            }
        }
        finally
        {
            pool.Return((byte*)scratch, (nuint)Count * (nuint)sizeof(SortEntry));
        }
    }

    public void Dispose()
    {
        if (Items is not null)
        {
            pool.Return((byte*)Items, (nuint)_capacity * (nuint)sizeof(SortEntry));
            Items = null;
            _capacity = 0;
            Count = 0;
        }
    }

    private void Grow(long capacity)
    {
        var items = (SortEntry*)pool.Rent((nuint)capacity * (nuint)sizeof(SortEntry));
        if (Items is not null)
        {
            Buffer.MemoryCopy(Items, items, capacity * sizeof(SortEntry), Count * sizeof(SortEntry));
            pool.Return((byte*)Items, (nuint)_capacity * (nuint)sizeof(SortEntry));
        }
        Items = items;
        _capacity = capacity;
    }

    /// <summary>Sorts by prefix, least significant byte first, leaving out bytes in which all prefixes agree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RadixSort(SortEntry* items, SortEntry* scratch, long count)
    {
        ulong all = items[0].Prefix;
        ulong any = all;
        bool sorted = true;
        for (long i = 1; i < count; i++)
        {
            ulong prefix = items[i].Prefix;
            all &= prefix;
            any |= prefix;
            sorted &= items[i - 1].Prefix <= prefix;
        }
        if (sorted)
        {
            return;
        }
        ulong differing = all ^ any;
        long* counts = stackalloc long[256];
        SortEntry* from = items;
        SortEntry* to = scratch;
        for (int shift = 0; shift < 64; shift += 8)
        {
            if ((differing >> shift & 0xFF) == 0)
            {
                continue;
            }
            new Span<long>(counts, 256).Clear();
            for (long i = 0; i < count; i++)
            {
                counts[from[i].Prefix >> shift & 0xFF]++;
            }
            long next = 0;
            for (int digit = 0; digit < 256; digit++)
            {
                long of = counts[digit];
                counts[digit] = next;
                next += of;
            }
            for (long i = 0; i < count; i++)
            {
                to[counts[from[i].Prefix >> shift & 0xFF]++] = from[i];
            }
            var swap = from;
            from = to;
            to = swap;
        }
        if (from != items)
        {
            Buffer.MemoryCopy(from, items, count * sizeof(SortEntry), count * sizeof(SortEntry));
        }
    }

    private void SortEqualRuns(KeyComparer rest, SortEntry* scratch)
    {
        for (long start = 0; start < Count;)
        {
            long end = start + 1;
            while (end < Count && Items[end].Prefix == Items[start].Prefix)
            {
                end++;
            }
            if (end - start > 1)
            {
                MergeSort(Items + start, scratch, (int)(end - start), rest);
            }
            start = end;
        }
    }

    /// <summary>Sorts stably by merging runs of doubling length.</summary>
    private static void MergeSort(SortEntry* items, SortEntry* scratch, int count, KeyComparer? rest)
    {
        for (int start = 0; start < count; start += InsertionLimit)
        {
            InsertionSort(items + start, Math.Min(InsertionLimit, count - start), rest);
        }
        SortEntry* from = items;
        SortEntry* to = scratch;
        for (long width = InsertionLimit; width < count; width *= 2)
        {
            for (long start = 0; start < count; start += 2 * width)
            {
                long middle = Math.Min(start + width, count);
                long end = Math.Min(start + 2 * width, count);
                Merge(from, start, middle, end, to, rest);
            }
            var swap = from;
            from = to;
            to = swap;
        }
        if (from != items)
        {
            Buffer.MemoryCopy(from, items, (long)count * sizeof(SortEntry), (long)count * sizeof(SortEntry));
        }
    }

    private static void Merge(SortEntry* from, long start, long middle, long end, SortEntry* to, KeyComparer? rest)
    {
        long left = start;
        long right = middle;
        for (long i = start; i < end; i++)
        {
            bool takeLeft = left < middle && (right >= end || KeyComparer.Compare(in from[left], in from[right], rest) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private static void InsertionSort(SortEntry* items, int count, KeyComparer? rest)
    {
        for (int i = 1; i < count; i++)
        {
            var item = items[i];
            int at = i;
            while (at > 0 && KeyComparer.Compare(in items[at - 1], in item, rest) > 0)
            {
                items[at] = items[at - 1];
                at--;
            }
            items[at] = item;
        }
    }
}
