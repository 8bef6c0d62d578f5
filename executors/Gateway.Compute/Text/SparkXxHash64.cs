using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.Compute.Text;

/// <summary>Computes Spark's 64-bit xxHash, which users see in xxhash64().</summary>
public static class SparkXxHash64
{
    public const long DefaultSeed = 42;

    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    public static long Hash(int value, long seed)
    {
        ulong hash = (ulong)seed + Prime5 + 4;
        hash ^= (uint)value * Prime1;
        return Finish((BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3);
    }

    public static long Hash(long value, long seed)
    {
        ulong hash = (ulong)seed + Prime5 + 8;
        hash ^= BitOperations.RotateLeft((ulong)value * Prime2, 31) * Prime1;
        return Finish((BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4);
    }

    public static long Hash(bool value, long seed) => Hash(value ? 1 : 0, seed);

    /// <summary>Negative zero hashes as zero and every NaN alike.</summary>
    public static long Hash(float value, long seed) => Hash(SparkHashing.CanonicalBits(value), seed);

    /// <inheritdoc cref="Hash(float, long)"/>
    public static long Hash(double value, long seed) => Hash(SparkHashing.CanonicalBits(value), seed);

    public static long Hash(ReadOnlySpan<byte> bytes, long seed)
    {
        ReadOnlySpan<byte> rest = bytes;
        ulong hash;
        if (bytes.Length >= 32)
        {
            ulong lane1 = (ulong)seed + Prime1 + Prime2;
            ulong lane2 = (ulong)seed + Prime2;
            ulong lane3 = (ulong)seed;
            ulong lane4 = (ulong)seed - Prime1;
            for (; rest.Length >= 32; rest = rest[32..])
            {
                lane1 = Round(lane1, rest);
                lane2 = Round(lane2, rest[8..]);
                lane3 = Round(lane3, rest[16..]);
                lane4 = Round(lane4, rest[24..]);
            }

            hash = BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7) +
                BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
            hash = Merge(hash, lane1);
            hash = Merge(hash, lane2);
            hash = Merge(hash, lane3);
            hash = Merge(hash, lane4);
        }
        else
        {
            hash = (ulong)seed + Prime5;
        }

        hash += (ulong)bytes.Length;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            ulong key = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            hash ^= BitOperations.RotateLeft(key * Prime2, 31) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
        }

        if (rest.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            rest = rest[4..];
        }

        foreach (byte unit in rest)
        {
            hash ^= unit * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        return Finish(hash);
    }

    /// <summary>Hashes a decimal by the precision of its type.</summary>
    public static long HashDecimal(Int128 unscaled, int precision, long seed)
    {
        if (precision <= 18)
        {
            return Hash((long)unscaled, seed);
        }

        Span<byte> bytes = stackalloc byte[16];
        return Hash(SparkHashing.MinimalBigEndian(unscaled, bytes), seed);
    }

    public static long HashInterval(int months, int days, long micros, long seed) => Hash(months, Hash(days, Hash(micros, seed)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong lane, ReadOnlySpan<byte> input) =>
        BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt64LittleEndian(input) * Prime2), 31) * Prime1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Merge(ulong hash, ulong lane) =>
        ((hash ^ (BitOperations.RotateLeft(lane * Prime2, 31) * Prime1)) * Prime1) + Prime4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Finish(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= Prime2;
        hash ^= hash >> 29;
        hash *= Prime3;
        return (long)(hash ^ (hash >> 32));
    }
}
