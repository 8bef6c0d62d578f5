using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Sorting;

/// <summary>Says how rows to be sorted are kept: the key's prefix in place of a hash, the columns, and the whole key where the prefix is not all of it.</summary>
internal sealed class SortShape
{
    public SortShape(StructType schema, ImmutableArray<SortOrder> order, WorkerContext worker)
    {
        Schema = schema;
        Order = order;
        ColumnCount = schema.Fields.Length;
        KeyIsPrefix = new SortKeyEncoder(order, worker.Evaluation).FitsPrefix;
        DataType[] types = [.. schema.Fields.Select(static f => f.Type)];
        Layout = new RowLayout(KeyIsPrefix ? types : [.. types, BinaryType.Instance], hasHash: true);
        Rest = KeyIsPrefix ? null : new KeyComparer(Layout.Offsets[ColumnCount]);
    }

    public StructType Schema { get; }
    public ImmutableArray<SortOrder> Order { get; }
    public int ColumnCount { get; }
    public bool KeyIsPrefix { get; }
    public RowLayout Layout { get; }
    public KeyComparer? Rest { get; }
}

/// <summary>A sorted sequence of rows: addresses in memory, or pages in order that may be on disk.</summary>
internal sealed record SortedRun(RowCollection Rows, SortEntries? Entries) : IDisposable
{
    public void Dispose()
    {
        Rows.Dispose();
        Entries?.Dispose();
    }
}

/// <summary>Collects rows and sorts them into runs. Belongs to one worker.</summary>
internal sealed unsafe class SortedRows : IDisposable
{
    private const int ChunkRows = 1024;
    private readonly SortShape _shape;
    private readonly WorkerContext _worker;
    private readonly SortKeyEncoder _encoder;
    private readonly RowBuffers _buffers;
    private readonly Column[] _columns;
    private readonly Column? _key;
    private RowCollection _rows;
    private SortEntries _entries;

    public SortedRows(SortShape shape, WorkerContext worker)
    {
        _shape = shape;
        _worker = worker;
        _encoder = new SortKeyEncoder(shape.Order, worker.Evaluation);
        _buffers = new RowBuffers(worker.Memory);
        _columns = new Column[shape.Layout.Types.Length];
        _key = shape.KeyIsPrefix ? null : Column.Create(BinaryType.Instance, worker.BatchSize, worker.Memory);
        _rows = new RowCollection(shape.Layout, worker.Query.Pages);
        _entries = new SortEntries(worker.Query.Pool);
    }

    /// <summary>Gets the finished runs; all rows are in them after <see cref="Close"/>.</summary>
    public List<SortedRun> Runs { get; } = [];

    /// <summary>Gets the rows that are not in a run yet.</summary>
    public long PendingCount => _entries.Count;

    /// <summary>Gets the bytes of pending rows, which cannot be evicted.</summary>
    public long PinnedBytes => _rows.PinnedBytes + (_entries.Count * sizeof(SortEntry));

    public void Add(Batch batch) => Add(batch, batch.Selection, null);

    /// <summary>Adds the selected rows, leaving out those that cannot come before the bound.</summary>
    public void Add(Batch batch, Selection selection, SortBound? bound)
    {
        if (selection.Count == 0)
        {
            return;
        }
        _encoder.Encode(batch, selection);
        int count = selection.Count;
        _buffers.Ensure(count);
        if (bound is not null)
        {
            int kept = 0;
            int* rows = _buffers.Positions;
            for (int i = 0; i < count; i++)
            {
                if (bound.Admits(_encoder.Prefixes[i], new ReadOnlySpan<byte>(_encoder.Starts[i], _encoder.Lengths[i])))
                {
                    _encoder.Prefixes[kept] = _encoder.Prefixes[i];
                    _encoder.Starts[kept] = _encoder.Starts[i];
                    _encoder.Lengths[kept] = _encoder.Lengths[i];
                    rows[kept++] = selection[i];
                }
            }
            if (kept == 0)
            {
                return;
            }
            if (kept < count)
            {
                selection = new Selection(rows, kept);
                count = kept;
            }
        }
        for (int i = 0; i < _shape.ColumnCount; i++)
        {
            _columns[i] = batch.Columns[i];
        }
        if (_key is not null)
        {
            _key.Reset();
            _key.EnsureCapacity(selection.Extent, 0);
            var views = _key.Data<StringView>();
            for (int i = 0; i < count; i++)
            {
                int length = _encoder.Lengths[i];
                views[selection[i]] = length <= StringView.InlineBytes
                    ? StringView.Inline(new ReadOnlySpan<byte>(_encoder.Starts[i], length))
                    : StringView.FromPointer(_encoder.Starts[i], length);
            }
            _columns[^1] = _key;
        }
        _rows.Append(_columns, selection, _buffers.Rows);
        for (int i = 0; i < count; i++)
        {
            *(ulong*)_buffers.Rows[i] = _encoder.Prefixes[i];
            _entries.Add(_encoder.Prefixes[i], _buffers.Rows[i]);
        }
    }

