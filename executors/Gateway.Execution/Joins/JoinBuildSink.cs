using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;
using Gateway.Execution.Running;

namespace Gateway.Execution.Joins;

/// <summary>Collects a join's build rows in radix partitions and builds the tables of those that stay in memory.</summary>
internal sealed class JoinBuildSink : Sink
{
    private readonly JoinShape _shape;
    private readonly QueryContext _query;
    private readonly List<RowCollection> _unmatchable = [];

    public JoinBuildSink(JoinShape shape, QueryContext query, int partitionCount)
    {
        _shape = shape;
        _query = query;
        Table = query.Own(new JoinTable(shape, query, partitionCount));
    }

    public JoinTable Table { get; }

    /// <summary>Gets the keys whose bounds are gathered for scans.</summary>
    public List<KeyBounds> Bounds { get; } = [];

    /// <summary>Gets build rows that can match nothing, kept only where unmatched build rows come out.</summary>
    public IReadOnlyList<RowCollection> Unmatchable => _unmatchable;

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker);

    public override void Combine(SinkState state)
    {
        var worker = (State)state;
        foreach (var range in worker.Ranges)
        {
            range.Merge();
        }
        for (int i = 0; i < Table.PartitionCount; i++)
        {
            if (worker.Partitions[i].RowCount > 0)
            {
                Table.Rows(i).Add(worker.Partitions[i]);
            }
        }
        if (worker.Unmatchable is { RowCount: > 0 } rows)
        {
            rows.Unpin();
            if (_shape.IsNullAware)
            {
                _unknown.Add(rows);
            }
            else
            {
                _unmatchable.Add(rows);
            }
        }
    }

    /// <summary>Gets the build rows with a NULL in a null-aware key.</summary>
    public IReadOnlyList<RowCollection> Unknown => _unknown;

    private readonly List<RowCollection> _unknown = [];

    public override IReadOnlyList<Action<WorkerContext>> PlanFinish()
    {
        List<Action<WorkerContext>> tasks = [];
        long budget = _query.Pages.UnderPressure ? _query.Pages.ResidentBudget : long.MaxValue;
        for (int i = 0; i < Table.PartitionCount; i++)
        {
            int partition = i;
            budget -= Table.ByteCount(i);
            if (budget >= 0 && _query.Options.Spill != SpillMode.Always)
            {
                tasks.Add(_ => Table.BuildPartition(partition));
            }
            else
            {
                Table.AllResident = false;
            }
        }
        return tasks;
    }

    private sealed unsafe class State : SinkState
    {
        private readonly JoinShape _shape;
        private readonly QueryContext _query;
        private readonly Evaluator[] _keys;
        private readonly KeyColumns _keyColumns;
        private readonly RowBuffers _buffers;
        private readonly RadixPartitioner _partitioner;
        private readonly Column[] _columns;
        private readonly (int Ordinal, int Layout)[] _payload;
        private readonly NullRows _nulls;
        private readonly int[] _trackedKeys;

        public State(JoinBuildSink sink, WorkerContext worker)
        {
            _shape = sink._shape;
            _query = worker.Query;
            _keys = [.. _shape.BuildKeys.Select(key => EvaluatorCompiler.Compile(key, worker.Evaluation))];
            _keyColumns = new KeyColumns([.. _shape.BuildKeys.Select(static key => key.Type)], worker.BatchSize, worker.Memory);
            _buffers = new RowBuffers(worker.Memory);
            _partitioner = new RadixPartitioner(sink.Table.PartitionCount, worker.Memory);
            _columns = new Column[_shape.Layout.Types.Length];
            _payload = [.. _shape.BuildColumns.Select((ordinal, i) => (ordinal, _shape.BuildColumnLayout[i])).Where(pair => pair.Item2 >= _shape.KeyCount)];
            _nulls = new NullRows(worker.Memory);
            _trackedKeys = [.. sink.Bounds.Select(static bounds => bounds.Key)];
            Ranges = [.. sink.Bounds.Select(static bounds => bounds.CreateRange())];
            Partitions = [.. Enumerable.Range(0, sink.Table.PartitionCount).Select(_ => worker.Query.Own(new RowCollection(_shape.Layout, worker.Query.Pages)))];
            Unmatchable = _shape.GivesBuildRows || _shape.IsNullAware ? worker.Query.Own(new RowCollection(_shape.Layout, worker.Query.Pages)) : null;
        }

        public KeyBounds.Range[] Ranges { get; }
        public RowCollection[] Partitions { get; }
        public RowCollection? Unmatchable { get; }

        public override void Consume(Batch batch)
        {
            var selection = batch.Selection;
            for (int i = 0; i < _keys.Length; i++)
            {
                var column = _keys[i].Evaluate(batch, batch.Selection);
                _keyColumns.Prepare(i, column, batch.Selection);
            }
            for (int i = 0; i < _keys.Length; i++)
            {
                _columns[i] = _keyColumns.Prepared[i];
            }
            foreach (var (ordinal, layout) in _payload)
            {
                _columns[layout] = batch.Columns[ordinal];
            }
            _buffers.Ensure(selection.Count);
            _nulls.Split(_keyColumns.Prepared, selection, _shape.NullNeverMatches);
            if (_nulls.WithNull.Count > 0)
            {
                if (Unmatchable is not null)
                {
                    Append(Unmatchable, _nulls.WithNull, 0);
                }
                selection = _nulls.WithoutNull;
            }
            if (selection.Count == 0)
            {
                return;
            }
            for (int i = 0; i < Ranges.Length; i++)
            {
                Ranges[i].Add(_keyColumns.Prepared[_trackedKeys[i]], selection);
            }
            ColumnHash.Compute(_keyColumns.Prepared, selection, _buffers.Hashes);
            if (Partitions.Length == 1)
            {
                Append(Partitions[0], selection, 0);
                for (int i = 0; i < selection.Count; i++)
                {
                    *(ulong*)_buffers.Rows[i] = _buffers.Hashes[i];
                }
            }
            else
            {
                _partitioner.Split(selection, _buffers.Hashes);
                for (int partition = 0; partition < Partitions.Length; partition++)
                {
                    var rows = _partitioner.Rows(partition);
                    if (rows.Count == 0)
                    {
                        continue;
                    }
                    Append(Partitions[partition], rows, 0);
                    int* positions = _partitioner.Positions(partition);
                    for (int i = 0; i < rows.Count; i++)
                    {
                        *(ulong*)_buffers.Rows[i] = _buffers.Hashes[positions[i]];
                    }
                }
            }
            if (_query.Pages.UnderPressure && _query.Pages.ShouldUnpin(Partitions.Sum(static partition => partition.PinnedBytes) + (Unmatchable?.PinnedBytes ?? 0)))
            {
                Unmatchable?.Unpin();
                foreach (var partition in Partitions)
                {
                    partition.Unpin();
                }
            }
        }

        private void Append(RowCollection target, Selection rows, byte flags)
        {
            target.Append(_columns, rows, _buffers.Rows);
            int flagOffset = _shape.Layout.FlagOffset;
            int nextOffset = _shape.Layout.NextOffset;
            for (int i = 0; i < rows.Count; i++)
            {
                _buffers.Rows[i][flagOffset] = flags;
                *(byte**)(_buffers.Rows[i] + nextOffset) = null;
            }
        }
    }
}

