using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Buffering;

/// <summary>Rows of one unit of the pipeline that filled a buffer.</summary>
/// <param name="Partition">Spark partition of the rows.</param>
internal sealed record BufferSegment(ResultPosition Position, int Partition, RowCollection Rows);

/// <summary>Keeps rows, in order, to be read any number of times.</summary>
internal sealed class BufferSink(StructType schema, QueryContext query) : Sink, IDisposable
{
    private readonly List<BufferSegment> _segments = [];

    public StructType Schema { get; } = schema;

    public RowLayout Layout { get; } = new([.. schema.Fields.Select(static f => f.Type)], hasHash: false);

    /// <summary>Gets the segments in result order; complete when the stage is.</summary>
    public IReadOnlyList<BufferSegment> Segments => _segments;

    public long RowCount => _segments.Sum(static segment => segment.Rows.RowCount);

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker);

    public override void Combine(SinkState state) => _segments.AddRange(((State)state).Segments);

    public override void Complete() => _segments.Sort(static (left, right) => left.Position.CompareTo(right.Position));

    /// <summary>Adds rows that were collected elsewhere, behind the others.</summary>
    public void Add(RowCollection rows) => _segments.Add(new BufferSegment(new ResultPosition(0, _segments.Count), 0, rows));

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Rows.Dispose();
        }
        _segments.Clear();
    }

    private sealed unsafe class State(BufferSink sink, WorkerContext worker) : SinkState
    {
        private readonly RowBuffers _buffers = new(worker.Memory);
        private BufferSegment? _current;
        private ResultPosition _last;

        public List<BufferSegment> Segments { get; } = [];

        public override void OpenUnit(ResultPosition position)
        {
            // Units that follow one another need no segments of their own.
            if (_current is null || _current.Partition != worker.Evaluation.Partition || _last.Pipeline != position.Pipeline || _last.Unit + 1 != position.Unit)
            {
                CloseSegment();
                _current = new BufferSegment(position, worker.Evaluation.Partition, worker.Query.Own(new RowCollection(sink.Layout, worker.Query.Pages)));
            }
            _last = position;
        }

        public override void Consume(Batch batch)
        {
            _buffers.Ensure(batch.ActiveCount);
            _current!.Rows.Append(batch.Columns, batch.Selection, _buffers.Rows);
            if (sink.Query.Pages.ShouldUnpin(_current.Rows.PinnedBytes))
            {
                _current.Rows.Unpin();
            }
        }

        public override void Close() => CloseSegment();

        private void CloseSegment()
        {
            if (_current is { Rows.RowCount: > 0 })
            {
                _current.Rows.Unpin();
                Segments.Add(_current);
            }
            _current = null;
        }
    }

    private QueryContext Query => query;
}

/// <summary>Reads a buffer. A unit is a segment.</summary>
internal sealed class BufferSource(BufferSink buffer, int partitionCount, Func<IReadOnlyList<BufferSegment>, IEnumerable<BufferSegment>>? arrange = null) : Source
{
    private List<BufferSegment> _segments = [];

    public override int PartitionCount => partitionCount;
    public override int UnitCount => _segments.Count;
    public override long EstimatedRows => buffer.RowCount;
    public override int PartitionOf(int unit) => _segments[unit].Partition;

    public override void Prepare(QueryContext query) => _segments = [.. arrange is null ? buffer.Segments : arrange(buffer.Segments)];

    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private sealed class State(BufferSource source, WorkerContext worker) : SourceState
    {
        private readonly CollectionReader _reader = new(source.Layout, worker);

        public override void Open(int unit) => _reader.Open([source._segments[unit].Rows]);

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _reader.Next();
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }
    }

    private RowLayout Layout => buffer.Layout;
}
