using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Codecs;

/// <summary>Decompresses raw Snappy blocks. Every read and write is inside the given bounds; damage raises an exception.</summary>
/// <remarks>Layout: Snappy format description of 2011. The target needs 64 bytes of slack for copies that run over.</remarks>
internal static unsafe class SnappyDecoder
{
    /// <summary>Decompresses into exactly <paramref name="targetLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decompress(byte* source, int sourceLength, byte* target, int targetLength)
    {
        byte* input = source;
        byte* inputEnd = source + sourceLength;
        ulong length = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (input >= inputEnd || shift > 28)
            {
                throw Damaged();
            }
            byte part = *input++;
            length |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }
        if (length != (ulong)targetLength)
        {
            throw Damaged();
        }
        byte* output = target;
        byte* outputEnd = target + targetLength;
        while (input < inputEnd)
        {
            uint tag = *input++;
            if ((tag & 3) == 0)
            {
                long count = (tag >> 2) + 1;
                if (count <= 16 && inputEnd - input >= 16 && outputEnd - output >= count)
                {
                    // SAFETY: 16 bytes are readable, and the slack takes what is written past the count.
                    Vector128.Load(input).Store(output);
                    input += count;
                    output += count;
                    continue;
                }
                if (count > 60)
                {
                    int extra = (int)count - 60;
                    if (inputEnd - input < extra)
                    {
                        throw Damaged();
                    }
                    count = 0;
                    for (int i = 0; i < extra; i++)
                    {
                        count |= (long)input[i] << (8 * i);
                    }
                    count++;
                    input += extra;
                }
                if (count > inputEnd - input || count > outputEnd - output)
                {
                    throw Damaged();
                }
                Unsafe.CopyBlockUnaligned(output, input, (uint)count);
                input += count;
                output += count;
                continue;
            }
            long distance;
            int matched;
            switch (tag & 3)
            {
                case 1:
                    if (input >= inputEnd)
                    {
                        throw Damaged();
                    }
                    matched = 4 + (int)(tag >> 2 & 7);
                    distance = (tag >> 5 << 8) | *input++;
                    break;
                case 2:
                    if (inputEnd - input < 2)
                    {
                        throw Damaged();
                    }
                    matched = 1 + (int)(tag >> 2);
                    distance = *(ushort*)input;
                    input += 2;
                    break;
                default:
                    if (inputEnd - input < 4)
                    {
                        throw Damaged();
                    }
                    matched = 1 + (int)(tag >> 2);
                    distance = *(uint*)input;
                    input += 4;
                    break;
            }
            if (distance == 0 || distance > output - target || matched > outputEnd - output)
            {
                throw Damaged();
            }
            byte* from = output - distance;
            if (distance >= 16)
            {
                // SAFETY: at most 64 bytes match; what is written past them falls into the slack or is overwritten later.
                Vector128.Load(from).Store(output);
                for (int done = 16; done < matched; done += 16)
                {
                    Vector128.Load(from + done).Store(output + done);
                }
            }
            else if (distance >= 8)
            {
                for (int done = 0; done < matched; done += 8)
                {
                    *(ulong*)(output + done) = *(ulong*)(from + done);
                }
            }
            else
            {
                for (int i = 0; i < matched; i++)
                {
                    output[i] = from[i];
                }
            }
            output += matched;
        }
        if (output != outputEnd)
        {
            throw Damaged();
        }
    }

    private static ParquetFormatException Damaged() => new("a compressed block is damaged");
}
