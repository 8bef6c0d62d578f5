using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Rows;

/// <summary>Reads runs of a collection's rows by their numbers. Belongs to one worker.</summary>
internal sealed unsafe class RangeReader(RowCollection rows, WorkerContext worker)
{
    private readonly RowBuffers _buffers = new(worker.Memory);
    private readonly List<RowPage> _pinned = [];
    private long[] _pageStarts = [];

    /// <summary>Reads rows into columns, which are valid until the next call. The collection is complete.</summary>
    public void Read(long first, int count, Column[] columns)
    {
        Release();
        if (_pageStarts.Length != rows.Pages.Count)
        {
            NumberPages();
        }
        _buffers.Ensure(count);
        int page = Array.BinarySearch(_pageStarts, first);
        page = page < 0 ? ~page - 1 : page;
        for (int at = 0; at < count; page++)
        {
            var current = rows.Pages[page];
            rows.Pin(current);
            _pinned.Add(current);
            byte* row = current.Page.Address + (first + at - _pageStarts[page]) * rows.Layout.RowBytes;
            for (long left = current.RowCount - (first + at - _pageStarts[page]); left > 0 && at < count; left--)
            {
                _buffers.Rows[at++] = row;
                row += rows.Layout.RowBytes;
            }
        }
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i].Reset();
            columns[i].EnsureCapacity(count, 0);
            RowReader.Read(rows.Layout, i, _buffers.Rows, count, columns[i], 0);
        }
    }

    /// <summary>Lets the pages of the last rows be evicted.</summary>
    public void Release()
    {
        foreach (var page in _pinned)
        {
            rows.Unpin(page, changed: false);
        }
        _pinned.Clear();
    }

    private void NumberPages()
    {
        _pageStarts = new long[rows.Pages.Count];
        for (int i = 1; i < _pageStarts.Length; i++)
        {
            _pageStarts[i] = _pageStarts[i - 1] + rows.Pages[i - 1].RowCount;
        }
    }
}
