using Gateway.Core.Columns;

namespace Gateway.Execution.Pipelines;

/// <summary>What a source has for its caller.</summary>
internal enum SourceStatus
{
    Batch,
    UnitEnd,
    /// <summary>Nothing yet; the source resumes the task when it has something.</summary>
    Blocked,
}

/// <summary>Produces the batches of a pipeline, cut into units that workers take one after another.</summary>
internal abstract class Source
{
    /// <summary>Gets the number of Spark partitions of the rows; known before anything runs.</summary>
    public virtual int PartitionCount => 1;

    /// <summary>Settles <see cref="UnitCount"/>; called once, when everything the source depends on is complete.</summary>
    public virtual void Prepare(QueryContext query) { }

    public abstract int UnitCount { get; }

    /// <summary>Gets about how many rows there are, once prepared.</summary>
    public abstract long EstimatedRows { get; }

    public virtual int PartitionOf(int unit) => 0;

    public abstract SourceState CreateState(WorkerContext worker);
}

/// <summary>Reads units for one worker.</summary>
internal abstract class SourceState : IDisposable
{
    public abstract void Open(int unit);

    /// <summary>Gives the next batch of the open unit, valid until the next call.</summary>
    public abstract SourceStatus Next(out Batch? batch);

    /// <summary>Tells that <see cref="Next"/> would answer Blocked; when that ends the source calls the query's resume.</summary>
    public virtual bool IsBlocked => false;

    public virtual void Dispose() { }
}

/// <summary>Transforms batches on their way through a pipeline.</summary>
internal abstract class Operator
{
    /// <summary>Tells that the operator must see all rows in order on one worker.</summary>
    public virtual bool Sequential => false;

    /// <summary>Tells that each Spark partition must be processed in order by one worker.</summary>
    public virtual bool ByPartition => false;

    public abstract OperatorState CreateState(WorkerContext worker);
}

/// <summary>Runs an operator for one worker: one batch in, any number of batches out.</summary>
internal abstract class OperatorState : IDisposable
{
    /// <summary>Takes the next input; it stays valid until <see cref="Pull"/> has returned null.</summary>
    public abstract void Push(Batch input);

    /// <summary>Gives the next output for the pushed input, valid until the next call of this operator; null when there is no more.</summary>
    public abstract Batch? Pull();

    /// <summary>Gives what was held back, at the end of a unit; null when there is no more.</summary>
    public virtual Batch? Flush() => null;

    /// <summary>Tells that no further input can give output.</summary>
    public virtual bool IsSatisfied => false;

    public virtual void Dispose() { }
}

/// <summary>Base of operators that give at most one batch for each input.</summary>
internal abstract class OneToOneState : OperatorState
{
    private Batch? _output;

    protected abstract Batch? Execute(Batch input);

    public sealed override void Push(Batch input) => _output = Execute(input);

    public sealed override Batch? Pull()
    {
        var output = _output;
        _output = null;
        return output;
    }
}

/// <summary>Takes the batches of one or more pipelines. Shared by workers, which have a state each.</summary>
internal abstract class Sink
{
    public virtual bool Sequential => false;
    public virtual bool ByPartition => false;

    public abstract SinkState CreateState(WorkerContext worker);

    /// <summary>Takes over what a worker has collected; called once a state, one at a time.</summary>
    public virtual void Combine(SinkState state) { }

    /// <summary>Cuts the work that follows the last <see cref="Combine"/> into tasks that may run side by side.</summary>
    public virtual IReadOnlyList<Action<WorkerContext>> PlanFinish() => [];

    /// <summary>Is called after the last finish task.</summary>
    public virtual void Complete() { }
}

/// <summary>Collects batches for one worker.</summary>
internal abstract class SinkState : IDisposable
{
    /// <summary>Takes a batch, which is valid during the call only.</summary>
    public abstract void Consume(Batch batch);

    /// <summary>Tells that the worker should pause before its next batch; the sink resumes it.</summary>
    public virtual bool IsFull => false;

    /// <summary>Tells that no further batch is needed.</summary>
    public virtual bool IsSatisfied => false;

    /// <summary>Is told where the following batches belong.</summary>
    public virtual void OpenUnit(ResultPosition position) { }

    /// <summary>Is told, on the worker's own turn, that no further unit comes.</summary>
    public virtual void Close() { }

    /// <summary>Is told that the open unit has no more batches.</summary>
    public virtual void CloseUnit() { }

    public virtual void Dispose() { }
}
