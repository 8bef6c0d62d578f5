using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Windows;

/// <summary>A window partition too large to be held as columns: its rows lie in pages that can be evicted, and are read back in chunks once all are there. Belongs to one worker.</summary>
/// <remarks>Functions that need the whole partition see all chunks first. Those that look at rows nearby get a chunk of their own with those rows around it.</remarks>
internal sealed unsafe class StoredPartition : IDisposable
{
    /// <summary>The largest share of a chunk that rows around it may add.</summary>
    private const int MostAround = 8;

    private readonly WorkerContext _worker;
    private readonly MemoryScope _memory;
    private readonly WindowFunction[] _functions;
    private readonly PartitionNeeds _needs;
    private readonly PeerFinder _peers;
    private readonly RowCollection _rows;
    private readonly RowBuffers _buffers;
    private readonly RangeReader _reader;
    private readonly RangeReader _wideReader;
    private readonly Column[] _columns;
    private readonly Column[] _wideColumns;
    private readonly WindowChunk _chunk;
    private readonly WindowChunk _wide;
    private readonly int[] _wideFunctions;
    private readonly IndexedColumns _wideSlices;
    private readonly int _chunkRows;
    private long _next;

    public StoredPartition(WindowNode node, WindowFunction[] functions, PartitionNeeds needs, PeerFinder peers, int chunkRows, WorkerContext worker)
    {
        _memory = worker.Query.CreateScope();
        _worker = worker = new WorkerContext(worker.Query, _memory);
        _functions = functions;
        _needs = needs;
        _peers = peers;
        _chunkRows = chunkRows;
        DataType[] types = [.. node.Input.Output.Fields.Select(static field => field.Type)];
        _rows = worker.Query.Own(new RowCollection(new RowLayout([.. types], hasHash: false), worker.Query.Pages));
        _buffers = new RowBuffers(worker.Memory);
        _reader = new RangeReader(_rows, worker);
        _wideReader = new RangeReader(_rows, worker);
        _columns = Array.ConvertAll(types, type => Column.Create(type, worker.BatchSize, worker.Memory));
        _wideColumns = needs.LooksAround ? Array.ConvertAll(types, type => Column.Create(type, worker.BatchSize, worker.Memory)) : [];
        _chunk = new WindowChunk(worker);
        _wide = new WindowChunk(worker);
        _wideFunctions = [.. Enumerable.Range(0, functions.Length).Where(i => functions[i].Needs is { LooksAround: true })];
        _wideSlices = new IndexedColumns([.. _wideFunctions.Select(i => node.Output.Fields[types.Length + i].Type)], worker.Memory);
    }

    /// <summary>Gets whether all rows are there.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Gives what all functions together need of a stored partition; null when one of them needs all rows in one chunk.</summary>
    public static PartitionNeeds? NeedsOf(WindowFunction[] functions, int chunkRows)
    {
        var all = default(PartitionNeeds);
        foreach (var function in functions)
        {
            if (function.Needs is not { } needs || needs.Before > MostAround * (long)chunkRows || needs.After > MostAround * (long)chunkRows)
            {
                return null;
            }
            all = new PartitionNeeds
            {
                Observes = all.Observes || needs.Observes,
                WholePeers = all.WholePeers || needs.WholePeers,
                Before = Math.Max(all.Before, needs.Before),
                After = Math.Max(all.After, needs.After),
            };
        }
        return all;
    }

    public void Append(Column[] columns, Selection rows)
    {
        _buffers.Ensure(rows.Count);
        _rows.Append(columns, rows, _buffers.Rows);
        if (_worker.Query.Pages.ShouldUnpin(_rows.PinnedBytes))
        {
            _rows.Unpin();
        }
    }

    /// <summary>Ends the rows, and shows them to the functions that have to see them all.</summary>
    public void Complete()
    {
        _rows.Unpin();
        IsComplete = true;
        for (long first = 0; _needs.Observes && first < _rows.RowCount; first += _chunkRows)
        {
            _worker.Query.Cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(_chunkRows, _rows.RowCount - first);
            _reader.Read(first, count, _columns);
            Arrange(_chunk, _columns, first, count, []);
            foreach (var function in _functions)
            {
                if (function.Needs is { Observes: true })
                {
                    function.Observe(_chunk);
                }
            }
        }
    }

    /// <summary>Computes the next chunk, whose columns are valid until the next call.</summary>
    /// <returns>The input's columns and the functions', and how many rows they have; 0 at the end.</returns>
    public int Next(out Column[] columns)
    {
        _worker.Query.Cancellation.ThrowIfCancellationRequested();
        columns = [];
        int count = ReadChunk();
        if (count == 0)
        {
            return 0;
        }
        columns = [.. _columns, .. new Column[_functions.Length]];
        var results = columns.AsSpan(_columns.Length);
        for (int i = 0; i < _functions.Length; i++)
        {
            if (!_wideFunctions.Contains(i))
            {
                results[i] = _functions[i].Compute(_chunk);
            }
        }
        if (_wideFunctions.Length > 0)
        {
            ComputeWide(count, results);
        }
        _next += count;
        return count;
    }

    public void Dispose()
    {
        _reader.Release();
        _wideReader.Release();
        _rows.Dispose();
        _memory.Dispose();
    }

    /// <summary>Reads the rows that come next, where functions need it up to the last row that ends its peers.</summary>
    private int ReadChunk()
    {
        long left = _rows.RowCount - _next;
        for (int size = _chunkRows; left > 0; size = checked(size * 2))
        {
            int count = (int)Math.Min(size, left);
            _reader.Read(_next, count, _columns);
            var order = _peers.Evaluate(_columns, count);
            if (_needs.WholePeers && count < left)
            {
                count = _peers.LastStart(count);
            }
            if (count > 0)
            {
                Arrange(_chunk, _columns, _next, count, order);
                return count;
            }
        }
        return 0;
    }

    /// <summary>Computes the functions that look around over more rows, and shows the chunk's part of their results.</summary>
    private void ComputeWide(int count, Span<Column> results)
    {
        long first = Math.Max(0, _next - _needs.Before);
        int wideCount = checked((int)(Math.Min(_rows.RowCount, _next + count + _needs.After) - first));
        _wideReader.Read(first, wideCount, _wideColumns);
        Arrange(_wide, _wideColumns, first, wideCount, _peers.Evaluate(_wideColumns, wideCount));
        var slices = new Column[_wideFunctions.Length];
        _wideSlices.Show([.. _wideFunctions.Select(function => _functions[function].Compute(_wide))], _wide.Identity + (_next - first), count, slices);
        for (int i = 0; i < slices.Length; i++)
        {
            results[_wideFunctions[i]] = slices[i];
        }
    }

    private void Arrange(WindowChunk chunk, Column[] columns, long first, int count, ReadOnlySpan<Column> order)
    {
        var batch = new Batch(columns);
        batch.SetAll(count);
        chunk.Continues = first > 0;
        chunk.GoesOn = first + count < _rows.RowCount;
        chunk.StoredRows = _rows.RowCount;
        chunk.StoredBefore = first;
        chunk.Arrange(batch, count, [0], order);
    }
}
