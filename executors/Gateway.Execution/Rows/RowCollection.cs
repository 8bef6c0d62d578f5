using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Execution.Rows;

/// <summary>Keeps rows of one layout in pages that can be evicted. The row store of grouping, joins, sorts and buffers. Belongs to one worker while it is filled.</summary>
internal sealed unsafe class RowCollection(RowLayout layout, PageStore store) : IDisposable
{
    private readonly RowHeap _heap = new(store);
    private readonly RowHeap _states = new(store);
    private readonly List<RowPage> _pages = [];
    private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new();
    private RowPage? _current;
    private int _written;
    private int _unpinnedHeap;
    private int _unpinnedStates;
    private int _unpinnedPages;
    private long _pageBytes;
    private long _unpinnedRows;
    private long _unpinnedHeapBytes;

    public RowLayout Layout { get; } = layout;

    public PageStore Store { get; } = store;

    public long RowCount { get; private set; }

    public IReadOnlyList<RowPage> Pages => _pages;

    /// <summary>Gets the bytes of the rows, their strings and their aggregate states.</summary>
    public long ByteCount => _pageBytes + _heap.ByteCount + _states.ByteCount;

    /// <summary>Gets the bytes of content that cannot be evicted: what was added since the last <see cref="Unpin()"/>.</summary>
    public long PinnedBytes => ((RowCount - _unpinnedRows) * Layout.RowBytes) + _heap.FilledBytes - _unpinnedHeapBytes;

    /// <summary>Takes one row and returns its address; nothing is written to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* AllocateRow()
    {
        var page = _current;
        if (page is null || page.RowCount == page.Capacity)
        {
            page = AddPage();
        }
        byte* row = page.Page.Address + (long)page.RowCount * Layout.RowBytes;
        page.RowCount++;
        RowCount++;
        return row;
    }

    /// <summary>Takes rows and writes their addresses.</summary>
    public void AllocateRows(int count, byte** rows)
    {
        for (int done = 0; done < count;)
        {
            var page = _current;
            if (page is null || page.RowCount == page.Capacity)
            {
                page = AddPage();
            }
            int take = Math.Min(count - done, page.Capacity - page.RowCount);
            byte* row = page.Page.Address + (long)page.RowCount * Layout.RowBytes;
            for (int i = 0; i < take; i++)
            {
                rows[done + i] = row;
                row += Layout.RowBytes;
            }
            page.RowCount += take;
            RowCount += take;
            done += take;
        }
    }

    /// <summary>Appends the selected rows; their addresses go to <paramref name="rows"/>.</summary>
    public void Append(ReadOnlySpan<Column> columns, Selection selection, byte** rows)
    {
        AllocateRows(selection.Count, rows);
        Write(columns, 0, selection, rows);
    }

    /// <summary>Writes column values into rows that were allocated here.</summary>
    /// <param name="firstColumn">Layout column of the first given one.</param>
    /// <param name="rows">Address of the row for the i-th selected row.</param>
    public void Write(ReadOnlySpan<Column> columns, int firstColumn, Selection selection, byte** rows)
    {
        if (firstColumn == 0)
        {
            ClearValidity(selection.Count, rows);
        }
        for (int i = 0; i < columns.Length; i++)
        {
            RowWriter.Write(this, columns[i], firstColumn + i, selection, rows);
        }
        if (Layout.HasHeap)
        {
            // Rows allocated since the last write may lie on several pages.
            for (; _written < _pages.Count; _written++)
            {
                _pages[_written].HeapTo = _heap.Pages.Count;
            }
            _written = _pages.Count - 1;
        }
    }

    public StringView AddToHeap(ref StringView view) => _heap.Add(ref view);

    /// <summary>Writes a nested value's bytes to the heap.</summary>
    public StringView Encode(Column column, int row)
    {
        _bytes.ResetWrittenCount();
        ValueCodec.Write(column, row, _bytes, normalize: false);
        return _heap.Add(_bytes.WrittenSpan);
    }

    /// <summary>Copies what an aggregate state of a row of the page holds outside the row; <see cref="PinStates"/> brings it back.</summary>
    public byte* AddState(RowPage page, ReadOnlySpan<byte> bytes)
    {
        byte* copy = _states.Copy(bytes);
        if (page.StatesTo == 0)
        {
            page.StatesFrom = Math.Max(_unpinnedStates, _states.Pages.Count - 1);
        }
        page.StatesTo = _states.Pages.Count;
        return copy;
    }

