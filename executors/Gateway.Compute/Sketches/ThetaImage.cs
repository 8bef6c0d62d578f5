using System.Buffers.Binary;
using System.Numerics;
using Gateway.Compute.Text;

namespace Gateway.Compute.Sketches;

/// <summary>Reads and writes the compact binary form of Theta sketches: sorted hashes, their differences packed to as many bits as the largest needs.</summary>
/// <remarks>Layout: Apache DataSketches Theta, serial versions 3 (plain) and 4 (packed).</remarks>
internal static class ThetaImage
{
    public const int Family = 3;
    private const int ReadOnlyFlag = 2;
    private const int EmptyFlag = 4;
    private const int CompactFlag = 8;
    private const int OrderedFlag = 16;
    private const int SingleFlag = 32;

    /// <summary>Writes a sketch, sorting its keys.</summary>
    public static void Write(CompactKeys keys, TextBuffer output)
    {
        keys.Sort();
        bool empty = keys.IsEmpty || (keys.Count == 0 && keys.Theta == long.MaxValue);
        if (empty || keys.Count == 0 || (keys.Count == 1 && keys.Theta == long.MaxValue))
        {
            WritePlain(keys, empty, output);
            return;
        }
        long bits = 0;
        long previous = 0;
        foreach (long key in keys.Keys)
        {
            bits |= key - previous;
            previous = key;
        }
        int width = 64 - BitOperations.LeadingZeroCount((ulong)bits);
        int countBytes = (32 - BitOperations.LeadingZeroCount((uint)keys.Count) + 7) / 8;
        var head = output.Reserve(24)[..24];
        head.Clear();
        bool estimates = keys.Theta < long.MaxValue;
        head[0] = (byte)(estimates ? 2 : 1);
        head[1] = 4;
        head[2] = Family;
        head[3] = (byte)width;
        head[4] = (byte)countBytes;
        head[5] = ReadOnlyFlag | CompactFlag | OrderedFlag;
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], MurmurHash128.SketchSeedHash);
        int at = 8;
        if (estimates)
        {
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], keys.Theta);
            at = 16;
        }
        for (int i = 0; i < countBytes; i++)
        {
            head[at++] = (byte)(keys.Count >> (8 * i));
        }
        output.Advance(at);
        WritePacked(keys.Keys, width, output);
    }

    private static void WritePlain(CompactKeys keys, bool empty, TextBuffer output)
    {
        bool estimates = keys.Theta < long.MaxValue && !empty;
        int longs = (estimates ? 3 : 1) + keys.Count;
        var bytes = output.Reserve(8 * longs)[..(8 * longs)];
        bytes.Clear();
        bytes[0] = (byte)(estimates ? 3 : 1);
        bytes[1] = 3;
        bytes[2] = Family;
        bytes[5] = (byte)(ReadOnlyFlag | CompactFlag | OrderedFlag | (empty ? EmptyFlag : 0) | (keys.Count == 1 && !estimates ? SingleFlag : 0));
        if (!empty)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], MurmurHash128.SketchSeedHash);
        }
        if (estimates)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], keys.Count);
            BinaryPrimitives.WriteSingleLittleEndian(bytes[12..], 1.0f);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], keys.Theta);
        }
        for (int i = 0; i < keys.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(8 * (longs - keys.Count + i))..], keys.Keys[i]);
        }
        output.Advance(bytes.Length);
    }

    /// <summary>Writes the differences of neighbours, highest bit first.</summary>
    private static void WritePacked(ReadOnlySpan<long> keys, int width, TextBuffer output)
    {
        int free = 8;
        byte current = 0;
        long previous = 0;
        foreach (long key in keys)
        {
            long difference = key - previous;
            previous = key;
            for (int left = width; left > 0;)
            {
                int taken = Math.Min(left, free);
                left -= taken;
                free -= taken;
                current |= (byte)(((difference >> left) & ((1 << taken) - 1)) << free);
                if (free == 0)
                {
                    output.Append(current);
                    current = 0;
                    free = 8;
                }
            }
        }
        if (free < 8)
        {
            output.Append(current);
        }
    }

    /// <summary>Reads a sketch of the Theta family; false when the bytes are damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, CompactKeys keys)
    {
        keys.Clear();
        if (bytes.Length < 8 || bytes[2] != Family)
        {
            return false;
        }
        int flags = bytes[5];
        switch (bytes[1])
        {
            case 3:
                return TryReadPlain(bytes, flags, keys);
            case 4:
                return TryReadPacked(bytes, flags, keys);
            default:
                return false;
        }
    }

    private static bool TryReadPlain(ReadOnlySpan<byte> bytes, int flags, CompactKeys keys)
    {
        if ((flags & EmptyFlag) != 0)
        {
            return true;
        }
        int longs = bytes[0] & 0x3F;
        if ((flags & (CompactFlag | ReadOnlyFlag)) != (CompactFlag | ReadOnlyFlag) || longs is < 1 or > 3 || bytes.Length < 8 * longs)
        {
            return false;
        }
        int count = longs == 1 ? 1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (count < 0 || bytes.Length < 8L * (longs + count))
        {
            return false;
        }
        keys.IsEmpty = false;
        keys.Theta = longs == 3 ? BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]) : long.MaxValue;
        for (int i = 0; i < count; i++)
        {
            keys.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * (longs + i))..]), default);
        }
        return true;
    }

    private static bool TryReadPacked(ReadOnlySpan<byte> bytes, int flags, CompactKeys keys)
    {
        if ((flags & EmptyFlag) != 0)
        {
            return true;
        }
        int longs = bytes[0] & 0x3F;
        int width = bytes[3];
        int countBytes = bytes[4];
        int at = 8 * longs;
        if (longs is < 1 or > 2 || width is 0 or > 63 || countBytes > 4 || bytes.Length < at + countBytes)
        {
            return false;
        }
        long count = 0;
        for (int i = 0; i < countBytes; i++)
        {
            count |= (long)bytes[at++] << (8 * i);
        }
        if (bytes.Length < at + (count * width + 7) / 8)
        {
            return false;
        }
        keys.IsEmpty = false;
        keys.Theta = longs == 2 ? BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) : long.MaxValue;
        long previous = 0;
        long bit = 8L * at;
        for (long i = 0; i < count; i++)
        {
            long difference = 0;
            for (int left = width; left > 0;)
            {
                int offset = (int)(bit & 7);
                int taken = Math.Min(left, 8 - offset);
                difference = (difference << taken) | (long)((bytes[(int)(bit >> 3)] >> (8 - offset - taken)) & ((1 << taken) - 1));
                left -= taken;
                bit += taken;
            }
            previous += difference;
            keys.Add(previous, default);
        }
        return true;
    }
}
