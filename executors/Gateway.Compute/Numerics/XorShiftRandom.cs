using System.Buffers.Binary;
using Gateway.Compute.Numerics.StrictMath;

namespace Gateway.Compute.Numerics;

/// <summary>Marsaglia's xor-shift generator as Spark seeds and steps it.</summary>
public sealed class XorShiftRandom(long seed) : JavaDraws
{
    private const uint ArraySeed = 0x3c074a61;

    private long _state = HashSeed(seed);
    private double _spare;
    private bool _hasSpare;

    /// <summary>Draws from the normal distribution by the polar method, two numbers at a time.</summary>
    public double NextGaussian()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }
        double x, y, square;
        do
        {
            x = (2 * NextDouble()) - 1;
            y = (2 * NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square >= 1 || square == 0);
        double scale = Math.Sqrt(-2 * Logarithm.Log(square) / square);
        _spare = y * scale;
        _hasSpare = true;
        return x * scale;
    }

    protected override int Next(int bits)
    {
        long next = _state ^ (_state << 21);
        next ^= next >>> 35;
        next ^= next << 4;
        _state = next;
        return (int)(next & ((1L << bits) - 1));
    }

    private static long HashSeed(long seed)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seed);
        uint low = Murmur(bytes, ArraySeed);
        uint high = Murmur(bytes, low);
        return ((long)high << 32) | low;
    }

    /// <summary>Murmur3 of whole 4-byte blocks, as in Scala's library.</summary>
    private static uint Murmur(ReadOnlySpan<byte> bytes, uint seed)
    {
        uint hash = seed;
        for (int i = 0; i < bytes.Length; i += 4)
        {
            hash = Murmur3.Mix(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        }
        return Murmur3.Finish(hash, (uint)bytes.Length);
    }
}