    /// <summary>Lets every page be evicted. Rows are then reached through <see cref="Pin(RowPage)"/>.</summary>
    public void Unpin()
    {
        if (_current is not null)
        {
            // Later rows go to new pages, so that a page's strings stay within the heap pages known now.
            _current = null;
            _heap.Seal();
        }
        foreach (var page in _pages)
        {
            if (page.Pinned)
            {
                page.Pinned = false;
                Store.Unpin(page.Page, changed: true);
            }
        }
        for (; _unpinnedHeap < _heap.Pages.Count; _unpinnedHeap++)
        {
            Store.Unpin(_heap.Pages[_unpinnedHeap], changed: true);
        }
        _states.Seal();
        for (; _unpinnedStates < _states.Pages.Count; _unpinnedStates++)
        {
            Store.Unpin(_states.Pages[_unpinnedStates], changed: true);
        }
        _unpinnedPages = _pages.Count;
        _unpinnedRows = RowCount;
        _unpinnedHeapBytes = _heap.FilledBytes;
    }

    /// <summary>Brings a page and the strings of its rows into memory.</summary>
    public void Pin(RowPage page)
    {
        if (page.Pinned)
        {
            return;
        }
        Store.Pin(page.Page);
        for (int i = page.HeapFrom; i < page.HeapTo; i++)
        {
            Store.Pin(_heap.Pages[i]);
        }
    }

    /// <summary>Ends a <see cref="Pin(RowPage)"/>.</summary>
    public void Unpin(RowPage page, bool changed)
    {
        if (page.Pinned)
        {
            return;
        }
        Store.Unpin(page.Page, changed);
        for (int i = page.HeapFrom; i < page.HeapTo; i++)
        {
            Store.Unpin(_heap.Pages[i], changed: false);
        }
    }

    /// <summary>Brings what <see cref="AddState"/> copied for a page's rows into memory.</summary>
    public void PinStates(RowPage page)
    {
        for (int i = page.StatesFrom; i < page.StatesTo; i++)
        {
            Store.Pin(_states.Pages[i]);
        }
    }

    public void UnpinStates(RowPage page)
    {
        for (int i = page.StatesFrom; i < page.StatesTo; i++)
        {
            Store.Unpin(_states.Pages[i], changed: false);
        }
    }

    /// <summary>Brings all rows into memory for good (until <see cref="Dispose"/>).</summary>
    public void PinAll()
    {
        foreach (var page in _pages)
        {
            Pin(page);
        }
    }

    public void Dispose()
    {
        foreach (var page in _pages)
        {
            Store.Free(page.Page);
        }
        foreach (var page in _heap.Pages)
        {
            Store.Free(page);
        }
        foreach (var page in _states.Pages)
        {
            Store.Free(page);
        }
        _pages.Clear();
        _heap.Clear();
        _states.Clear();
        _unpinnedHeap = 0;
        _unpinnedStates = 0;
        _written = 0;
        _current = null;
        _unpinnedPages = 0;
        _unpinnedRows = 0;
        _unpinnedHeapBytes = 0;
        _pageBytes = 0;
        RowCount = 0;
    }

    private RowPage AddPage()
    {
        int rowBytes = Layout.RowBytes;
        int size = Math.Max(Store.PageBytes(_pages.Count - _unpinnedPages, _unpinnedPages > 0), rowBytes);
        var page = new RowPage(Store.Rent(size), size / rowBytes) { HeapFrom = Math.Max(_unpinnedHeap, _heap.Pages.Count - 1), HeapTo = _heap.Pages.Count };
        _pageBytes += size;
        _pages.Add(page);
        return _current = page;
    }

    private void ClearValidity(int count, byte** rows)
    {
        int offset = Layout.ValidityOffset;
        int bytes = Layout.ValidityBytes;
        if (bytes == 1)
        {
            for (int i = 0; i < count; i++)
            {
                rows[i][offset] = 0xFF;
            }
            return;
        }
        for (int i = 0; i < count; i++)
        {
            new Span<byte>(rows[i] + offset, bytes).Fill(0xFF);
        }
    }
}

/// <summary>One page of rows and the heap pages that its rows' strings are in.</summary>
internal sealed class RowPage(Page page, int capacity)
{
    public Page Page { get; } = page;
    public int Capacity { get; } = capacity;
    public int RowCount { get; set; }
    public int HeapFrom { get; set; }
    public int HeapTo { get; set; }
    public int StatesFrom { get; set; }
    public int StatesTo { get; set; }

    /// <summary>The collection still fills or uses the page: it is in memory.</summary>
    public bool Pinned { get; set; } = true;

}
