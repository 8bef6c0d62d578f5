using System.Diagnostics;
using Gateway.Core.Columns;

namespace Gateway.Execution.Pipelines;

/// <summary>What a turn of a task ended with.</summary>
internal enum TurnResult { Again, Paused, Done }

/// <summary>A piece of work that runs in turns of a few milliseconds on whichever thread is free.</summary>
internal abstract class RunTask
{
    public abstract TurnResult RunTurn();

    /// <summary>Tells whether a paused task has a reason to go on; asked under the run's lock.</summary>
    public virtual bool MayRun => true;
}

/// <summary>Drives one worker of a pipeline: source, operators, sink.</summary>
internal sealed class PipelineTask : RunTask, IDisposable
{
    private static readonly long _turnTicks = Stopwatch.Frequency / 500;

    private readonly Pipeline _pipeline;
    private readonly WorkerContext _worker;
    private readonly SourceState _source;
    private readonly OperatorState[] _operators;
    private readonly SinkState _sink;
    private int[] _units = [];
    private int _nextUnit;
    private bool _unitOpen;
    /// <summary>The operator to pull from next; 0 is the source, n the n-th operator.</summary>
    private int _level;
    /// <summary>While flushing: the operator whose held rows are being given out; 0 when not flushing.</summary>
    private int _flushLevel;
    /// <summary>An operator needs no more input: what the others hold is given out, then the task ends.</summary>
    private bool _ending;

    public PipelineTask(Pipeline pipeline, WorkerContext worker)
    {
        _pipeline = pipeline;
        _worker = worker;
        _source = worker.Query.Own(pipeline.Source.CreateState(worker));
        _operators = Array.ConvertAll(pipeline.Operators, op => worker.Query.Own(op.CreateState(worker)));
        _sink = worker.Query.Own(pipeline.Stage.Sink.CreateState(worker));
    }

    public Pipeline Pipeline => _pipeline;
    public SinkState SinkState => _sink;

    public override TurnResult RunTurn()
    {
        long end = Stopwatch.GetTimestamp() + _turnTicks;
        while (true)
        {
            _worker.Query.Cancellation.ThrowIfCancellationRequested();
            if (_sink.IsSatisfied)
            {
                _sink.Close();
                return TurnResult.Done;
            }
            if (!_ending && _level == 0 && Array.Exists(_operators, static state => state.IsSatisfied))
            {
                _ending = true;
                StartFlush();
            }
            if (!_unitOpen && (_ending || !OpenNextUnit()))
            {
                _sink.Close();
                return TurnResult.Done;
            }
            if (_sink.IsFull)
            {
                return TurnResult.Paused;
            }
            if (!Step())
            {
                return TurnResult.Paused;
            }
            if (Stopwatch.GetTimestamp() >= end)
            {
                return TurnResult.Again;
            }
        }
    }

    /// <summary>Tells whether a paused task has a reason to go on.</summary>
    public override bool MayRun => !_sink.IsFull && !_source.IsBlocked;

    /// <summary>Moves one batch into the sink, or one source batch to its end; false when the source is blocked.</summary>
    private bool Step()
    {
        while (true)
        {
            Batch? batch;
            if (_level > 0)
            {
                batch = _flushLevel == _level ? _operators[_level - 1].Flush() : _operators[_level - 1].Pull();
                if (batch is null)
                {
                    if (!EndOfLevel() || _level == 0)
                    {
                        return true;
                    }
                    continue;
                }
            }
            else
            {
                var status = _source.Next(out batch);
                if (status == SourceStatus.Blocked)
                {
                    return false;
                }
                if (batch is not null)
                {
                    batch.Partition = _worker.Evaluation.Partition;
                }
                if (status == SourceStatus.UnitEnd)
                {
                    if (_operators.Length == 0)
                    {
                        CloseUnit();
                        return true;
                    }
                    StartFlush();
                    continue;
                }
            }
            if (batch!.ActiveCount == 0)
            {
                continue;
            }
            if (_level == _operators.Length)
            {
                _sink.Consume(batch);
                return true;
            }
            _operators[_level].Push(batch);
            _level++;
        }
    }

    /// <summary>Goes back to the level that may have more; false when the unit has ended.</summary>
    private bool EndOfLevel()
    {
        if (_flushLevel != _level)
        {
            _level--;
            return true;
        }
        if (_flushLevel == _operators.Length)
        {
            CloseUnit();
            return false;
        }
        _flushLevel++;
        _level = _flushLevel;
        return true;
    }

    private void StartFlush()
    {
        _flushLevel = 1;
        _level = 1;
    }

    private bool OpenNextUnit()
    {
        if (_nextUnit == _units.Length)
        {
            if (_pipeline.TakeUnits() is not { } units)
            {
                return false;
            }
            _units = units;
            _nextUnit = 0;
        }
        int unit = _units[_nextUnit++];
        _worker.Position = new ResultPosition(_pipeline.Index, unit);
        _worker.Evaluation.Partition = _pipeline.FirstPartition + _pipeline.Source.PartitionOf(unit);
        _sink.OpenUnit(_worker.Position);
        _source.Open(unit);
        _unitOpen = true;
        _level = 0;
        _flushLevel = 0;
        return true;
    }

    private void CloseUnit()
    {
        _sink.CloseUnit();
        _unitOpen = false;
        _level = 0;
        _flushLevel = 0;
    }

    public void Dispose()
    {
        _source.Dispose();
        foreach (var state in _operators)
        {
            state.Dispose();
        }
        _sink.Dispose();
    }
}
