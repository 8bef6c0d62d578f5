using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>How a HyperLogLog sketch keeps what it saw.</summary>
internal enum HllMode : byte { List, Set, Array }

/// <summary>A HyperLogLog sketch. Its buffer holds coupons (int, 0 = free) in the sparse modes, one byte a register in array mode.</summary>
internal struct HllState
{
    public StateBuffer Buffer;
    /// <summary>Estimate kept up with every change; worth something while <see cref="OutOfOrder"/> is false.</summary>
    public double History;
    /// <summary>Sum of 2^-value over registers below 32, and over the others.</summary>
    public double SmallSum;
    public double LargeSum;
    /// <summary>Coupons in the sparse modes.</summary>
    public int Coupons;
    /// <summary>Registers that hold <see cref="Minimum"/>.</summary>
    public int AtMinimum;
    public byte LogRegisters;
    /// <summary>The largest <see cref="LogRegisters"/> that a union may end with.</summary>
    public byte MostLogRegisters;
    public HllMode Mode;
    public byte LogCapacity;
    public byte Minimum;
    public bool OutOfOrder;
    /// <summary>Tells that registers were merged without keeping up the sums.</summary>
    public bool Stale;
    /// <summary>Tells that the state is a sketch; a union starts without one.</summary>
    public bool Exists;

    public readonly bool IsEmpty => Mode != HllMode.Array && Coupons == 0;
}
