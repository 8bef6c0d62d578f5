using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Groups rows: each worker keeps a table of its own; <see cref="GroupedSource"/> merges them partition by partition.</summary>
/// <param name="keepsPartitions">Aggregates each Spark partition by itself before they are merged, as Spark does: sums of doubles then round alike.</param>
internal sealed class HashAggregateSink(AggregateShape shape, QueryContext query, int partitionCount, bool keepsPartitions) : Sink
{
    /// <summary>A worker's table that grew past this many groups without reducing its input much starts anew.</summary>
    private const long CrowdedGroups = 1 << 17;

    private readonly List<State> _workers = [];

    public override bool Sequential => shape.IsOrderSensitive;

    public int PartitionCount => partitionCount;

    public AggregateShape Shape => shape;

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker);

    public override void Combine(SinkState state)
    {
        var worker = (State)state;
        _workers.Add(worker);
    }

    /// <summary>Tells that no key has rows in two places, so that nothing is left to merge.</summary>
    public bool IsMerged => _workers.Count <= 1 && _workers.TrueForAll(static worker => worker.Table.Forgotten == 0 && worker.CoarserTable is null or { Forgotten: 0 });

    /// <summary>Gets the rows that workers collected for a partition.</summary>
    public IEnumerable<RowCollection> Rows(int partition) => _workers.SelectMany(worker => worker.Tables.Select(table => table.Partitions[partition]));

    /// <summary>Gets the distinct argument values that workers collected for a partition.</summary>
    public IEnumerable<RowCollection> DistinctRows(int set, int partition) => _workers.Select(worker => worker.DistinctTables[set].Partitions[partition]);

    private sealed unsafe class State : SinkState
    {
        private readonly HashAggregateSink _sink;
        private readonly AggregateSet _aggregates;
        private readonly Evaluator[] _keys;
        private readonly KeyColumns _keyColumns;
        private readonly RowBuffers _buffers;
        private readonly DistinctCollector[] _distinct;
        private readonly StateSpilling _spilling;
        private readonly WorkerContext _worker;
        private int _partition = -1;
        private long _rowsSeen;

        public State(HashAggregateSink sink, WorkerContext worker)
        {
            _sink = sink;
            _worker = worker;
            var shape = sink.Shape;
            _aggregates = new AggregateSet(shape, worker.Evaluation);
            _spilling = new StateSpilling(shape, _aggregates);
            _keys = [.. shape.Groupings.Select(grouping => EvaluatorCompiler.Compile(grouping, worker.Evaluation))];
            _keyColumns = new KeyColumns(shape.KeyTypes, worker.BatchSize, worker.Memory);
            _buffers = new RowBuffers(worker.Memory);
            Table = worker.Query.Own(new GroupTable(shape.Layout, _keys.Length, worker.Query.Pages, sink.PartitionCount));
            CoarserTable = shape.CoarserSets.IsEmpty ? null : worker.Query.Own(new GroupTable(shape.Layout, _keys.Length, worker.Query.Pages, sink.PartitionCount));
            DistinctTables = Array.ConvertAll(shape.DistinctSets, set => worker.Query.Own(new GroupTable(set.Layout, set.Types.Length, worker.Query.Pages, sink.PartitionCount)));
            _distinct = [.. shape.DistinctSets.Select((set, i) => new DistinctCollector(set, _keys.Length, DistinctTables[i], worker))];
        }

        public GroupTable Table { get; }

        /// <summary>Gets the groups of the sets beside the finest, null when there are none.</summary>
        public GroupTable? CoarserTable { get; }
        public IEnumerable<GroupTable> Tables => CoarserTable is null ? [Table] : [Table, CoarserTable];
        public GroupTable[] DistinctTables { get; }

        public override void OpenUnit(ResultPosition position)
        {
            if (_sink.KeepsPartitions && _worker.Evaluation.Partition != _partition)
            {
                _partition = _worker.Evaluation.Partition;
                Table.Forget();
            }
        }

        public override void Consume(Batch batch)
        {
            int count = batch.ActiveCount;
            _buffers.Ensure(count);
            for (int i = 0; i < _keys.Length; i++)
            {
                _keyColumns.Prepare(i, _keys[i].Evaluate(batch, batch.Selection), batch.Selection);
            }
            ColumnHash.Compute(_keyColumns.Prepared, batch.Selection, _buffers.Hashes);
            int added = Table.FindOrAdd(_keyColumns.Prepared, batch.Selection, _buffers);
            long stateOffset = _sink.Shape.Layout.StateOffset;
            for (int i = 0; i < added; i++)
            {
                _aggregates.Initialize(_buffers.Rows[_buffers.NewPositions[i]] + stateOffset);
            }
            _aggregates.Update(batch, _buffers.Rows, _buffers);
            foreach (var distinct in _distinct)
            {
                distinct.Add(_aggregates, batch, _keyColumns.Prepared, _buffers.Hashes);
            }
            _rowsSeen += count;
            if (Table.Count > CrowdedGroups && Table.Count > _rowsSeen / 4 && _sink.PartitionCount > 1)
            {
                Table.Forget();
                _rowsSeen = 0;
            }
            if (_sink.Query.Pages.UnderPressure && _sink.Query.Pages.ShouldUnpin(PinnedBytes()))
            {
                MakeEvictable();
            }
        }

        public override void Close()
        {
            Table.ReleaseEntries();
            if (CoarserTable is not null)
            {
                var coarser = new CoarserGroups(_sink.Shape, _aggregates, CoarserTable, _worker);
                foreach (var partition in Table.Partitions)
                {
                    coarser.Add(partition);
                }
                CoarserTable.ReleaseEntries();
            }
            foreach (var table in DistinctTables)
            {
                table.ReleaseEntries();
            }
            // States that lie in their rows cost nothing to let go.
            if (_sink.Shape.WithHeap.Length == 0 || _sink.Query.Pages.ShouldUnpinComplete(PinnedBytes()))
            {
                Unpin();
            }
        }

        private long PinnedBytes() => Table.PinnedBytes + _aggregates.HeapBytes + DistinctTables.Sum(static table => table.PinnedBytes);

        private void MakeEvictable()
        {
            Table.Forget();
            foreach (var table in DistinctTables)
            {
                table.Forget();
            }
            _rowsSeen = 0;
            Unpin();
        }

        private void Unpin()
        {
            foreach (var partition in Tables.SelectMany(static table => table.Partitions))
            {
                _spilling.Unpin(partition);
            }
            _aggregates.ReleaseAll();
            foreach (var table in DistinctTables)
            {
                foreach (var partition in table.Partitions)
                {
                    partition.Unpin();
                }
            }
        }
    }

    private QueryContext Query => query;
    private bool KeepsPartitions => keepsPartitions;
}

