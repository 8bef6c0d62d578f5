using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Sorting;

/// <summary>Sorts rows into runs, a set a worker; a local sort keeps Spark partitions apart, a window's sort buckets of its partitions.</summary>
/// <param name="bucketKeys">Rows of equal values stay together in one of <paramref name="bucketCount"/> buckets; empty for one bucket.</param>
internal sealed class SortSink(SortShape shape, QueryContext query, bool isLocal, ImmutableArray<Expression> bucketKeys = default, int bucketCount = 1) : Sink
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
        private readonly HashBuckets? _buckets = sink.BucketCount > 1 ? new HashBuckets(sink.BucketKeys, sink.BucketCount, worker) : null;
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
            _current = RowsOf(partition);
        }

        public override void Consume(Batch batch)
        {
            if (_buckets is null)
            {
                _current!.Add(batch);
            }
            else
            {
                _buckets.Split(batch);
                for (int bucket = 0; bucket < sink.BucketCount; bucket++)
                {
                    if (_buckets.Rows(bucket) is { Count: > 0 } rows)
                    {
                        RowsOf(bucket).Add(batch, rows, null);
                    }
                }
            }
            if (sink.Query.Pages.UnderPressure && sink.Query.Pages.ShouldEndRun(PinnedBytes()))
            {
                foreach (var rows in Partitions.Values)
                {
                    rows.Spill();
                }
            }
        }

        public override void Close()
        {
            bool spill = sink.Query.Pages.ShouldUnpinComplete(PinnedBytes());
            foreach (var rows in Partitions.Values)
            {
                if (spill)
                {
                    rows.Spill();
                }
                else
                {
                    rows.Close();
                }
            }
        }

        private long PinnedBytes() => Partitions.Values.Sum(static rows => rows.PinnedBytes);

        private SortedRows RowsOf(int partition)
        {
            if (!Partitions.TryGetValue(partition, out var rows))
            {
                rows = worker.Query.Own(new SortedRows(sink.Shape, worker));
                Partitions.Add(partition, rows);
            }
            return rows;
        }
    }

    private QueryContext Query => query;
    private ImmutableArray<Expression> BucketKeys => bucketKeys;
    private int BucketCount => bucketKeys.IsDefaultOrEmpty ? 1 : bucketCount;
}
