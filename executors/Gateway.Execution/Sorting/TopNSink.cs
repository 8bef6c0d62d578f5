using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Sorting;

/// <summary>Keeps the first rows of an order: each worker sorts now and then and drops what cannot be among them.</summary>
internal sealed class TopNSink(SortShape shape, QueryContext query, long count) : Sink
{
    private readonly List<SortedRun> _runs = [];

    public SortShape Shape { get; } = shape;

    public IReadOnlyList<List<SortedRun>> Runs => [_runs];

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker, count);

    public override void Combine(SinkState state) => _runs.AddRange(((State)state).Rows.Runs);

    private sealed class State(TopNSink sink, WorkerContext worker, long count) : SinkState
    {
        private readonly long _sortAt = Math.Max(2 * worker.BatchSize, count > long.MaxValue / 2 ? long.MaxValue : count * 2);
        private SortBound? _bound;

        public SortedRows Rows { get; } = worker.Query.Own(new SortedRows(sink.Shape, worker));

        public override bool IsSatisfied => count == 0;

        public override void Consume(Batch batch)
        {
            Rows.Add(batch, batch.Selection, _bound);
            if (Rows.PendingCount >= _sortAt)
            {
                _bound = Rows.KeepFirst(count) ?? _bound;
            }
            if (sink.Query.Pages.ShouldUnpin(Rows.PinnedBytes))
            {
                _bound = Rows.KeepFirst(count) ?? _bound;
                Rows.Spill();
            }
        }

        public override void Close() => Rows.Close();
    }

    private QueryContext Query => query;
}
