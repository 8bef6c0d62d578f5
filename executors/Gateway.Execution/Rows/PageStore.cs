using Gateway.Core.Memory;
using Gateway.Execution.Running;

namespace Gateway.Execution.Rows;

/// <summary>Owns the pages of one query and moves unpinned ones to disk when memory runs short.</summary>
/// <remarks>
/// An evicted page gives its memory back to the operating system but keeps its address, and comes back to it. So pointers into
/// pages (hash tables, chains, long strings) stay right whatever was evicted in between; they may only be followed while pinned.
/// Thread-safe.
/// </remarks>
internal sealed unsafe class PageStore : IDisposable
{
    private const int SmallestPage = 4 << 10;
    private const int LargestPage = 256 << 10;
    private const int GrowingPages = 6;

    /// <summary>Shares of the limit that a state may keep pinned under pressure, and that its first new page takes.</summary>
    private const int PinnedShare = 64;
    private const int RunShare = 16;
    private const int PageShare = 4096;

    private readonly Lock _lock = new();
    private readonly HashSet<Page> _pages = [];
    private readonly LinkedList<Page> _unpinned = new();
    private readonly SpillFile _file;
    private readonly SpillMode _mode;
    private readonly long _limit;
    private long _residentBytes;
    private bool _disposed;

    public PageStore(MemoryPool pool, ExecutionOptions options)
    {
        Pool = pool;
        _file = new SpillFile(options.SpillDirectory);
        _mode = options.Spill;
        _limit = Math.Min(options.MemoryLimitBytes, pool.LimitBytes);
        if (_mode == SpillMode.Auto && _limit != long.MaxValue)
        {
            Pool.AddReclaimer(Reclaim);
        }
    }

    public MemoryPool Pool { get; }

    /// <summary>Gets the bytes this query has written to disk.</summary>
    public long SpilledBytes => _file.WrittenBytes;

