using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.Compute.Kernels;

/// <summary>The 64-bit xxHash as Spark applies it to ints, longs and bytes.</summary>
public static class XxHash64
{
    public const long Seed = 42;

    private const ulong Prime1 = 0x9E3779B185EBCA87UL;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4FUL;
    private const ulong Prime3 = 0x165667B19E3779F9UL;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63UL;
    private const ulong Prime5 = 0x27D4EB2F165667C5UL;

    public static long Hash(int value, long seed)
    {
        unchecked
        {
            ulong hash = (ulong)seed + Prime5 + 4;
            hash ^= (uint)value * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            return (long)Finish(hash);
        }
    }

    public static long Hash(long value, long seed)
    {
        unchecked
        {
            ulong hash = (ulong)seed + Prime5 + 8;
            hash ^= Round(0, (ulong)value);
            hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
            return (long)Finish(hash);
        }
    }

    public static long Hash(ReadOnlySpan<byte> bytes, long seed)
    {
        unchecked
        {
            ulong hash;
            int length = bytes.Length;
            if (length >= 32)
            {
                ulong a = (ulong)seed + Prime1 + Prime2;
                ulong b = (ulong)seed + Prime2;
                ulong c = (ulong)seed;
                ulong d = (ulong)seed - Prime1;
                while (bytes.Length >= 32)
                {
                    a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                    b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
                    c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
                    d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
                    bytes = bytes[32..];
                }
                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
                hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            }
            else
            {
                hash = (ulong)seed + Prime5;
            }
            hash += (ulong)length;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
            }
            if (bytes.Length >= 4)
            {
                hash ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime1;
                hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
                bytes = bytes[4..];
            }
            foreach (byte value in bytes)
            {
                hash ^= value * Prime5;
                hash = BitOperations.RotateLeft(hash, 11) * Prime1;
            }
            return (long)Finish(hash);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong accumulator, ulong input) => unchecked(BitOperations.RotateLeft(accumulator + (input * Prime2), 31) * Prime1);

    private static ulong Merge(ulong hash, ulong accumulator) => unchecked(((hash ^ Round(0, accumulator)) * Prime1) + Prime4);

    private static ulong Finish(ulong hash)
    {
        hash = unchecked((hash ^ (hash >> 33)) * Prime2);
        hash = unchecked((hash ^ (hash >> 29)) * Prime3);
        return hash ^ (hash >> 32);
    }
}
