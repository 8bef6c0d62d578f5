using Gateway.Core.Columns;
using Gateway.Execution.Buffering;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Joins;

/// <summary>The right side of a nested-loop join, and which of its rows were matched. A small one is held as columns; a large one stays in the buffer's pages, which can be evicted.</summary>
internal sealed unsafe class NestedLoopRight(BufferSink buffer, QueryContext query)
{
    private readonly Lock _lock = new();
    private Column[]? _columns;
    private byte* _matched;
    private bool _ready;

    public long RowCount => buffer.RowCount;

    public BufferSink Buffer => buffer;

    /// <summary>Gets a byte a row: 1 when it was matched.</summary>
    public byte* Matched
    {
        get
        {
            Prepare();
            return _matched;
        }
    }

    /// <summary>Gets all rows as columns, or null when they stay in pages. The buffer is complete.</summary>
    public Column[]? Columns
    {
        get
        {
            Prepare();
            return _columns;
        }
    }

    private void Prepare()
    {
        lock (_lock)
        {
            if (_ready)
            {
                return;
            }
            int count = checked((int)buffer.RowCount);
            var worker = query.CreateWorker();
            _matched = worker.Memory.AllocateZeroed((nuint)count + 64);
            if (buffer.Segments.Sum(static segment => segment.Rows.ByteCount) <= query.Pages.ResidentBudget)
            {
                _columns = Load(worker, count);
            }
            _ready = true;
        }
    }

    private Column[] Load(WorkerContext worker, int count)
    {
        Column[] columns = [.. buffer.Schema.Fields.Select(field => Column.Create(field.Type, Math.Max(1, count), worker.Memory))];
        var reader = new CollectionReader(buffer.Layout, worker);
        reader.Open([.. buffer.Segments.Select(static segment => segment.Rows)]);
        int at = 0;
        while (reader.Next() is { } batch)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                ColumnCopy.Append(batch.Columns[i], batch.Selection, columns[i], at);
            }
            at += batch.ActiveCount;
            query.Cancellation.ThrowIfCancellationRequested();
        }
        return columns;
    }
}

/// <summary>Walks the right side of a nested-loop join in blocks: one of all rows where they are held as columns, else a batch at a time. Belongs to one worker.</summary>
internal sealed class NestedLoopBlocks
{
    private readonly NestedLoopRight _right;
    private readonly CollectionReader? _reader;
    private readonly RowCollection[] _collections = [];
    private bool _started;

    public NestedLoopBlocks(NestedLoopRight right, WorkerContext worker)
    {
        _right = right;
        if (right.Columns is { } columns)
        {
            Columns = columns;
            return;
        }
        _reader = new CollectionReader(right.Buffer.Layout, worker);
        _collections = [.. right.Buffer.Segments.Select(static segment => segment.Rows)];
        Columns = _reader.Columns;
    }

    /// <summary>Gets the block's rows; they are valid until the next call of <see cref="Next"/>.</summary>
    public Column[] Columns { get; }

    /// <summary>Gets the number of the block's first row.</summary>
    public int First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Goes back before the first block.</summary>
    public void Restart()
    {
        _started = false;
        First = 0;
        Count = 0;
        _reader?.Open(_collections);
    }

    /// <summary>Goes to the next block; false at the end.</summary>
    public bool Next()
    {
        First += Count;
        Count = _reader is not null ? _reader.Next()?.ActiveCount ?? 0
            : _started ? 0
            : (int)_right.RowCount;
        _started = true;
        return Count > 0;
    }
}
