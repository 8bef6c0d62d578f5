using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.Compute.Text;

/// <summary>Computes Spark's 32-bit Murmur3 hash, which users see in hash(), repartition and bucketing.</summary>
/// <remarks>
/// Differs from the reference in the tail: each of the last one to three bytes is mixed in as a whole signed word. A null
/// leaves the seed as it is; containers chain their elements.
/// </remarks>
public static class SparkMurmur3
{
    public const int DefaultSeed = 42;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Hash(int value, int seed) => Finish(Mix((uint)seed, MixKey((uint)value)), 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Hash(long value, int seed)
    {
        uint hash = Mix((uint)seed, MixKey((uint)value));
        return Finish(Mix(hash, MixKey((uint)(value >> 32))), 8);
    }

    public static int Hash(bool value, int seed) => Hash(value ? 1 : 0, seed);

    /// <summary>Negative zero hashes as zero and every NaN alike.</summary>
    public static int Hash(float value, int seed) => Hash(SparkHashing.CanonicalBits(value), seed);

    /// <inheritdoc cref="Hash(float, int)"/>
    public static int Hash(double value, int seed) => Hash(SparkHashing.CanonicalBits(value), seed);

    public static int Hash(ReadOnlySpan<byte> bytes, int seed)
    {
        uint hash = (uint)seed;
        ReadOnlySpan<byte> rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash = Mix(hash, MixKey(BinaryPrimitives.ReadUInt32LittleEndian(rest)));
        }

        foreach (byte unit in rest)
        {
            hash = Mix(hash, MixKey((uint)(sbyte)unit));
        }

        return Finish(hash, bytes.Length);
    }

    /// <summary>Hashes a decimal by the precision of its type.</summary>
    public static int HashDecimal(Int128 unscaled, int precision, int seed)
    {
        if (precision <= 18)
        {
            return Hash((long)unscaled, seed);
        }

        Span<byte> bytes = stackalloc byte[16];
        return Hash(SparkHashing.MinimalBigEndian(unscaled, bytes), seed);
    }

    public static int HashInterval(int months, int days, long micros, int seed) => Hash(months, Hash(days, Hash(micros, seed)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint MixKey(uint key) => BitOperations.RotateLeft(key * 0xCC9E2D51, 15) * 0x1B873593;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint hash, uint key) => (BitOperations.RotateLeft(hash ^ key, 13) * 5) + 0xE6546B64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Finish(uint hash, int length)
    {
        hash ^= (uint)length;
        hash ^= hash >> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35;
        return (int)(hash ^ (hash >> 16));
    }
}