/// <summary>Collects the distinct argument values of a group for one worker.</summary>
internal sealed unsafe class DistinctCollector(DistinctSet set, int keyCount, GroupTable table, WorkerContext worker)
{
    private readonly KeyColumns _columns = new(set.Types, worker.BatchSize, worker.Memory);
    private readonly RowBuffers _buffers = new(worker.Memory);
    private ulong* _partitionHashes;
    private int _capacity;

    /// <summary>Adds the rows of a batch that pass the set's filter.</summary>
    /// <param name="keys">Prepared grouping keys.</param>
    /// <param name="keyHashes">Their hashes by position in the batch's selection; null without keys.</param>
    public void Add(AggregateSet aggregates, Batch batch, ReadOnlySpan<Column> keys, ulong* keyHashes)
    {
        var selection = aggregates.Filter(set, batch);
        if (selection.Count == 0)
        {
            return;
        }
        var arguments = aggregates.Arguments(set, batch, selection);
        for (int i = 0; i < keyCount; i++)
        {
            _columns.Prepared[i] = keys[i];
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            _columns.Prepare(keyCount + i, arguments[i], selection);
        }
        _buffers.Ensure(selection.Count);
        ColumnHash.Compute(_columns.Prepared, selection, _buffers.Hashes);
        table.FindOrAdd(_columns.Prepared, selection, _buffers, PartitionHashes(batch.Selection, selection, keyHashes));
    }

    /// <summary>Values of a group go to the partition of the group.</summary>
    private ulong* PartitionHashes(Selection all, Selection selected, ulong* keyHashes)
    {
        if (keyHashes is null || all.Count == selected.Count)
        {
            return keyHashes;
        }
        if (_capacity < selected.Count)
        {
            _capacity = all.Count;
            _partitionHashes = (ulong*)worker.Memory.Allocate((nuint)_capacity * 8);
        }
        int from = 0;
        for (int i = 0; i < selected.Count; i++)
        {
            while (all[from] != selected[i])
            {
                from++;
            }
            _partitionHashes[i] = keyHashes[from];
        }
        return _partitionHashes;
    }
}
