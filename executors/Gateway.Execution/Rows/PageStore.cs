using System.Runtime.InteropServices;
using Gateway.Core.Memory;
using Gateway.Execution.Running;

namespace Gateway.Execution.Rows;

/// <summary>Owns the pages of one query and moves unpinned ones to disk when memory runs short.</summary>
/// <remarks>
/// An evicted page gives its memory back to the operating system but keeps its address, and comes back to it. So pointers into
/// pages (hash tables, chains, long strings) stay right whatever was evicted in between; they may only be followed while pinned.
/// Thread-safe.
/// </remarks>
internal sealed unsafe partial class PageStore(MemoryPool pool, ExecutionOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Page> _pages = [];
    private readonly LinkedList<Page> _unpinned = new();
    private readonly SpillFile _file = new(options.SpillDirectory);
    private readonly SpillMode _mode = options.Spill;
    private readonly long _limit = Math.Min(options.MemoryLimitBytes, pool.LimitBytes);
    private long _residentBytes;
    private bool _disposed;

    public MemoryPool Pool { get; } = pool;

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

    /// <summary>Takes a page with arbitrary content, pinned once.</summary>
    public Page Rent(int byteCount)
    {
        if (_mode == SpillMode.Auto && _limit != long.MaxValue)
        {
            MakeRoom(byteCount);
        }
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
        if (!page.Resident)
        {
            Pool.CountRestored((nuint)page.ByteCount);
        }
        else
        {
            _residentBytes -= page.ByteCount;
        }
        Pool.Return(page.Address, (nuint)page.ByteCount);
    }

    private void MakeRoom(int byteCount)
    {
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

    private void Evict(Page page)
    {
        if (page.Dirty || page.FileOffset < 0)
        {
            _file.Write(page);
        }
        page.Resident = false;
        _residentBytes -= page.ByteCount;
        Pool.CountEvicted((nuint)page.ByteCount);
        if (_mode == SpillMode.Always)
        {
            // SAFETY: the block is this page's own. Whoever reads it unpinned sees the pattern instead of plausible data.
            new Span<byte>(page.Address, page.ByteCount).Fill(0xDD);
        }
        else if (OperatingSystem.IsLinux() && page.ByteCount >= 64 << 10)
        {
            // SAFETY: the pool aligns blocks of this size to pages; the kernel drops their content and keeps the mapping.
            _ = AdviseMemory(page.Address, (nuint)page.ByteCount & ~(nuint)4095, DontNeed);
        }
    }

    private const int DontNeed = 4;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseMemory(void* address, nuint length, int advice);
}
