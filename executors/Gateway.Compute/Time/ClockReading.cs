namespace Gateway.Compute.Time;

/// <summary>Reads clocks in the unit of timestamps.</summary>
public static class ClockReading
{
    /// <summary>Gets the clock's instant in microseconds since the epoch.</summary>
    public static long NowMicros(this TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
