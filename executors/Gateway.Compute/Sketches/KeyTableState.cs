using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>The hash table of a Theta or Tuple sketch. Its buffer holds the keys (long, 0 = free), then for Tuple sketches a summary a slot.</summary>
internal struct KeyTableState
{
    public StateBuffer Buffer;
    /// <summary>Keys from here on are not kept.</summary>
    public long Theta;
    /// <summary>The smallest theta of the sketches united so far.</summary>
    public long UnionTheta;
    public int Count;
    public byte LogCapacity;
    public byte LogNominal;
    public bool Filled;
    /// <summary>Tells that sketches are united instead of values added.</summary>
    public bool IsUnion;
}

/// <summary>What a Tuple sketch keeps of a key.</summary>
/// <param name="Bits">A double's bits, or an integer.</param>
internal readonly record struct KeySummary(long Bits, SummaryMode Mode)
{
    public readonly long Bits = Bits;
    public readonly SummaryMode Mode = Mode;
}

/// <summary>How the summaries of a key are put together. The numbers are those of the binary form.</summary>
internal enum SummaryMode : long { Sum = 0, Min = 1, Max = 2, AlwaysOne = 3 }
