using Gateway.Execution.Rows;

namespace Gateway.Execution.Sorting;

/// <summary>Walks a sorted run, bringing its pages into memory one by one.</summary>
internal sealed unsafe class RunCursor
{
    private readonly SortedRun _run;
    private readonly long _end;
    private long _next;
    private int _page = -1;
    private int _rowOfPage;

    /// <summary>Walks entries from <paramref name="first"/> to <paramref name="end"/>; runs on pages are walked whole.</summary>
    public RunCursor(SortedRun run, long first, long end)
    {
        _run = run;
        _next = first;
        _end = end;
    }

    /// <summary>Gets the current entry after a successful <see cref="MoveNext"/>.</summary>
    public SortEntry Current;

    /// <summary>Gets the pages that were left since the last <see cref="ReleasePassed"/>: rows given out may still be shown.</summary>
    private readonly List<RowPage> _passed = [];

    public bool MoveNext()
    {
        if (_run.Entries is { } entries)
        {
            if (_next >= _end)
            {
                return false;
            }
            Current = entries.Items[_next++];
            return true;
        }
        var pages = _run.Rows.Pages;
        while (_page < pages.Count && (_page < 0 || _rowOfPage == pages[_page].RowCount))
        {
            if (_page >= 0)
            {
                _passed.Add(pages[_page]);
            }
            _page++;
            _rowOfPage = 0;
            if (_page < pages.Count)
            {
                _run.Rows.Pin(pages[_page]);
            }
        }
        if (_page == pages.Count)
        {
            return false;
        }
        byte* row = pages[_page].Page.Address + (long)_rowOfPage++ * _run.Rows.Layout.RowBytes;
        Current = new SortEntry { Prefix = *(ulong*)row, Row = row };
        return true;
    }

    /// <summary>Lets pages go whose rows are no longer shown by anyone.</summary>
    public void ReleasePassed()
    {
        foreach (var page in _passed)
        {
            _run.Rows.Unpin(page, changed: false);
        }
        _passed.Clear();
    }
}
