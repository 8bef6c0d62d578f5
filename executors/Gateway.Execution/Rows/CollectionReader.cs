using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Rows;

/// <summary>Reads the rows of collections into batches, page by page. Belongs to one worker.</summary>
internal sealed unsafe class CollectionReader(RowLayout layout, WorkerContext worker, int columnCount = -1)
{
    private readonly Batch _batch = new([.. layout.Types.Take(columnCount < 0 ? layout.Types.Length : columnCount).Select(type => Column.Create(type, worker.BatchSize, worker.Memory))]);
    private readonly RowBuffers _buffers = new(worker.Memory);
    private IReadOnlyList<RowCollection> _collections = [];
    private int _collection;
    private int _page;
    private int _row;
    private RowPage? _pinned;

    /// <summary>Gets the columns that every batch is read into.</summary>
    public Column[] Columns => _batch.Columns;

    public void Open(IReadOnlyList<RowCollection> collections)
    {
        Close();
        _collections = collections;
        _collection = 0;
        _page = 0;
        _row = 0;
    }

    /// <summary>Gives the next batch, valid until the next call, or null at the end.</summary>
    public Batch? Next()
    {
        while (_collection < _collections.Count)
        {
            var rows = _collections[_collection];
            if (_page == rows.Pages.Count)
            {
                Close();
                _collection++;
                _page = 0;
                continue;
            }
            var page = rows.Pages[_page];
            if (_row == page.RowCount)
            {
                Close();
                _page++;
                _row = 0;
                continue;
            }
            if (_pinned is null)
            {
                rows.Pin(page);
                _pinned = page;
            }
            int count = Math.Min(worker.BatchSize, page.RowCount - _row);
            _buffers.Ensure(count);
            byte* row = page.Page.Address + (long)_row * layout.RowBytes;
            for (int i = 0; i < count; i++)
            {
                _buffers.Rows[i] = row;
                row += layout.RowBytes;
            }
            for (int i = 0; i < _batch.Columns.Length; i++)
            {
                _batch.Columns[i].Reset();
                RowReader.Read(layout, i, _buffers.Rows, count, _batch.Columns[i], 0);
            }
            _row += count;
            _batch.SetAll(count);
            return _batch;
        }
        return null;
    }

    private void Close()
    {
        if (_pinned is not null)
        {
            _collections[_collection].Unpin(_pinned, changed: false);
            _pinned = null;
        }
    }
}
