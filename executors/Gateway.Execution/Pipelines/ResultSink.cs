using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Execution.Pipelines;

/// <summary>Ends a query: hands its batches to the caller.</summary>
internal abstract class ResultSink : Sink
{
    /// <summary>Gives the next batch in result order, valid until the next call; false when there is none yet.</summary>
    public abstract bool TryTake([NotNullWhen(true)] out Batch? batch);

    public virtual void PipelineEnded(Pipeline pipeline) { }
}

/// <summary>Passes batches to the caller as they are, one at a time, for queries that run on the caller's thread.</summary>
internal sealed class DirectResultSink : ResultSink
{
    private Batch? _batch;

    public override bool Sequential => true;

    public override bool TryTake([NotNullWhen(true)] out Batch? batch)
    {
        batch = _batch;
        _batch = null;
        return batch is not null;
    }

    public override SinkState CreateState(WorkerContext worker) => new State(this);

    private sealed class State(DirectResultSink sink) : SinkState
    {
        public override void Consume(Batch batch) => sink._batch = batch;

        public override bool IsFull => sink._batch is not null;
    }
}

/// <summary>Copies batches into a bounded buffer from which the caller takes them in result order.</summary>
internal sealed class BufferedResultSink(StructType schema, QueryContext query) : ResultSink
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, PipelineResults> _pipelines = [];
    private readonly Stack<Batch> _free = new();
    private readonly MemoryScope _memory = query.CreateScope();
    private readonly int _capacity = Math.Max(1, query.Options.ResultQueueBatches);
    private SinkStage? _stage;
    private Batch? _taken;
    private int _waiting;

    /// <summary>The unit whose batches are handed out; later ones wait.</summary>
    private ResultPosition _current;

    /// <summary>Tells the sink its pipelines, in result order.</summary>
    public void Attach(SinkStage stage)
    {
        _stage = stage;
        foreach (var pipeline in stage.Pipelines)
        {
            _pipelines.Add(pipeline.Index, new PipelineResults());
        }
        _current = new ResultPosition(_pipelines.Count == 0 ? 0 : _pipelines.Keys.First(), 0);
    }

    public override void PipelineEnded(Pipeline pipeline)
    {
        if (pipeline.Stage == _stage)
        {
            lock (_lock)
            {
                _pipelines[pipeline.Index].Ended = true;
            }
        }
    }

    public override bool TryTake([NotNullWhen(true)] out Batch? batch)
    {
        lock (_lock)
        {
            if (_taken is not null)
            {
                _free.Push(_taken);
                _taken = null;
            }
            while (_pipelines.TryGetValue(_current.Pipeline, out var results))
            {
                var unit = results.Unit(_current.Unit);
                if (unit is not null && unit.Batches.TryDequeue(out batch))
                {
                    _taken = batch;
                    _waiting--;
                    return true;
                }
                if (unit is not null && (unit.Ended || results.Ended))
                {
                    results.Units.Remove(_current.Unit);
                    _current = _current with { Unit = _current.Unit + 1 };
                }
                else if (results.Ended && results.Units.Count > 0)
                {
                    _current = _current with { Unit = results.Units.Keys.First() };
                }
                else if (!results.Ended || !NextPipeline())
                {
                    break;
                }
            }
            batch = null;
            return false;
        }
    }

    public override SinkState CreateState(WorkerContext worker) => new State(this);

    private bool NextPipeline()
    {
        int next = -1;
        foreach (int index in _pipelines.Keys)
        {
            if (index > _current.Pipeline)
            {
                next = index;
                break;
            }
        }
        if (next < 0)
        {
            return false;
        }
        _pipelines.Remove(_current.Pipeline);
        _current = new ResultPosition(next, 0);
        return true;
    }

    private Batch RentBatch()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var free))
            {
                return free;
            }
        }
        return new Batch([.. schema.Fields.Select(f => Column.Create(f.Type, query.BatchSize, _memory))]);
    }

    private void Publish(ResultPosition position, Batch? batch, bool ended)
    {
        lock (_lock)
        {
            var results = _pipelines[position.Pipeline];
            if (!results.Units.TryGetValue(position.Unit, out var unit))
            {
                results.Units.Add(position.Unit, unit = new UnitResults());
            }
            if (batch is not null)
            {
                unit.Batches.Enqueue(batch);
                _waiting++;
            }
            unit.Ended |= ended;
        }
        query.Resume();
    }

    private bool IsFull(ResultPosition position)
    {
        lock (_lock)
        {
            if (_waiting < _capacity)
            {
                return false;
            }
            // The worker on the unit being handed out must go on while the caller has nothing to take.
            return position != _current || _pipelines[position.Pipeline].Unit(position.Unit) is { Batches.Count: > 0 };
        }
    }

    private sealed class PipelineResults
    {
        public SortedDictionary<int, UnitResults> Units { get; } = [];
        public bool Ended { get; set; }
        public UnitResults? Unit(int unit) => Units.GetValueOrDefault(unit);
    }

    private sealed class UnitResults
    {
        public Queue<Batch> Batches { get; } = new();
        public bool Ended { get; set; }
    }

    private sealed class State(BufferedResultSink sink) : SinkState
    {
        private ResultPosition _position;
        private Batch? _batch;

        public override bool IsFull => sink.IsFull(_position);

        public override void OpenUnit(ResultPosition position) => _position = position;

        public override void Consume(Batch batch)
        {
            for (int done = 0; done < batch.ActiveCount;)
            {
                if (_batch is null)
                {
                    _batch = sink.RentBatch();
                    _batch.SetAll(0);
                    _batch.Partition = batch.Partition;
                    foreach (var column in _batch.Columns)
                    {
                        column.Reset();
                    }
                }
                int room = sink.Capacity - _batch.RowCount;
                int take = Math.Min(room, batch.ActiveCount - done);
                BatchCopy.Append(batch, done, take, _batch);
                done += take;
                if (_batch.RowCount == sink.Capacity)
                {
                    sink.Publish(_position, _batch, ended: false);
                    _batch = null;
                }
            }
        }

        public override void CloseUnit()
        {
            sink.Publish(_position, _batch is { RowCount: > 0 } ? _batch : null, ended: true);
            _batch = null;
        }
    }

    private int Capacity => query.BatchSize;
}
