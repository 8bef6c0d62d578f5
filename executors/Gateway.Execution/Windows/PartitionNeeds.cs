namespace Gateway.Execution.Windows;

/// <summary>What window functions need to compute a chunk of a stored partition, beside the chunk.</summary>
internal readonly record struct PartitionNeeds
{
    /// <summary>Gets whether all chunks are shown before the first is computed.</summary>
    public bool Observes { get; init; }

    /// <summary>Gets whether rows with the same order values must be in one chunk.</summary>
    public bool WholePeers { get; init; }

    /// <summary>Gets the rows before each row that are looked at.</summary>
    public long Before { get; init; }

    /// <summary>Gets the rows behind each row that are looked at.</summary>
    public long After { get; init; }

    /// <summary>Gets whether the function looks at rows around the chunk: it is then computed over those too.</summary>
    public bool LooksAround => Before > 0 || After > 0;
}
