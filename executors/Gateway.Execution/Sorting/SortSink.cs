using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Sorting;

/// <summary>Sorts rows into runs, a set a worker; a local sort keeps Spark partitions apart.</summary>
internal sealed class SortSink(SortShape shape, QueryContext query, bool isLocal) : Sink
{
    private readonly SortedDictionary<int, List<SortedRun>> _runs = [];

    public SortShape Shape { get; } = shape;

    public override bool ByPartition => isLocal;

    /// <summary>Gets the runs of each Spark partition; of the only one in a global sort.</summary>
    public IReadOnlyList<List<SortedRun>> Runs => [.. Enumerable.Range(0, _runs.Count == 0 ? 0 : _runs.Keys.Last() + 1).Select(partition => _runs.GetValueOrDefault(partition) ?? [])];

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker);

    public override void Combine(SinkState state)
    {
        foreach (var (partition, rows) in ((State)state).Partitions)
        {
            if (!_runs.TryGetValue(partition, out var runs))
            {
                _runs.Add(partition, runs = []);
            }
            runs.AddRange(rows.Runs);
        }
    }

    /// <summary>Sorts the last run of every worker side by side, as part of the workers' own work.</summary>
    private sealed class State(SortSink sink, WorkerContext worker) : SinkState
    {
        private SortedRows? _current;
        private int _partition = -1;

        public Dictionary<int, SortedRows> Partitions { get; } = [];

        public override void OpenUnit(ResultPosition position)
        {
            int partition = sink.ByPartition ? worker.Evaluation.Partition : 0;
            if (partition == _partition)
            {
                return;
            }
            _current?.Close();
            _partition = partition;
            if (!Partitions.TryGetValue(partition, out _current))
            {
                _current = worker.Query.Own(new SortedRows(sink.Shape, worker));
                Partitions.Add(partition, _current);
            }
        }

        public override void Consume(Batch batch)
        {
            _current!.Add(batch);
            if (sink.Query.Pages.UnderPressure)
            {
                _current.Spill();
            }
        }

        public override void Close() => _current?.Close();
    }

    private QueryContext Query => query;
}
