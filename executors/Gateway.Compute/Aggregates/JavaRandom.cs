namespace Gateway.Compute.Aggregates;

/// <summary>The linear congruential generator of java.util.Random, for results that depend on its numbers.</summary>
public sealed class JavaRandom(long seed)
{
    private const long Multiplier = 0x5DEECE66DL;
    private const long Mask = (1L << 48) - 1;
    private long _state = (seed ^ Multiplier) & Mask;

    /// <summary>Draws from all longs that two draws of 32 bits make.</summary>
    public long NextInt64() => unchecked(((long)Next(32) << 32) + Next(32));

    /// <summary>Draws from [0, 1).</summary>
    public double NextDouble() => (((long)Next(26) << 27) + Next(27)) * (1.0 / (1L << 53));

    /// <summary>Draws from [0, bound).</summary>
    public int NextInt(int bound)
    {
        int bits = Next(31);
        int last = bound - 1;
        if ((bound & last) == 0)
        {
            return (int)((bound * (long)bits) >> 31);
        }
        int value = bits % bound;
        while (unchecked(bits - value + last) < 0)
        {
            bits = Next(31);
            value = bits % bound;
        }
        return value;
    }

    private int Next(int bits)
    {
        _state = unchecked(_state * Multiplier + 0xB) & Mask;
        return (int)(_state >> (48 - bits));
    }
}
