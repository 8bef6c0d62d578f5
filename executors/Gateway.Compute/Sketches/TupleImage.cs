using System.Buffers.Binary;
using Gateway.Compute.Text;

namespace Gateway.Compute.Sketches;

/// <summary>Reads and writes the compact binary form of Tuple sketches with one number a key.</summary>
/// <remarks>Layout: Apache DataSketches Tuple, serial version 3; a summary is its number and the byte of its mode.</remarks>
internal static class TupleImage
{
    public const int Family = 9;
    private const int CompactType = 1;
    private const int ReadOnlyFlag = 2;
    private const int EmptyFlag = 4;
    private const int CompactFlag = 8;

    public static void Write(CompactKeys keys, bool isDouble, TextBuffer output)
    {
        bool estimates = keys.IsEstimating;
        bool single = keys.Count == 1 && !estimates;
        int longs = keys.IsEmpty || single ? 1 : estimates ? 3 : 2;
        int entry = isDouble ? 17 : 13;
        int length = 8 * longs + entry * keys.Count;
        var bytes = output.Reserve(length)[..length];
        bytes.Clear();
        bytes[0] = (byte)longs;
        bytes[1] = 3;
        bytes[2] = Family;
        bytes[3] = CompactType;
        bytes[5] = (byte)(CompactFlag | ReadOnlyFlag | (keys.IsEmpty ? EmptyFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], MurmurHash128.SketchSeedHash);
        if (longs > 1)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], keys.Count);
        }
        if (longs > 2)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], keys.Theta);
        }
        var rest = bytes[(8 * longs)..];
        for (int i = 0; i < keys.Count; i++, rest = rest[entry..])
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, keys.Keys[i]);
            var summary = keys.Summaries[i];
            if (isDouble)
            {
                BinaryPrimitives.WriteInt64LittleEndian(rest[8..], summary.Bits);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(rest[8..], (int)summary.Bits);
            }
            rest[entry - 1] = (byte)summary.Mode;
        }
        output.Advance(length);
    }

    /// <summary>Reads a sketch of the Tuple family; false when the bytes are damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool isDouble, CompactKeys keys)
    {
        keys.Clear();
        if (bytes.Length < 8 || bytes[1] != 3 || bytes[2] != Family || bytes[3] != CompactType || bytes[0] is < 1 or > 3)
        {
            return false;
        }
        if ((bytes[5] & EmptyFlag) != 0)
        {
            return true;
        }
        int longs = bytes[0];
        int entry = isDouble ? 17 : 13;
        if (bytes.Length < 8 * longs)
        {
            return false;
        }
        int count = longs == 1 ? 1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (count < 0 || bytes.Length < 8L * longs + (long)entry * count)
        {
            return false;
        }
        keys.IsEmpty = false;
        keys.Theta = longs > 2 ? BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]) : long.MaxValue;
        var rest = bytes[(8 * longs)..];
        for (int i = 0; i < count; i++, rest = rest[entry..])
        {
            long bits = isDouble ? BinaryPrimitives.ReadInt64LittleEndian(rest[8..]) : BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            if (rest[entry - 1] > (byte)SummaryMode.AlwaysOne)
            {
                return false;
            }
            keys.Add(BinaryPrimitives.ReadInt64LittleEndian(rest), new KeySummary(bits, (SummaryMode)rest[entry - 1]));
        }
        return true;
    }
}
