using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Aggregates all rows into one. Distinct values are kept in radix partitions, which finish tasks merge side by side.</summary>
internal sealed unsafe class UngroupedAggregateSink : Sink
{
    private readonly QueryContext _query;
    private readonly int _partitionCount;
    private readonly AggregateSet _aggregates;
    private readonly List<GroupTable[]> _distinct = [];
    private readonly Lock _lock = new();
    private readonly bool _keepsPartitions;

    /// <param name="keepsPartitions">Aggregates each Spark partition by itself before they are merged, as Spark does: sums of doubles then round alike.</param>
    public UngroupedAggregateSink(AggregateShape shape, QueryContext query, int partitionCount, bool keepsPartitions)
    {
        _keepsPartitions = keepsPartitions;
        Shape = shape;
        _query = query;
        _partitionCount = partitionCount;
        var worker = query.CreateWorker();
        _aggregates = new AggregateSet(shape, worker.Evaluation);
        States = NewStates(worker.Memory, _aggregates);
    }

    public AggregateShape Shape { get; }

    /// <summary>Gets the merged states.</summary>
    public byte* States { get; }

    public override bool Sequential => Shape.IsOrderSensitive;

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker);

    public override void Combine(SinkState state)
    {
        var worker = (State)state;
        lock (_lock)
        {
            _aggregates.CombineSingle(worker.States, States);
        }
        _distinct.Add(worker.DistinctTables);
    }

    public override IReadOnlyList<Action<WorkerContext>> PlanFinish()
    {
        List<Action<WorkerContext>> tasks = [];
        for (int set = 0; set < Shape.DistinctSets.Length; set++)
        {
            for (int partition = 0; partition < _partitionCount; partition++)
            {
                int s = set;
                int p = partition;
                if (_distinct.Exists(tables => tables[s].Partitions[p].RowCount > 0))
                {
                    tasks.Add(worker => MergeDistinct(s, p, worker));
                }
            }
        }
        return tasks;
    }

    private void MergeDistinct(int set, int partition, WorkerContext worker)
    {
        var aggregates = new AggregateSet(Shape, worker.Evaluation);
        byte* states = NewStates(worker.Memory, aggregates);
        new DistinctMerge(Shape, Shape.DistinctSets[set], aggregates, worker).Run(null, [.. _distinct.Select(tables => tables[set].Partitions[partition])], states);
        lock (_lock)
        {
            _aggregates.CombineSingle(states, States);
        }
    }

    private byte* NewStates(MemoryScope memory, AggregateSet aggregates)
    {
        byte* states = memory.Allocate((nuint)Math.Max(8, Shape.StateBytes));
        aggregates.Initialize(states);
        return states;
    }

    /// <summary>Gives the one row.</summary>
    public Source CreateSource(StructType schema) => new ResultSource(this, schema);

    private sealed class State : SinkState
    {
        private readonly AggregateSet _aggregates;
        private readonly UngroupedAggregateSink _sink;
        private readonly DistinctCollector[] _distinct;
        private readonly WorkerContext _worker;
        private int _partition = -1;

        public State(UngroupedAggregateSink sink, WorkerContext worker)
        {
            _sink = sink;
            _worker = worker;
            _aggregates = new AggregateSet(sink.Shape, worker.Evaluation);
            States = sink.NewStates(worker.Memory, _aggregates);
            DistinctTables = Array.ConvertAll(sink.Shape.DistinctSets, set => worker.Query.Own(new GroupTable(set.Layout, set.Types.Length, worker.Query.Pages, sink._partitionCount)));
            _distinct = [.. sink.Shape.DistinctSets.Select((set, i) => new DistinctCollector(set, 0, DistinctTables[i], worker))];
        }

        public byte* States { get; }
        public GroupTable[] DistinctTables { get; }

        public override void OpenUnit(ResultPosition position)
        {
            if (!_sink._keepsPartitions || _worker.Evaluation.Partition == _partition)
            {
                return;
            }
            if (_partition >= 0)
            {
                lock (_sink._lock)
                {
                    _sink._aggregates.CombineSingle(States, _sink.States);
                }
                _aggregates.Initialize(States);
            }
            _partition = _worker.Evaluation.Partition;
        }

        public override void Consume(Batch batch)
        {
            _aggregates.UpdateSingle(batch, States);
            foreach (var distinct in _distinct)
            {
                distinct.Add(_aggregates, batch, [], null);
            }
            if (_distinct.Length > 0 && _sink._query.Pages.UnderPressure && _sink._query.Pages.ShouldUnpin(DistinctTables.Sum(static table => table.PinnedBytes)))
            {
                foreach (var table in DistinctTables)
                {
                    table.Forget();
                    foreach (var partition in table.Partitions)
                    {
                        partition.Unpin();
                    }
                }
            }
        }
    }

    private sealed class ResultSource(UngroupedAggregateSink sink, StructType schema) : Source
    {
        public override int UnitCount => 1;
        public override long EstimatedRows => 1;
        public override SourceState CreateState(WorkerContext worker) => new ResultState(sink, schema, worker);
    }

    private sealed class ResultState(UngroupedAggregateSink sink, StructType schema, WorkerContext worker) : SourceState
    {
        private readonly Batch _batch = new([.. schema.Fields.Select(f => Column.Create(f.Type, 1, worker.Memory))]);
        private bool _given;

        public override void Open(int unit) => _given = false;

        public override SourceStatus Next(out Batch? batch)
        {
            batch = null;
            if (_given)
            {
                return SourceStatus.UnitEnd;
            }
            _given = true;
            byte* row = sink.States;
            byte* state;
            sink._aggregates.Finish(&row, 1, _batch.Columns, 0, &state);
            _batch.SetAll(1);
            batch = _batch;
            return SourceStatus.Batch;
        }
    }
}
