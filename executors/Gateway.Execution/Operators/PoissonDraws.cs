namespace Gateway.Execution.Operators;

/// <summary>Draws how often each row of a sample with replacement is taken: a Poisson distribution over the WELL19937c generator, as Spark's samplers seed it.</summary>
/// <remarks>Generator: Panneton, L'Ecuyer and Matsumoto, "Improved long-period generators based on linear recurrences modulo 2", with tempering.</remarks>
internal sealed class PoissonDraws
{
    private const int Words = 624;
    private const int FirstOffset = 70;
    private const int SecondOffset = 179;
    private const int ThirdOffset = 449;

    /// <summary>From this mean on Spark draws by another method, which samples of rows do not meet in practice.</summary>
    private const double RejectionMean = 40;

    private readonly uint[] _state = new uint[Words];
    private readonly double _mean;
    private readonly double _limit;
    private int _index;

    public PoissonDraws(double mean, long seed)
    {
        _mean = mean;
        _limit = Math.Exp(-mean);
        _state[0] = (uint)(ulong)(seed >>> 32);
        _state[1] = unchecked((uint)seed);
        for (int i = 2; i < Words; i++)
        {
            long previous = unchecked((int)_state[i - 2]);
            _state[i] = unchecked((uint)((1812433253L * (previous ^ (previous >> 30))) + i));
        }
    }

    /// <summary>Draws a count by multiplying uniform numbers until they fall below e^-mean.</summary>
    public int Next()
    {
        if (_mean >= RejectionMean)
        {
            return NextLarge();
        }
        double product = 1;
        int count = 0;
        while (count < 1000 * _mean)
        {
            product *= NextDouble();
            if (product < _limit)
            {
                break;
            }
            count++;
        }
        return count;
    }

    /// <summary>Sums draws of smaller means.</summary>
    private int NextLarge()
    {
        double left = _mean;
        int count = 0;
        while (left > 0)
        {
            double part = Math.Min(left, RejectionMean / 2);
            double limit = Math.Exp(-part);
            for (double product = NextDouble(); product >= limit; product *= NextDouble())
            {
                count++;
            }
            left -= part;
        }
        return count;
    }

    private double NextDouble()
    {
        long high = (long)(NextBits() >>> 6) << 26;
        return (high | (NextBits() >>> 6)) * (1.0 / (1L << 52));
    }

    private uint NextBits()
    {
        int last = (_index + Words - 1) % Words;
        int beforeLast = (_index + Words - 2) % Words;
        uint v0 = _state[_index];
        uint v1 = _state[(_index + FirstOffset) % Words];
        uint v2 = _state[(_index + SecondOffset) % Words];
        uint v3 = _state[(_index + ThirdOffset) % Words];
        uint z0 = (0x80000000u & _state[last]) ^ (0x7FFFFFFFu & _state[beforeLast]);
        uint z1 = v0 ^ (v0 << 25) ^ v1 ^ (v1 >> 27);
        uint z2 = (v2 >> 9) ^ v3 ^ (v3 >> 1);
        uint z3 = z1 ^ z2;
        uint z4 = z0 ^ z1 ^ (z1 << 9) ^ z2 ^ (z2 << 21) ^ z3 ^ (z3 >> 21);
        _state[_index] = z3;
        _state[last] = z4;
        _state[beforeLast] &= 0x80000000u;
        _index = last;
        z4 ^= (z4 << 7) & 0xe46e1700u;
        return z4 ^ ((z4 << 15) & 0x9b868000u);
    }
}
