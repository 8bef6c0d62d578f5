namespace Gateway.Execution.Pipelines;

/// <summary>Something others wait for. Guarded by the run's lock.</summary>
internal abstract class Completion
{
    public bool IsComplete { get; set; }

    /// <summary>Pipelines to look at again when this is complete.</summary>
    public List<Pipeline> Waiting { get; } = [];
}

/// <summary>One or more pipelines' end: complete when all of them are done and the finish tasks have run.</summary>
internal sealed class SinkStage(Sink sink) : Completion
{
    public Sink Sink { get; } = sink;
    public List<Pipeline> Pipelines { get; } = [];

    /// <summary>Gets or sets how many Spark partitions end here.</summary>
    public int PartitionCount { get; set; }
    public int OpenPipelines { get; set; }
    public int OpenFinishTasks { get; set; }
}

/// <summary>A source, the operators its batches pass, and where they end.</summary>
internal sealed class Pipeline(int index, Source source, Operator[] operators, SinkStage stage) : Completion
{
    private int _nextUnit = -1;
    private int[][]? _unitGroups;

    /// <summary>Gets the position among the pipelines of the plan, in result order.</summary>
    public int Index { get; } = index;
    public Source Source { get; } = source;
    public Operator[] Operators { get; } = operators;
    public SinkStage Stage { get; } = stage;
    public List<Completion> DependsOn { get; } = [];
    public int OpenDependencies { get; set; }
    public int OpenTasks { get; set; }
    public bool Started { get; set; }

    /// <summary>Gets or sets the number given to the first Spark partition of the source.</summary>
    public int FirstPartition { get; set; }

    public bool Sequential => Stage.Sink.Sequential || Array.Exists(Operators, static op => op.Sequential);

    private bool ByPartition => Stage.Sink.ByPartition || Array.Exists(Operators, static op => op.ByPartition);

    /// <summary>Prepares the source and returns how many workers can share the work.</summary>
    public int Prepare(QueryContext query)
    {
        Source.Prepare(query);
        int units = Source.UnitCount;
        if (Sequential)
        {
            return 1;
        }
        if (ByPartition && Source.PartitionCount > 1)
        {
            _unitGroups = [.. Enumerable.Range(0, units).GroupBy(Source.PartitionOf).OrderBy(static group => group.Key).Select(static group => group.ToArray())];
            return Math.Min(_unitGroups.Length, query.Options.Workers);
        }
        return ByPartition ? 1 : Math.Min(units, query.Options.Workers);
    }

    /// <summary>Takes the next piece of work: its units, to be processed in order. Null when all are taken.</summary>
    public int[]? TakeUnits()
    {
        int next = Interlocked.Increment(ref _nextUnit);
        if (_unitGroups is not null)
        {
            return next < _unitGroups.Length ? _unitGroups[next] : null;
        }
        return next < Source.UnitCount ? [next] : null;
    }
}
