using System.Buffers.Binary;

namespace Gateway.Storage.Codecs;

/// <summary>Compresses raw Snappy blocks with one hash table of four-byte matches.</summary>
internal static class SnappyEncoder
{
    private const int HashBits = 13;

    /// <summary>Compresses at most 64 KiB and returns the bytes written. The target needs a sixth more than the source, and 32 bytes.</summary>
    public static int Store(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int output = 0;
        for (uint left = (uint)source.Length; ; left >>= 7)
        {
            target[output++] = (byte)(left >= 0x80 ? left & 0x7F | 0x80 : left);
            if (left < 0x80)
            {
                break;
            }
        }
        Span<ushort> table = new ushort[1 << HashBits];
        int literal = 0;
        int position = 1;
        while (position + 8 <= source.Length)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(source[position..]);
            ref ushort slot = ref table[(int)(word * 0x1E35A7BD >> (32 - HashBits))];
            int candidate = slot;
            slot = (ushort)position;
            if (candidate >= position || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != word)
            {
                position++;
                continue;
            }
            int length = 4 + source[(candidate + 4)..].CommonPrefixLength(source[(position + 4)..]);
            output = Literal(source[literal..position], target, output);
            int distance = position - candidate;
            position += length;
            for (; length > 0; length -= Math.Min(length, 64))
            {
                int part = Math.Min(length, 64);
                target[output++] = (byte)((part - 1) << 2 | 2);
                BinaryPrimitives.WriteUInt16LittleEndian(target[output..], (ushort)distance);
                output += 2;
            }
            literal = position;
        }
        return Literal(source[literal..], target, output);
    }

    private static int Literal(ReadOnlySpan<byte> bytes, Span<byte> target, int output)
    {
        if (bytes.IsEmpty)
        {
            return output;
        }
        int count = bytes.Length - 1;
        if (count < 60)
        {
            target[output++] = (byte)(count << 2);
        }
        else
        {
            target[output++] = 61 << 2;
            BinaryPrimitives.WriteUInt16LittleEndian(target[output..], (ushort)count);
            output += 2;
        }
        bytes.CopyTo(target[output..]);
        return output + bytes.Length;
    }
}
