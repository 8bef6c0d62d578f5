using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gateway.Storage.Parquet.Pages;

/// <summary>Unpacks little-endian bit-packed numbers.</summary>
/// <remarks>Reads up to 32 bytes past the last packed bit: page buffers have that slack.</remarks>
internal static unsafe class BitUnpacker
{
    /// <summary>Up to this width four bytes hold any value whatever its bit phase.</summary>
    private const int WidestVector = 25;
    private const int TableBytes = 64;

    /// <summary>For each width: byte shuffles for values 0-3 and 4-7, then eight shifts.</summary>
    private static readonly byte* _tables = BuildTables();

    /// <summary>Unpacks values from number <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* source, long first, int width, int* target, int count)
    {
        int done = 0;
        if (Avx2.IsSupported && width is > 0 and <= WidestVector)
        {
            // Up to a whole byte, so that every group of eight begins on one.
            int head = (int)Math.Min(count, -first & 7);
            Scalar(source, first, width, target, head);
            done = head;
            byte* table = _tables + width * TableBytes;
            var low = Vector128.Load(table);
            var high = Vector128.Load(table + 16);
            var shifts = Vector256.Load((uint*)(table + 32));
            var mask = Vector256.Create((1u << width) - 1);
            byte* next = source + ((first + done) >> 3) * width;
            int halfway = 4 * width >> 3;
            for (; done + 8 <= count; done += 8)
            {
                // SAFETY: the caller checked that all packed bits are inside the page; loads run over by less than the slack.
                var a = Ssse3.Shuffle(Vector128.Load(next), low);
                var b = Ssse3.Shuffle(Vector128.Load(next + halfway), high);
                var words = Vector256.Create(a, b).AsUInt32();
                (Avx2.ShiftRightLogicalVariable(words, shifts) & mask).Store((uint*)(target + done));
                next += width;
            }
        }
        Scalar(source, first + done, width, target + done, count - done);
    }

    private static void Scalar(byte* source, long first, int width, int* target, int count)
    {
        ulong mask = (1UL << width) - 1;
        long bit = first * width;
        for (int i = 0; i < count; i++)
        {
            target[i] = (int)((*(ulong*)(source + (bit >> 3)) >> (int)(bit & 7)) & mask);
            bit += width;
        }
    }

    /// <summary>Unpacks 64-bit values of any width up to 64.</summary>
    public static void UnpackLong(byte* source, int width, ulong* target, int count)
    {
        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        long bit = 0;
        for (int i = 0; i < count; i++)
        {
            int phase = (int)(bit & 7);
            byte* at = source + (bit >> 3);
            ulong value = *(ulong*)at >> phase;
            if (phase + width > 64)
            {
                value |= (ulong)at[8] << (64 - phase);
            }
            target[i] = value & mask;
            bit += width;
        }
    }

    private static byte* BuildTables()
    {
        byte* tables = (byte*)NativeMemory.AlignedAlloc((WidestVector + 1) * TableBytes, 64);
        for (int width = 1; width <= WidestVector; width++)
        {
            byte* table = tables + width * TableBytes;
            for (int value = 0; value < 8; value++)
            {
                int bit = value < 4 ? value * width : (4 * width & 7) + (value - 4) * width;
                for (int part = 0; part < 4; part++)
                {
                    table[(value < 4 ? 0 : 16) + (value & 3) * 4 + part] = (byte)((bit >> 3) + part);
                }
                ((uint*)(table + 32))[value] = (uint)(bit & 7);
            }
        }
        return tables;
    }
}
