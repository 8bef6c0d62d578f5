using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.Compute.Numerics;

/// <summary>The 32-bit x86 Murmur3 hash as Spark applies it: trailing bytes are mixed one by one, sign extended.</summary>
public static class Murmur3
{
    public const int Seed = 42;

    public static int Hash(int value, int seed) => (int)Finish(Mix((uint)seed, (uint)value), 4);

    public static int Hash(long value, int seed)
    {
        uint hash = Mix((uint)seed, (uint)value);
        return (int)Finish(Mix(hash, (uint)((ulong)value >> 32)), 8);
    }

    public static int Hash(ReadOnlySpan<byte> bytes, int seed)
    {
        uint hash = (uint)seed;
        int aligned = bytes.Length & ~3;
        for (int i = 0; i < aligned; i += 4)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        }
        for (int i = aligned; i < bytes.Length; i++)
        {
            hash = Mix(hash, (uint)(sbyte)bytes[i]);
        }
        return (int)Finish(hash, (uint)bytes.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Mix(uint hash, uint block)
    {
        block = unchecked(BitOperations.RotateLeft(block * 0xcc9e2d51u, 15) * 0x1b873593u);
        return unchecked((BitOperations.RotateLeft(hash ^ block, 13) * 5) + 0xe6546b64u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Finish(uint hash, uint length)
    {
        hash ^= length;
        hash = unchecked((hash ^ (hash >> 16)) * 0x85ebca6bu);
        hash = unchecked((hash ^ (hash >> 13)) * 0xc2b2ae35u);
        return hash ^ (hash >> 16);
    }
}
