using System.Buffers.Binary;
using System.Numerics;

namespace Gateway.Compute.Kernels;

/// <summary>Computes SHA-224, which the platform lacks. Source: FIPS 180-4.</summary>
internal static class Sha224
{
    private static readonly uint[] _constants = [.. Primes(64).Select(static prime => Fraction(Math.Cbrt, prime, 3))];

    /// <summary>Writes the 28 digest bytes and returns their number.</summary>
    public static int HashData(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        Span<uint> state = [0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4];
        long bits = (long)message.Length * 8;
        for (; message.Length >= 64; message = message[64..])
        {
            Block(message[..64], state);
        }
        Span<byte> last = stackalloc byte[128];
        message.CopyTo(last);
        last[message.Length] = 0x80;
        int padded = message.Length < 56 ? 64 : 128;
        BinaryPrimitives.WriteInt64BigEndian(last[(padded - 8)..], bits);
        Block(last[..64], state);
        if (padded == 128)
        {
            Block(last[64..], state);
        }
        for (int i = 0; i < 7; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], state[i]);
        }
        return 28;
    }

    /// <summary>Computes the keyed code of RFC 2104.</summary>
    public static byte[] Authenticate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        const int blockBytes = 64;
        Span<byte> block = stackalloc byte[blockBytes];
        block.Clear();
        if (key.Length > blockBytes)
        {
            HashData(key, block);
        }
        else
        {
            key.CopyTo(block);
        }
        Span<byte> digest = stackalloc byte[28];
        HashData(Padded(block, 0x36, message), digest);
        var code = new byte[digest.Length];
        HashData(Padded(block, 0x5c, digest), code);
        return code;
    }

    private static byte[] Padded(ReadOnlySpan<byte> block, byte mask, ReadOnlySpan<byte> tail)
    {
        var bytes = new byte[block.Length + tail.Length];
        for (int i = 0; i < block.Length; i++)
        {
            bytes[i] = (byte)(block[i] ^ mask);
        }
        tail.CopyTo(bytes.AsSpan(block.Length));
        return bytes;
    }

    private static void Block(ReadOnlySpan<byte> block, Span<uint> state)
    {
        Span<uint> words = stackalloc uint[64];
        for (int i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }
        for (int i = 16; i < 64; i++)
        {
            uint x = words[i - 15];
            uint y = words[i - 2];
            uint small = BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);
            uint large = BitOperations.RotateRight(y, 17) ^ BitOperations.RotateRight(y, 19) ^ (y >> 10);
            words[i] = unchecked(words[i - 16] + small + words[i - 7] + large);
        }
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (int i = 0; i < 64; i++)
        {
            uint first = unchecked(h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + _constants[i] + words[i]);
            uint second = unchecked((BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c)));
            (h, g, f, e, d, c, b, a) = (g, f, e, unchecked(d + first), c, b, a, unchecked(first + second));
        }
        ReadOnlySpan<uint> added = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < 8; i++)
        {
            state[i] = unchecked(state[i] + added[i]);
        }
    }

    private static IEnumerable<int> Primes(int count) => Enumerable.Range(2, 310).Where(static n => !Enumerable.Range(2, n - 2).Any(d => n % d == 0)).Take(count);

    /// <summary>The first 32 bits of the fraction of a prime's root, exactly: the largest r with r^3 at most prime * 2^96.</summary>
    private static uint Fraction(Func<double, double> root, int prime, int power)
    {
        var scaled = new BigInteger(prime) << (32 * power);
        var guess = new BigInteger(root(prime) * 4294967296.0);
        while (BigInteger.Pow(guess, power) > scaled)
        {
            guess--;
        }
        while (BigInteger.Pow(guess + 1, power) <= scaled)
        {
            guess++;
        }
        return (uint)(guess & uint.MaxValue);
    }
}
