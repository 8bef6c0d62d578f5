using System.Collections.Immutable;
using System.Globalization;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Rows;
using Gateway.Execution.Running;

namespace Gateway.Execution.Buffering;

/// <summary>Runs a recursive query round by round, as its rows are asked for; each round is a query of its own on the same thread.</summary>
internal sealed class IterationSource(IterationNode node) : Source
{
    public override int UnitCount => 1;
    public override long EstimatedRows => 1;
    public override SourceState CreateState(WorkerContext worker) => new State(node, worker);

    private sealed unsafe class State(IterationNode node, WorkerContext worker) : SourceState
    {
        private readonly RowBuffers _buffers = new(worker.Memory);
        private BufferSink? _previous;
        private RowCollection? _collected;
        private RowLayout? _layout;
        private QueryResult? _round;
        private int _level;
        private long _rows;

        public override void Open(int unit)
        {
            _layout = new RowLayout([.. node.Schema.Fields.Select(static f => f.Type)], hasHash: false);
            _level = 0;
            _rows = 0;
            Start(node.Anchor, worker.Query.Iterations);
        }

        public override SourceStatus Next(out Batch? batch)
        {
            while (true)
            {
                if (_round!.TryNext(out batch))
                {
                    Keep(batch);
                    return SourceStatus.Batch;
                }
                _round.Dispose();
                _round = null;
                var collected = _collected!;
                if (collected.RowCount == 0 || _rows >= (node.StopAfterRows ?? long.MaxValue))
                {
                    return SourceStatus.UnitEnd;
                }
                if (node.MaximumLevels >= 0 && _level >= node.MaximumLevels)
                {
                    throw new QueryException("RECURSION_LEVEL_LIMIT_EXCEEDED", ("levelLimit", node.MaximumLevels.ToString(CultureInfo.InvariantCulture)));
                }
                _level++;
                collected.Unpin();
                _previous?.Dispose();
                _previous = new BufferSink(node.Schema, worker.Query);
                _previous.Add(collected);
                Start(node.Step, worker.Query.Iterations.SetItem(node.Id, _previous));
            }
        }

        public override void Dispose()
        {
            _round?.Dispose();
            _previous?.Dispose();
            _collected?.Dispose();
        }

        private void Start(PhysicalPlan plan, ImmutableDictionary<int, BufferSink> iterations)
        {
            _collected = new RowCollection(_layout!, worker.Query.Pages);
            _round = QueryExecutor.ExecuteRound(plan, iterations, worker.Query);
        }

        private void Keep(Batch batch)
        {
            _rows += batch.ActiveCount;
            if (node.MaximumRows >= 0 && _rows > node.MaximumRows && node.StopAfterRows is null)
            {
                throw new QueryException("RECURSION_ROW_LIMIT_EXCEEDED", ("rowLimit", node.MaximumRows.ToString(CultureInfo.InvariantCulture)));
            }
            _buffers.Ensure(batch.ActiveCount);
            _collected!.Append(batch.Columns, batch.Selection, _buffers.Rows);
        }
    }
}
