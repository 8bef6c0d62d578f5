using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Buffering;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Exchange;

/// <summary>Spreads rows over Spark partitions: by hash, by range or in turn. Inside a partition rows keep their order.</summary>
internal sealed class ExchangeSink(StructType schema, Partitioning partitioning, RangeBounds? bounds = null) : Sink
{
    private readonly List<BufferSegment>[] _segments = [.. Enumerable.Range(0, partitioning.Count).Select(static _ => new List<BufferSegment>())];

    public RowLayout Layout { get; } = new([.. schema.Fields.Select(static f => f.Type)], hasHash: false);

    /// <summary>Rows go in turn within each input partition, so those are not shared between workers.</summary>
    public override bool ByPartition => partitioning is RoundRobinPartitioning;

    /// <summary>Gets a partition's rows in order.</summary>
    public IEnumerable<RowCollection> Rows(int partition) => _segments[partition].OrderBy(static segment => segment.Position).Select(static segment => segment.Rows);

    public override SinkState CreateState(WorkerContext worker) => new State(this, worker);

    public override void Combine(SinkState state)
    {
        foreach (var segment in ((State)state).Segments)
        {
            _segments[segment.Partition].Add(segment);
        }
    }

    private sealed unsafe class State : SinkState
    {
        private readonly ExchangeSink _sink;
        private readonly WorkerContext _worker;
        private readonly RowBuffers _buffers;
        private readonly Evaluator? _hash;
        private readonly Sorting.SortKeyEncoder? _encoder;
        private readonly RowCollection?[] _current;
        private readonly int _count;
        private readonly SelectionBuffer _rows;
        private int[] _targets = [];
        private ResultPosition _position;
        private int _inputPartition = -1;
        private int _turn;

        public State(ExchangeSink sink, WorkerContext worker)
        {
            _sink = sink;
            _worker = worker;
            _buffers = new RowBuffers(worker.Memory);
            _rows = new SelectionBuffer(worker.Evaluation);
            _count = sink.Partitioning.Count;
            _current = new RowCollection?[_count];
            if (sink.Partitioning is HashPartitioning { Keys: var keys })
            {
                var function = FunctionRegistry.Builtin.Find("hash")!;
                _hash = EvaluatorCompiler.Compile(new FunctionCall(function, "hash", keys, EvaluationMode.Ansi), worker.Evaluation);
            }
            else if (sink.Partitioning is DirectPartitioning { Key: var key })
            {
                _hash = EvaluatorCompiler.Compile(key, worker.Evaluation);
            }
            else if (sink.Partitioning is RangePartitioning { Order: var order })
            {
                _encoder = new Sorting.SortKeyEncoder(order, worker.Evaluation);
            }
        }

        public List<BufferSegment> Segments { get; } = [];

        public override void OpenUnit(ResultPosition position)
        {
            Array.Clear(_current);
            _position = position;
            if (_inputPartition != _worker.Evaluation.Partition)
            {
                _inputPartition = _worker.Evaluation.Partition;
                _turn = new Compute.Numerics.XorShiftRandom(_inputPartition).NextInt(_count);
            }
        }

        public override void Consume(Batch batch)
        {
            int count = batch.ActiveCount;
            if (_targets.Length < count)
            {
                _targets = new int[count];
            }
            _buffers.Ensure(count);
            if (_encoder is not null)
            {
                _encoder.Encode(batch, batch.Selection);
                for (int i = 0; i < count; i++)
                {
                    _targets[i] = _sink.Bounds!.PartitionOf(new ReadOnlySpan<byte>(_encoder.Starts[i], _encoder.Lengths[i]));
                }
            }
            else if (_hash is null)
            {
                for (int i = 0; i < count; i++)
                {
                    _turn = _turn + 1 == _count ? 0 : _turn + 1;
                    _targets[i] = _turn;
                }
            }
            else
            {
                var column = _hash.Evaluate(batch, batch.Selection);
                var hashes = column.Read<int>();
                for (int i = 0; i < count; i++)
                {
                    int row = batch.Selection[i];
                    int remainder = column.IsNull(row) ? 0 : hashes[row] % _count;
                    _targets[i] = remainder < 0 ? remainder + _count : remainder;
                }
            }
            var seen = new bool[_count];
            for (int i = 0; i < count; i++)
            {
                seen[_targets[i]] = true;
            }
            for (int partition = 0; partition < _count; partition++)
            {
                if (seen[partition])
                {
                    Append(batch, partition);
                }
            }
        }

        private void Append(Batch batch, int partition)
        {
            _rows.Reserve(batch.ActiveCount);
            for (int i = 0; i < batch.ActiveCount; i++)
            {
                if (_targets[i] == partition)
                {
                    _rows.Add(batch.Selection[i]);
                }
            }
            if (_current[partition] is not { } rows)
            {
                rows = _current[partition] = _worker.Query.Own(new RowCollection(_sink.Layout, _worker.Query.Pages));
                Segments.Add(new BufferSegment(_position, partition, rows));
            }
            rows.Append(batch.Columns, _rows.Selection, _buffers.Rows);
            if (_worker.Query.Pages.ShouldUnpin(rows.PinnedBytes * _count))
            {
                rows.Unpin();
            }
        }
    }

    private Partitioning Partitioning => partitioning;
    private RangeBounds? Bounds => bounds;

    /// <summary>Gives the rows partition by partition.</summary>
    public Source CreateSource() => new ExchangeSource(this, partitioning.Count);

    private sealed class ExchangeSource(ExchangeSink sink, int count) : Source
    {
        public override int PartitionCount => count;
        public override int UnitCount => count;
        public override long EstimatedRows => sink._segments.Sum(static segments => segments.Sum(static segment => segment.Rows.RowCount));
        public override int PartitionOf(int unit) => unit;
        public override SourceState CreateState(WorkerContext worker) => new SourceReader(sink, worker);
    }

    private sealed class SourceReader(ExchangeSink sink, WorkerContext worker) : SourceState
    {
        private readonly CollectionReader _reader = new(sink.Layout, worker);

        public override void Open(int unit) => _reader.Open([.. sink.Rows(unit)]);

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _reader.Next();
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }
    }
}