/// <summary>Separates rows with a NULL in a key that never matches NULL. Belongs to one worker.</summary>
internal sealed unsafe class NullRows(MemoryScope memory)
{
    private int _capacity;
    private int* _with;
    private int* _without;

    public Selection WithNull { get; private set; }

    /// <summary>Gets the other rows; the whole selection when no row has a NULL.</summary>
    public Selection WithoutNull { get; private set; }

    public void Split(ReadOnlySpan<Column> keys, Selection rows, Func<int, bool> nullNeverMatches)
    {
        WithNull = Selection.All(0);
        WithoutNull = rows;
        bool any = false;
        for (int key = 0; key < keys.Length; key++)
        {
            any |= (keys[key].HasNulls || keys[key].Physical == PhysicalType.Null) && nullNeverMatches(key);
        }
        if (!any)
        {
            return;
        }
        if (rows.Count > _capacity)
        {
            memory.Free((byte*)_with);
            memory.Free((byte*)_without);
            _capacity = rows.Count;
            _with = (int*)memory.Allocate((nuint)_capacity * 4 + 64);
            _without = (int*)memory.Allocate((nuint)_capacity * 4 + 64);
        }
        int with = 0;
        int without = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            bool isNull = false;
            for (int key = 0; key < keys.Length && !isNull; key++)
            {
                isNull = keys[key].IsNull(row) && nullNeverMatches(key);
            }
            if (isNull)
            {
                _with[with++] = row;
            }
            else
            {
                _without[without++] = row;
            }
        }
        WithNull = new Selection(_with, with);
        WithoutNull = new Selection(_without, without);
    }
}
