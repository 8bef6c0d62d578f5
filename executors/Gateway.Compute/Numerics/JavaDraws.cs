namespace Gateway.Compute.Numerics;

/// <summary>The draws that java.util.Random derives from its bits; Spark's generators differ in the bits only.</summary>
public abstract class JavaDraws
{
    /// <summary>Draws from [0, 1) with 53 random bits.</summary>
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

    public int NextInt32() => Next(32);

    /// <summary>Draws from all longs that two draws of 32 bits make.</summary>
    public long NextInt64() => unchecked(((long)Next(32) << 32) + Next(32));

    /// <summary>Gives the generator's next bits, at most 32, in the low end.</summary>
    protected abstract int Next(int bits);
}
