using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>Reads and writes the binary form of HyperLogLog sketches.</summary>
/// <remarks>Layout: Apache DataSketches HLL, serial version 1, updatable form. Sketches of 4 and 6 bits a register are read too.</remarks>
internal static unsafe class HllImage
{
    private const int Family = 7;
    private const int ListStart = 8;
    private const int SetStart = 12;
    private const int ArrayStart = 40;
    private const int EmptyFlag = 4;
    private const int CompactFlag = 8;
    private const int OutOfOrderFlag = 16;
    private const int StaleFlag = 32;
    private const int EightBits = 2;

    public static int Length(ref readonly HllState state) => state.Buffer.Length + state.Mode switch
    {
        HllMode.List => ListStart,
        HllMode.Set => SetStart,
        _ => ArrayStart,
    };

    /// <param name="bytes">As many as <see cref="Length"/> says.</param>
    public static void Write(ref HllState state, Span<byte> bytes)
    {
        HllSketch.Refresh(ref state);
        int start = bytes.Length - state.Buffer.Length;
        bytes[..start].Clear();
        bytes[0] = (byte)(start / 4);
        bytes[1] = 1;
        bytes[2] = Family;
        bytes[3] = state.LogRegisters;
        bytes[4] = state.LogCapacity;
        bytes[5] = (byte)((state.IsEmpty ? EmptyFlag : 0) | (state.OutOfOrder ? OutOfOrderFlag : 0));
        bytes[7] = (byte)((byte)state.Mode | (EightBits << 2));
        switch (state.Mode)
        {
            case HllMode.List:
                bytes[6] = (byte)state.Coupons;
                break;
            case HllMode.Set:
                BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], state.Coupons);
                break;
            case HllMode.Array:
                bytes[6] = state.Minimum;
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], state.History);
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[16..], state.SmallSum);
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[24..], state.LargeSum);
                BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], state.AtMinimum);
                break;
        }
        state.Buffer.Bytes.CopyTo(bytes[start..]);
    }

    /// <summary>Reads a sketch into a fresh state; false when the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, HllSketch sketch, AggregateHeap heap, ref HllState state)
    {
        if (bytes.Length < ListStart || bytes[1] != 1 || bytes[2] != Family || bytes[3] is < HllSketch.LeastLogRegisters or > HllSketch.MostLogRegisters || (bytes[7] & 3) == 3 || ((bytes[7] >> 2) & 3) == 3)
        {
            return false;
        }
        var mode = (HllMode)(bytes[7] & 3);
        bool compact = (bytes[5] & CompactFlag) != 0;
        int start = mode switch { HllMode.List => ListStart, HllMode.Set => SetStart, _ => ArrayStart };
        if (bytes.Length < start || (bytes[0] & 0x3F) != start / 4)
        {
            return false;
        }
        if (mode == HllMode.Array)
        {
            return TryReadArray(bytes, heap, ref state);
        }
        sketch.Initialize(ref state, bytes[3]);
        int count = mode == HllMode.List ? bytes[6] : BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (mode == HllMode.Set && !compact)
        {
            int capacity = bytes[4];
            if (capacity is < 5 or > 20 || bytes.Length < start + (4 << capacity))
            {
                return false;
            }
            state.Mode = HllMode.Set;
            state.LogCapacity = (byte)capacity;
            state.Coupons = count;
            heap.Set(ref state.Buffer, bytes.Slice(start, 4 << capacity));
            return true;
        }
        if (count < 0 || bytes.Length < start + 4L * count || (mode == HllMode.List && count > 8))
        {
            return false;
        }
        foreach (int coupon in MemoryMarshal.Cast<byte, int>(bytes.Slice(start, 4 * count)))
        {
            sketch.Add(ref state, coupon);
        }
        return true;
    }

    private static bool TryReadArray(ReadOnlySpan<byte> bytes, AggregateHeap heap, ref HllState state)
    {
        int registers = 1 << bytes[3];
        int bits = 4 + 2 * ((bytes[7] >> 2) & 3);
        int needed = bits switch { 4 => registers / 2, 6 => registers * 3 / 4 + 1, _ => registers };
        if (bytes.Length < ArrayStart + needed)
        {
            return false;
        }
        state = default;
        state.Exists = true;
        state.Mode = HllMode.Array;
        state.LogRegisters = bytes[3];
        state.OutOfOrder = (bytes[5] & OutOfOrderFlag) != 0;
        state.Stale = (bytes[5] & StaleFlag) != 0;
        state.Minimum = bytes[6];
        state.History = BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]);
        state.SmallSum = BinaryPrimitives.ReadDoubleLittleEndian(bytes[16..]);
        state.LargeSum = BinaryPrimitives.ReadDoubleLittleEndian(bytes[24..]);
        state.AtMinimum = BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]);
        var packed = bytes.Slice(ArrayStart, needed);
        if (bits == 8)
        {
            heap.Set(ref state.Buffer, packed);
            return true;
        }
        heap.Reserve(ref state.Buffer, registers);
        state.Buffer.Length = registers;
        for (int i = 0; i < registers; i++)
        {
            state.Buffer.Data[i] = bits == 4
                ? (byte)(((packed[i >> 1] >> ((i & 1) * 4)) & 15) + state.Minimum)
                : (byte)((BinaryPrimitives.ReadUInt16LittleEndian(packed[(i * 6 / 8)..]) >> (i * 6 % 8)) & 63);
        }
        if (bits == 4)
        {
            ReadExceptions(bytes[(ArrayStart + needed)..], bytes[4], BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]), (bytes[5] & CompactFlag) != 0, ref state);
            state.Stale = true;
        }
        return true;
    }

    /// <summary>Puts the registers in place whose value does not fit 4 bits.</summary>
    private static void ReadExceptions(ReadOnlySpan<byte> bytes, int logCapacity, int count, bool compact, ref HllState state)
    {
        int slots = Math.Min(bytes.Length / 4, count == 0 ? 0 : compact ? count : 1 << logCapacity);
        foreach (int pair in MemoryMarshal.Cast<byte, int>(bytes[..(4 * slots)]))
        {
            if (pair != 0)
            {
                state.Buffer.Data[pair & (state.Buffer.Length - 1)] = (byte)(pair >>> 26);
            }
        }
    }
}
