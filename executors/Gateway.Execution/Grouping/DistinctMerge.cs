using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Removes the duplicates that several workers collected of a distinct set, and feeds each value once to its group.</summary>
internal sealed unsafe class DistinctMerge
{
    private const int ChunkRows = 1024;
    private readonly AggregateShape _shape;
    private readonly DistinctSet _set;
    private readonly AggregateSet _aggregates;
    private readonly WorkerContext _worker;
    private readonly RowBuffers _buffers;
    private readonly RowLayout _keyLayout;
    private readonly Column[] _keys;
    private readonly Column[] _arguments;

    public DistinctMerge(AggregateShape shape, DistinctSet set, AggregateSet aggregates, WorkerContext worker)
    {
        _shape = shape;
        _set = set;
        _aggregates = aggregates;
        _worker = worker;
        _buffers = new RowBuffers(worker.Memory);
        // Encoded keys are looked up as they are kept: their bytes, not their values.
        DataType[] types = Array.ConvertAll(set.Types, static type => RowLayout.KindOf(type) == RowValueKind.Encoded ? BinaryType.Instance : type);
        _keyLayout = new RowLayout(types, hasHash: true);
        _keys = [.. types.Take(shape.KeyTypes.Length).Select(type => Column.Create(type, ChunkRows, worker.Memory))];
        _arguments = [.. set.Types.Skip(shape.KeyTypes.Length).Select(type => Column.Create(type, ChunkRows, worker.Memory))];
    }

    /// <param name="groups">All groups of the partition; null when there are no keys.</param>
    /// <param name="states">Without keys: the states to feed.</param>
    public void Run(GroupTable? groups, RowCollection[] workers, byte* states = null)
    {
        foreach (var rows in workers)
        {
            rows.PinAll();
        }
        using var table = new GroupTable(_set.Layout, _set.Types.Length, _worker.Query.Pages, 1);
        table.Reserve(workers.Length == 0 ? 0 : workers.Max(static rows => rows.RowCount));
        byte** chunk = stackalloc byte*[ChunkRows];
        int count = 0;
        foreach (var rows in workers)
        {
            foreach (var page in rows.Pages)
            {
                byte* row = page.Page.Address;
                for (int i = 0; i < page.RowCount; i++, row += _set.Layout.RowBytes)
                {
                    if (table.FindOrAdopt(row) != row)
                    {
                        continue;
                    }
                    chunk[count++] = row;
                    if (count == ChunkRows)
                    {
                        Feed(groups, chunk, count, states);
                        count = 0;
                    }
                }
                _worker.Query.Cancellation.ThrowIfCancellationRequested();
            }
        }
        if (count > 0)
        {
            Feed(groups, chunk, count, states);
        }
        foreach (var rows in workers)
        {
            rows.Dispose();
        }
    }

    private void Feed(GroupTable? groups, byte** rows, int count, byte* states)
    {
        int keyCount = _keys.Length;
        for (int i = 0; i < _arguments.Length; i++)
        {
            _arguments[i].Reset();
            RowReader.Read(_set.Layout, keyCount + i, rows, count, _arguments[i], 0);
        }
        var all = Selection.All(count);
        if (groups is null)
        {
            foreach (int aggregate in _set.Aggregates)
            {
                _aggregates.Function(aggregate).UpdateSingle(_arguments, all, states + _shape.StateOffsets[aggregate]);
            }
            return;
        }
        for (int i = 0; i < keyCount; i++)
        {
            _keys[i].Reset();
            RowReader.Read(_keyLayout, i, rows, count, _keys[i], 0);
        }
        _buffers.Ensure(count);
        ColumnHash.Compute(_keys, all, _buffers.Hashes);
        int added = groups.FindOrAdd(_keys, all, _buffers);
        System.Diagnostics.Debug.Assert(added == 0, "every value belongs to a group");
        foreach (int aggregate in _set.Aggregates)
        {
            long offset = _shape.Layout.StateOffset + _shape.StateOffsets[aggregate];
            for (int i = 0; i < count; i++)
            {
                _buffers.States[i] = _buffers.Rows[i] + offset;
            }
            _aggregates.Function(aggregate).Update(_arguments, all, _buffers.States);
        }
    }
}
