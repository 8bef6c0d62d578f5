namespace Gateway.Compute.Sketches;

/// <summary>Puts the numbers of Tuple sketches together.</summary>
internal sealed class SummaryOperation(SummaryMode mode, bool isDouble)
{
    public SummaryMode Mode { get; } = mode;
    public bool IsDouble { get; } = isDouble;

    /// <summary>Gets the summary of no values, which also stands in for a key of a Theta sketch.</summary>
    public KeySummary Zero => new(Mode switch
    {
        SummaryMode.Min => IsDouble ? BitConverter.DoubleToInt64Bits(double.PositiveInfinity) : int.MaxValue,
        SummaryMode.Max => IsDouble ? BitConverter.DoubleToInt64Bits(double.NegativeInfinity) : int.MinValue,
        SummaryMode.AlwaysOne => IsDouble ? BitConverter.DoubleToInt64Bits(1.0) : 1,
        SummaryMode.Sum => 0,
        _ => throw new System.Diagnostics.UnreachableException(),
    }, Mode);

    public KeySummary Add(KeySummary summary, long bits) => new(IsDouble ? AddDouble(summary.Bits, bits) : AddInteger((int)summary.Bits, (int)bits), Mode);

    private long AddDouble(long left, long right)
    {
        double a = BitConverter.Int64BitsToDouble(left);
        double b = BitConverter.Int64BitsToDouble(right);
        return BitConverter.DoubleToInt64Bits(Mode switch
        {
            SummaryMode.Sum => a + b,
            SummaryMode.Min => b < a ? b : a,
            SummaryMode.Max => b > a ? b : a,
            _ => 1.0,
        });
    }

    private int AddInteger(int left, int right) => Mode switch
    {
        SummaryMode.Sum => unchecked(left + right),
        SummaryMode.Min => Math.Min(left, right),
        SummaryMode.Max => Math.Max(left, right),
        _ => 1,
    };
}