    /// <summary>Tells states at batch boundaries to unpin what they can.</summary>
    public bool UnderPressure => _mode switch
    {
        SpillMode.Off => false,
        SpillMode.Always => true,
        SpillMode.Auto => _limit != long.MaxValue && (Volatile.Read(ref _residentBytes) > _limit / 2 || Pool.UsedBytes > Pool.LimitBytes / 4 * 3),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Tells a state that it should unpin its pages, whose content is this large: not for a few rows, which would leave pages mostly empty.</summary>
    public bool ShouldUnpin(long pinnedBytes) => UnderPressure && pinnedBytes >= (_mode == SpillMode.Always ? 0 : Math.Min(_limit / PinnedShare, LargestPage * 64L));

    /// <summary>Tells a sort that it should end a run: larger ones than <see cref="ShouldUnpin"/> would make, as a merge has a page of every run in memory.</summary>
    public bool ShouldEndRun(long pinnedBytes) => UnderPressure && pinnedBytes >= (_mode == SpillMode.Always ? 0 : Math.Min(_limit / RunShare, LargestPage * 256L));

    /// <summary>Tells a state that is complete, and waits to be read, that it should unpin its pages: others need the memory in the meantime.</summary>
    public bool ShouldUnpinComplete(long pinnedBytes) => UnderPressure || (_mode == SpillMode.Auto && pinnedBytes > _limit / RunShare);

    /// <summary>Gets the bytes that one state may hold in memory that cannot be evicted, instead of in pages.</summary>
    public long ResidentBudget => _mode switch
    {
        SpillMode.Always => 0,
        _ => _mode == SpillMode.Off || _limit == long.MaxValue ? long.MaxValue : _limit / 4,
    };

    /// <summary>Gets the size of the n-th page of a growing list: small collections stay small.</summary>
    /// <param name="again">The list began anew after its former pages were unpinned.</param>
    public int PageBytes(int index, bool again)
    {
        int first = SmallestPage;
        while (again && _mode == SpillMode.Auto && first < LargestPage / 4 && first < _limit / PageShare)
        {
            first *= 2;
        }
        return index >= GrowingPages ? LargestPage : Math.Min(LargestPage, first << index);
    }

    /// <summary>Takes a page with arbitrary content, pinned once.</summary>
    public Page Rent(int byteCount)
    {
        MakeRoom(byteCount);
        var page = new Page(Pool.Rent((nuint)byteCount), byteCount);
        lock (_lock)
        {
            if (_disposed)
            {
                Pool.Return(page.Address, (nuint)byteCount);
                throw new OperationCanceledException("the query has ended");
            }
            _pages.Add(page);
            _residentBytes += byteCount;
        }
        return page;
    }

    /// <summary>Makes sure that a page's content is in memory until it is unpinned.</summary>
    public void Pin(Page page)
    {
        lock (_lock)
        {
            if (page.Pins++ > 0)
            {
                return;
            }
            if (page.EvictionNode is { } node)
            {
                _unpinned.Remove(node);
                page.EvictionNode = null;
            }
            if (!page.Resident)
            {
                MakeRoom(page.ByteCount);
                Pool.CountRestored((nuint)page.ByteCount);
                _file.Read(page);
                page.Resident = true;
                page.Dirty = false;
                _residentBytes += page.ByteCount;
            }
        }
    }

    /// <summary>Allows a page to be evicted once nobody else has it pinned.</summary>
    /// <param name="changed">The content was written to while it was pinned.</param>
    public void Unpin(Page page, bool changed)
    {
        lock (_lock)
        {
            page.Dirty |= changed;
            System.Diagnostics.Debug.Assert(page.Pins > 0);
            if (--page.Pins > 0)
            {
                return;
            }
            if (_mode == SpillMode.Always)
            {
                Evict(page);
            }
            else
            {
                page.EvictionNode = _unpinned.AddLast(page);
            }
        }
    }

    /// <summary>Ends a page, pinned or not.</summary>
    public void Free(Page page)
    {
        lock (_lock)
        {
            if (!_pages.Remove(page))
            {
                return;
            }
            if (page.EvictionNode is { } node)
            {
                _unpinned.Remove(node);
                page.EvictionNode = null;
            }
            _file.Release(page);
            GiveBack(page);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Pool.RemoveReclaimer(Reclaim);
            foreach (var page in _pages)
            {
                GiveBack(page);
            }
            _pages.Clear();
            _unpinned.Clear();
            _file.Dispose();
        }
    }

    private void GiveBack(Page page)
    {
        if (page.Resident)
        {
            _residentBytes -= page.ByteCount;
            Pool.Return(page.Address, (nuint)page.ByteCount);
        }
        else
        {
            Pool.ReturnEvicted(page.Address, (nuint)page.ByteCount);
        }
    }

    /// <summary>Evicts unpinned pages, the longest unused first, until a page of that size fits.</summary>
    private void MakeRoom(int byteCount)
    {
        if (_mode != SpillMode.Auto || _limit == long.MaxValue)
        {
            return;
        }
        while (Volatile.Read(ref _residentBytes) + byteCount > _limit / 4 * 3 || Pool.UsedBytes + byteCount > Pool.LimitBytes / 10 * 9)
        {
            lock (_lock)
            {
                if (_unpinned.First is not { } node)
                {
                    return;
                }
                _unpinned.RemoveFirst();
                node.Value.EvictionNode = null;
                Evict(node.Value);
            }
        }
    }

    /// <summary>Evicts pages so that someone else's memory fits; false when nothing can go.</summary>
    private bool Reclaim(long byteCount)
    {
        long freed = 0;
        lock (_lock)
        {
            while (freed < byteCount && _unpinned.First is { } node)
            {
                _unpinned.RemoveFirst();
                node.Value.EvictionNode = null;
                Evict(node.Value);
                freed += node.Value.ByteCount;
            }
        }
        return freed > 0;
    }

    private void Evict(Page page)
    {
        if (page.Dirty || page.FileOffset < 0)
        {
            _file.Write(page);
        }
        page.Resident = false;
        _residentBytes -= page.ByteCount;
        Pool.Evict(page.Address, (nuint)page.ByteCount);
        if (_mode == SpillMode.Always)
        {
            // SAFETY: the block is this page's own. Whoever reads it unpinned sees the pattern instead of plausible data.
            new Span<byte>(page.Address, page.ByteCount).Fill(0xDD);
        }
    }
}