    /// <summary>Sorts what is pending into a run that stays in memory.</summary>
    public void Close()
    {
        if (_entries.Count == 0)
        {
            return;
        }
        _entries.Sort(_shape.Rest);
        Runs.Add(new SortedRun(_rows, _entries));
        Restart();
    }

    /// <summary>Sorts what is pending into a run whose pages lie in order and can be evicted.</summary>
    public void Spill()
    {
        if (_entries.Count == 0)
        {
            return;
        }
        _entries.Sort(_shape.Rest);
        var ordered = CopyInOrder(_entries.Count, null);
        ordered.Unpin();
        Runs.Add(new SortedRun(ordered, null));
        _rows.Dispose();
        _entries.Dispose();
        Restart();
    }

    /// <summary>Drops all pending rows but the first of the order, and gives the last one kept as a bound.</summary>
    public SortBound? KeepFirst(long count)
    {
        if (_entries.Count < count || count == 0)
        {
            return null;
        }
        _entries.Sort(_shape.Rest);
        var entries = new SortEntries(_worker.Query.Pool);
        var kept = CopyInOrder(count, entries);
        _rows.Dispose();
        _entries.Dispose();
        _rows = kept;
        _entries = entries;
        var last = entries.Items[entries.Count - 1];
        return new SortBound(last.Prefix, _shape.Rest is { } rest ? rest.Key(last.Row).ToArray() : null);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _entries.Dispose();
        foreach (var run in Runs)
        {
            run.Dispose();
        }
    }

    private void Restart()
    {
        _rows = new RowCollection(_shape.Layout, _worker.Query.Pages);
        _entries = new SortEntries(_worker.Query.Pool);
    }

    /// <summary>Copies the first pending rows, which are sorted, into a collection of their own.</summary>
    /// <param name="entries">Receives the copies' entries, whose rows stay pinned; null lets the copies be evicted while more are made.</param>
    private RowCollection CopyInOrder(long count, SortEntries? entries)
    {
        var target = new RowCollection(_shape.Layout, _worker.Query.Pages);
        var columns = Array.ConvertAll(_shape.Layout.Types, type => Column.Create(type, ChunkRows, _worker.Memory));
        byte** from = stackalloc byte*[ChunkRows];
        byte** to = stackalloc byte*[ChunkRows];
        for (long done = 0; done < count; done += ChunkRows)
        {
            int take = (int)Math.Min(ChunkRows, count - done);
            for (int i = 0; i < take; i++)
            {
                from[i] = _entries.Items[done + i].Row;
            }
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i].Reset();
                RowReader.Read(_shape.Layout, i, from, take, columns[i], 0);
            }
            target.Append(columns, Selection.All(take), to);
            for (int i = 0; i < take; i++)
            {
                *(ulong*)to[i] = *(ulong*)from[i];
                entries?.Add(*(ulong*)to[i], to[i]);
            }
            if (entries is null && _worker.Query.Pages.ShouldUnpin(target.PinnedBytes))
            {
                target.Unpin();
            }
        }
        foreach (var column in columns)
        {
            column.Release();
        }
        return target;
    }
}

/// <summary>The key of the last row that is still wanted.</summary>
internal sealed class SortBound(ulong prefix, byte[]? key)
{
    /// <summary>Tells whether a row comes before the bound; rows that tie come later, as they arrived later.</summary>
    public bool Admits(ulong rowPrefix, ReadOnlySpan<byte> rowKey) =>
        rowPrefix != prefix ? rowPrefix < prefix : key is not null && rowKey.SequenceCompareTo(key) < 0;
}
