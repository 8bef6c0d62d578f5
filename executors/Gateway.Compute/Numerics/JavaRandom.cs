namespace Gateway.Compute.Numerics;

/// <summary>The linear congruential generator of java.util.Random, for results that depend on its numbers.</summary>
public sealed class JavaRandom(long seed) : JavaDraws
{
    private const long Multiplier = 0x5DEECE66DL;
    private const long Mask = (1L << 48) - 1;
    private long _state = (seed ^ Multiplier) & Mask;

    protected override int Next(int bits)
    {
        _state = unchecked(_state * Multiplier + 0xB) & Mask;
        return (int)(_state >> (48 - bits));
    }
}
