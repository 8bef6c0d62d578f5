using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Gateway.Compute.Text;

namespace Gateway.Compute.Sketches;

/// <summary>Reads and writes the compact binary form of KLL sketches.</summary>
/// <remarks>Layout: Apache DataSketches KLL, serial versions 1 (empty or full) and 2 (one item).</remarks>
internal static class KllImage
{
    private const int Family = 15;
    private const int EmptyFlag = 1;
    private const int SortedFlag = 2;
    private const int SingleFlag = 4;
    private const int HeadBytes = 8;
    private const int FullHeadBytes = 20;

    public static int Length<T>(ref KllState state) where T : unmanaged, INumber<T> => state.Count switch
    {
        0 => HeadBytes,
        1 => HeadBytes + KllSketch<T>.ItemBytes,
        _ => FullHeadBytes + 4 * state.Levels + (KllSketch<T>.Retained(ref state) + 2) * KllSketch<T>.ItemBytes,
    };

    /// <summary>Gives the bytes of the form that can be updated in place, which only descriptions tell.</summary>
    public static int UpdatableLength<T>(ref KllState state) where T : unmanaged, INumber<T> =>
        FullHeadBytes + 4 * (state.Levels + 1) + (state.Bounds[state.Levels] + 2) * KllSketch<T>.ItemBytes;

    public static void Write<T>(ref KllState state, TextBuffer output) where T : unmanaged, INumber<T>
    {
        int length = Length<T>(ref state);
        var bytes = output.Reserve(length)[..length];
        bytes.Clear();
        bytes[0] = (byte)(state.Count <= 1 ? 2 : 5);
        bytes[1] = (byte)(state.Count == 1 ? 2 : 1);
        bytes[2] = Family;
        bytes[3] = (byte)((state.Count == 0 ? EmptyFlag : 0) | (state.Count == 1 ? SingleFlag : 0) | (state.FirstIsSorted ? SortedFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)state.K);
        bytes[6] = KllSketch<T>.LeastLevelSize;
        var items = MemoryMarshal.AsBytes(KllSketch<T>.Items(ref state)[state.Bounds[0]..]);
        if (state.Count > 1)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], state.Count);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], (ushort)state.LeastK);
            bytes[18] = (byte)state.Levels;
            for (int level = 0; level < state.Levels; level++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes[(FullHeadBytes + 4 * level)..], state.Bounds[level]);
            }
            var ends = bytes[(FullHeadBytes + 4 * state.Levels)..];
            MemoryMarshal.Write(ends, in KllSketch<T>.Least(ref state));
            MemoryMarshal.Write(ends[KllSketch<T>.ItemBytes..], in KllSketch<T>.Most(ref state));
        }
        items.CopyTo(bytes[(length - items.Length)..]);
        output.Advance(length);
    }

    /// <summary>Reads a sketch into a fresh state; false when the bytes are none.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> bytes, KllSketch<T> sketch, ref KllState state) where T : unmanaged, INumber<T>
    {
        if (bytes.Length < HeadBytes || bytes[2] != Family || bytes[6] != KllSketch<T>.LeastLevelSize)
        {
            return false;
        }
        int k = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        bool empty = (bytes[3] & EmptyFlag) != 0;
        if (k < KllSketch<T>.LeastLevelSize)
        {
            return false;
        }
        switch (bytes[0], bytes[1])
        {
            case (2, 1) when empty:
                sketch.Initialize(ref state, k);
                return true;
            case (2, 2) when bytes.Length >= HeadBytes + KllSketch<T>.ItemBytes:
                sketch.Initialize(ref state, k);
                sketch.Add(ref state, MemoryMarshal.Read<T>(bytes[HeadBytes..]));
                return state.Count == 1;
            case (5, 1) when !empty:
                return TryReadFull(bytes, k, sketch, ref state);
            default:
                return false;
        }
    }

    private static bool TryReadFull<T>(ReadOnlySpan<byte> bytes, int k, KllSketch<T> sketch, ref KllState state) where T : unmanaged, INumber<T>
    {
        if (bytes.Length < FullHeadBytes || bytes[18] is 0 or > KllState.MostLevels || bytes.Length < FullHeadBytes + 4 * bytes[18])
        {
            return false;
        }
        state = default;
        state.Exists = true;
        state.K = k;
        state.Coins = 0x9E3779B9;
        state.Count = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        state.LeastK = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        state.Levels = bytes[18];
        state.FirstIsSorted = (bytes[3] & SortedFlag) != 0;
        int capacity = KllSketch<T>.Capacity(k, state.Levels);
        state.Bounds[state.Levels] = capacity;
        for (int level = state.Levels - 1; level >= 0; level--)
        {
            state.Bounds[level] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(FullHeadBytes + 4 * level)..]);
            if (state.Bounds[level] < 0 || state.Bounds[level] > state.Bounds[level + 1])
            {
                return false;
            }
        }
        var rest = bytes[(FullHeadBytes + 4 * state.Levels)..];
        int itemBytes = (capacity - state.Bounds[0]) * KllSketch<T>.ItemBytes;
        if (rest.Length < 2 * KllSketch<T>.ItemBytes + itemBytes)
        {
            return false;
        }
        KllSketch<T>.Least(ref state) = MemoryMarshal.Read<T>(rest);
        KllSketch<T>.Most(ref state) = MemoryMarshal.Read<T>(rest[KllSketch<T>.ItemBytes..]);
        MemoryMarshal.Cast<byte, T>(rest.Slice(2 * KllSketch<T>.ItemBytes, itemBytes)).CopyTo(sketch.Allocate(ref state)[state.Bounds[0]..]);
        return true;
    }
}
