using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Buffering;

/// <summary>Gives the last rows of a buffer, in order.</summary>
internal sealed class TailSource(BufferSink buffer, long count, int partitionCount) : Source
{
    private readonly List<(BufferSegment Segment, long Skip)> _units = [];

    public override int PartitionCount => partitionCount;
    public override int UnitCount => _units.Count;
    public override long EstimatedRows => Math.Min(count, buffer.RowCount);
    public override int PartitionOf(int unit) => _units[unit].Segment.Partition;

    public override void Prepare(QueryContext query)
    {
        long skip = Math.Max(0, buffer.RowCount - count);
        foreach (var segment in buffer.Segments)
        {
            if (skip < segment.Rows.RowCount)
            {
                _units.Add((segment, skip));
            }
            skip = Math.Max(0, skip - segment.Rows.RowCount);
        }
    }

    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private sealed class State(TailSource source, WorkerContext worker) : SourceState
    {
        private readonly CollectionReader _reader = new(source.Layout, worker);
        private long _skip;

        public override void Open(int unit)
        {
            _skip = source._units[unit].Skip;
            _reader.Open([source._units[unit].Segment.Rows]);
        }

        public override SourceStatus Next(out Batch? batch)
        {
            while ((batch = _reader.Next()) is not null && _skip >= batch.ActiveCount)
            {
                _skip -= batch.ActiveCount;
            }
            if (batch is null)
            {
                return SourceStatus.UnitEnd;
            }
            if (_skip > 0)
            {
                batch = Last(batch, (int)_skip);
                _skip = 0;
            }
            return SourceStatus.Batch;
        }

        private unsafe Batch Last(Batch batch, int skip)
        {
            int count = batch.RowCount - skip;
            int* rows = (int*)worker.Memory.Allocate((nuint)count * 4);
            for (int i = 0; i < count; i++)
            {
                rows[i] = skip + i;
            }
            return new Batch(batch.Columns) { RowCount = batch.RowCount, Selection = new Selection(rows, count) };
        }
    }

    private RowLayout Layout => buffer.Layout;
}
