using System.Buffers.Binary;
using System.Numerics;

namespace Gateway.Compute.Sketches;

/// <summary>Hashes bytes to 128 bits, as the sketches of Apache DataSketches do.</summary>
/// <remarks>Algorithm: Austin Appleby, MurmurHash3 x64 128. Integers are hashed as their little-endian bytes.</remarks>
internal static class MurmurHash128
{
    /// <summary>The seed that sketches use unless told otherwise.</summary>
    public const ulong SketchSeed = 9001;

    /// <summary>The 16 bits by which a sketch tells its seed.</summary>
    public const ushort SketchSeedHash = 0x93CC;

    private const ulong First = 0x87c37b91114253d5;
    private const ulong Second = 0x4cf5ad432745937f;

    public static (ulong Low, ulong High) Hash(ReadOnlySpan<byte> bytes, ulong seed = SketchSeed)
    {
        ulong low = seed;
        ulong high = seed;
        var rest = bytes;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            low = BitOperations.RotateLeft(low ^ MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) + high;
            low = low * 5 + 0x52dce729;
            high = BitOperations.RotateLeft(high ^ MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])), 31) + low;
            high = high * 5 + 0x38495ab5;
        }
        if (rest.Length > 8)
        {
            high ^= MixSecond(Tail(rest[8..]));
        }
        if (rest.Length > 0)
        {
            low ^= MixFirst(Tail(rest[..Math.Min(8, rest.Length)]));
        }
        low ^= (ulong)bytes.Length;
        high ^= (ulong)bytes.Length;
        low += high;
        high += low;
        low = Finish(low);
        high = Finish(high);
        low += high;
        high += low;
        return (low, high);
    }

    public static (ulong Low, ulong High) Hash(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Hash(bytes);
    }

    private static ulong Tail(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            value |= (ulong)bytes[i] << (8 * i);
        }
        return value;
    }

    private static ulong MixFirst(ulong value) => BitOperations.RotateLeft(value * First, 31) * Second;

    private static ulong MixSecond(ulong value) => BitOperations.RotateLeft(value * Second, 33) * First;

    private static ulong Finish(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
