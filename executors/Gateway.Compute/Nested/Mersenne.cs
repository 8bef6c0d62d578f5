namespace Gateway.Compute.Nested;

/// <summary>The Mersenne twister (MT19937) with the seeding and bounded draws that Spark's uuid and shuffle use.</summary>
/// <remarks>Source: Matsumoto and Nishimura 1998 for the generator; init_by_array of their 2002 revision for seeding with the two words of a 64-bit seed.</remarks>
internal sealed class Mersenne
{
    private const int Size = 624;
    private const int Middle = 397;
    private readonly uint[] _state = new uint[Size];
    private int _index;

    public Mersenne(long seed)
    {
        ReadOnlySpan<uint> key = [(uint)(seed >>> 32), (uint)seed];
        SeedWord(19650218);
        int i = 1;
        int j = 0;
        for (int k = Size; k > 0; k--)
        {
            _state[i] = (_state[i] ^ (_state[i - 1] ^ _state[i - 1] >> 30) * 1664525) + key[j] + (uint)j;
            Advance(ref i);
            j = (j + 1) % key.Length;
        }
        for (int k = Size - 1; k > 0; k--)
        {
            _state[i] = (_state[i] ^ (_state[i - 1] ^ _state[i - 1] >> 30) * 1566083941) - (uint)i;
            Advance(ref i);
        }
        _state[0] = 0x80000000;
        _index = Size;
    }

    public int NextInt32() => (int)NextWord();

    public long NextInt64() => (long)NextWord() << 32 | NextWord();

    /// <summary>Draws a number from 0 up to, not including, a bound.</summary>
    public int Next(int bound)
    {
        if ((bound & -bound) == bound)
        {
            return (int)((long)bound * (NextWord() >> 1) >> 31);
        }
        int bits;
        int value;
        do
        {
            bits = (int)(NextWord() >> 1);
            value = bits % bound;
        }
        while (unchecked(bits - value + (bound - 1)) < 0);
        return value;
    }

    private void Advance(ref int i)
    {
        i++;
        if (i >= Size)
        {
            _state[0] = _state[Size - 1];
            i = 1;
        }
    }

    private void SeedWord(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Size; i++)
        {
            _state[i] = 1812433253 * (_state[i - 1] ^ _state[i - 1] >> 30) + (uint)i;
        }
    }

    private uint NextWord()
    {
        if (_index >= Size)
        {
            Refill();
        }
        uint word = _state[_index++];
        word ^= word >> 11;
        word ^= word << 7 & 0x9D2C5680;
        word ^= word << 15 & 0xEFC60000;
        return word ^ word >> 18;
    }

    private void Refill()
    {
        for (int k = 0; k < Size; k++)
        {
            uint mixed = _state[k] & 0x80000000 | _state[(k + 1) % Size] & 0x7FFFFFFF;
            _state[k] = _state[(k + Middle) % Size] ^ mixed >> 1 ^ ((mixed & 1) == 0 ? 0 : 0x9908B0DF);
        }
        _index = 0;
    }
}
