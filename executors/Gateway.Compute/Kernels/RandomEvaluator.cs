using System.Buffers.Binary;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Draws a number for every active row, in row order.</summary>
internal sealed unsafe class RandomEvaluator(BoundCall site, long seed, bool gaussian, double offset = 0, double factor = 1) : Evaluator(DoubleType.Instance)
{
    private readonly Column _result = Column.Create(DoubleType.Instance, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private XorShiftRandom? _random;
    private int _partition = -1;

    public override Column Evaluate(Batch batch, Selection selection)
    {
        if (_random is null || batch.Partition != _partition)
        {
            _partition = batch.Partition;
            _random = new XorShiftRandom(unchecked(seed + _partition));
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        double* values = _result.Data<double>();
        for (int i = 0; i < selection.Count; i++)
        {
            double drawn = gaussian ? _random.NextGaussian() : _random.NextDouble();
            values[selection[i]] = factor == 1 && offset == 0 ? drawn : offset + (factor * drawn);
        }
        return _result;
    }
}

/// <summary>Marsaglia's xor-shift generator as Spark seeds and steps it.</summary>
public sealed class XorShiftRandom(long seed)
{
    private const uint ArraySeed = 0x3c074a61;

    private long _state = HashSeed(seed);
    private double _spare;
    private bool _hasSpare;

    /// <summary>Draws from [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (((long)Next(26) << 27) + Next(27)) * (1.0 / (1L << 53));

    /// <summary>Draws a whole number from [0, bound), as java.util.Random does.</summary>
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

    public long NextLong() => unchecked(((long)Next(32) << 32) + Next(32));

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
        double scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * scale;
        _hasSpare = true;
        return x * scale;
    }

    private int Next(int bits)
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
