namespace Gateway.Execution.Running;

/// <summary>When operators move their pages out of memory.</summary>
public enum SpillMode
{
    /// <summary>Never: past the limit the query fails.</summary>
    Off,
    /// <summary>When memory runs short.</summary>
    Auto,
    /// <summary>Every page as soon as it is not in use; for tests.</summary>
    Always,
}

/// <summary>Says how a query is run; nothing here changes its answer.</summary>
public sealed record ExecutionOptions
{
    public static readonly ExecutionOptions Default = new();

    /// <summary>Gets the most tasks a pipeline is cut into.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount);

    public SpillMode Spill { get; init; } = SpillMode.Auto;

    /// <summary>Gets the bytes the query may hold before its operators spill.</summary>
    public long MemoryLimitBytes { get; init; } = long.MaxValue;

    /// <summary>Gets the directory of the query's temporary file.</summary>
    public string SpillDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Gets the finished result batches that wait for the client before the query pauses.</summary>
    public int ResultQueueBatches { get; init; } = 64;

    /// <summary>Gets whether every plan is written to bytes and run from what is read back; for tests.</summary>
    public bool RoundTripPlans { get; init; }

    /// <summary>Gets the input rows up to which a query runs on the caller's thread.</summary>
    public long InlineRows { get; init; } = 16_384;
}
