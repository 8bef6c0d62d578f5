using System.Numerics;
using System.Runtime.InteropServices;
using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>Updates and merges HyperLogLog sketches: a short list of coupons, then a hash set of them, then registers.</summary>
/// <remarks>Behaviour: Apache DataSketches 6.2 HllSketch and Union of type HLL_8.</remarks>
internal sealed class HllSketch(AggregateHeap heap)
{
    public const int DefaultLogRegisters = 12;
    public const int LeastLogRegisters = 4;
    public const int MostLogRegisters = 21;
    private const int LogListCapacity = 3;
    private const int LogFirstSetCapacity = 5;
    private const int AddressBits = 26;
    private const int AddressMask = (1 << AddressBits) - 1;
    private const int LeastLogRegistersOfSets = 8;

    /// <summary>Makes the coupon of a hashed value: 26 bits of address and the number of leading zeros.</summary>
    public static int CouponOf((ulong Low, ulong High) hash) =>
        ((Math.Min(BitOperations.LeadingZeroCount(hash.High), 62) + 1) << AddressBits) | (int)(hash.Low & AddressMask);

    public void Initialize(ref HllState state, int logRegisters)
    {
        state = default;
        state.Exists = true;
        state.LogRegisters = (byte)logRegisters;
        state.LogCapacity = LogListCapacity;
        Allocate(ref state.Buffer, 4 << LogListCapacity);
    }

    public void Release(ref HllState state)
    {
        heap.Release(ref state.Buffer);
        state.Buffer.Length = 0;
    }

    public void Copy(ref HllState target, ref readonly HllState source)
    {
        target = source;
        target.Buffer = default;
        heap.Set(ref target.Buffer, source.Buffer.Bytes);
    }

    public void Add(ref HllState state, int coupon)
    {
        switch (state.Mode)
        {
            case HllMode.List:
                AddToList(ref state, coupon);
                break;
            case HllMode.Set:
                AddToSet(ref state, coupon);
                break;
            case HllMode.Array:
                Raise(ref state, coupon & ((1 << state.LogRegisters) - 1), coupon >>> AddressBits);
                break;
        }
    }

    private void AddToList(ref HllState state, int coupon)
    {
        var coupons = Ints(ref state.Buffer);
        if (coupons[..state.Coupons].Contains(coupon))
        {
            return;
        }
        coupons[state.Coupons++] = coupon;
        if (state.Coupons < coupons.Length)
        {
            return;
        }
        if (state.LogRegisters < LeastLogRegistersOfSets)
        {
            Promote(ref state);
            return;
        }
        var list = state.Buffer;
        int count = state.Coupons;
        state.Buffer = default;
        state.Mode = HllMode.Set;
        state.LogCapacity = LogFirstSetCapacity;
        state.Coupons = 0;
        Allocate(ref state.Buffer, 4 << LogFirstSetCapacity);
        foreach (int kept in Ints(ref list)[..count])
        {
            AddToSet(ref state, kept);
        }
        heap.Release(ref list);
    }

    private void AddToSet(ref HllState state, int coupon)
    {
        ref int slot = ref Find(Ints(ref state.Buffer), state.LogCapacity, coupon);
        if (slot == coupon)
        {
            return;
        }
        slot = coupon;
        state.Coupons++;
        if (4 * state.Coupons <= 3 * (1 << state.LogCapacity))
        {
            return;
        }
        if (state.LogCapacity == state.LogRegisters - 3)
        {
            Promote(ref state);
            return;
        }
        var old = state.Buffer;
        state.Buffer = default;
        state.LogCapacity++;
        Allocate(ref state.Buffer, 4 << state.LogCapacity);
        var grown = Ints(ref state.Buffer);
        foreach (int kept in Ints(ref old))
        {
            if (kept != 0)
            {
                Find(grown, state.LogCapacity, kept) = kept;
            }
        }
        heap.Release(ref old);
    }

    /// <summary>Finds the slot of a coupon, or the free one where it goes.</summary>
    private static ref int Find(Span<int> table, int logCapacity, int coupon)
    {
        int mask = table.Length - 1;
        int stride = ((coupon & AddressMask) >>> logCapacity) | 1;
        int probe = coupon & mask;
        while (table[probe] != 0 && table[probe] != coupon)
        {
            probe = (probe + stride) & mask;
        }
        return ref table[probe];
    }

    /// <summary>Turns coupons into registers.</summary>
    private void Promote(ref HllState state)
    {
        var coupons = state.Buffer;
        double estimate = HllEstimate.OfCoupons(state.Coupons);
        StartArray(ref state);
        foreach (int coupon in Ints(ref coupons))
        {
            if (coupon != 0)
            {
                Add(ref state, coupon);
            }
        }
        state.History = estimate;
        heap.Release(ref coupons);
    }

    private void StartArray(ref HllState state)
    {
        int registers = 1 << state.LogRegisters;
        state.Buffer = default;
        Allocate(ref state.Buffer, registers);
        state.Mode = HllMode.Array;
        state.LogCapacity = 0;
        state.Coupons = 0;
        state.Minimum = 0;
        state.AtMinimum = registers;
        state.SmallSum = registers;
        state.LargeSum = 0;
        state.History = 0;
    }

    private static unsafe void Raise(ref HllState state, int register, int value)
    {
        int old = state.Buffer.Data[register];
        if (value <= old)
        {
            return;
        }
        state.Buffer.Data[register] = (byte)value;
        state.History += (1 << state.LogRegisters) / (state.SmallSum + state.LargeSum);
        (old < 32 ? ref state.SmallSum : ref state.LargeSum) -= PowerOfHalf(old);
        (value < 32 ? ref state.SmallSum : ref state.LargeSum) += PowerOfHalf(value);
        if (old == 0)
        {
            state.AtMinimum--;
        }
    }

    /// <summary>Unites a sketch into another one, which ends with the fewer registers of both when both have registers.</summary>
    /// <param name="mostLogRegisters">The largest result allowed; larger sources are folded.</param>
    /// <param name="copiesSets">Whether an empty target takes over a set as it lies, instead of adding its coupons again.</param>
    public void Merge(ref HllState target, ref HllState source, int mostLogRegisters, bool copiesSets = true)
    {
        if (source.IsEmpty)
        {
            return;
        }
        if (copiesSets && source.Mode == HllMode.Set && target.IsEmpty && source.LogRegisters == target.LogRegisters)
        {
            Replace(ref target, in source);
            return;
        }
        if (source.Mode != HllMode.Array)
        {
            AddAll(ref target, ref source);
            return;
        }
        if (target.Mode != HllMode.Array)
        {
            HllState merged = default;
            CopyFolded(ref merged, ref source, Math.Min(source.LogRegisters, mostLogRegisters));
            AddAll(ref merged, ref target);
            merged.MostLogRegisters = target.MostLogRegisters;
            heap.Release(ref target.Buffer);
            target = merged;
            return;
        }
        if (source.LogRegisters < target.LogRegisters)
        {
            HllState folded = default;
            CopyFolded(ref folded, ref target, source.LogRegisters);
            folded.MostLogRegisters = target.MostLogRegisters;
            heap.Release(ref target.Buffer);
            target = folded;
        }
        RaiseAll(ref target, ref source);
        target.OutOfOrder = true;
        target.History = 0;
        target.Stale = true;
    }

    private void Replace(ref HllState target, ref readonly HllState source)
    {
        byte most = target.MostLogRegisters;
        heap.Release(ref target.Buffer);
        Copy(ref target, in source);
        target.MostLogRegisters = most;
    }

    private void AddAll(ref HllState target, ref HllState source)
    {
        foreach (int coupon in Ints(ref source.Buffer))
        {
            if (coupon != 0)
            {
                Add(ref target, coupon);
            }
        }
    }

    private static unsafe void RaiseAll(ref HllState target, ref HllState source)
    {
        int mask = (1 << target.LogRegisters) - 1;
        for (int i = 0; i < source.Buffer.Length; i++)
        {
            byte* register = target.Buffer.Data + (i & mask);
            *register = Math.Max(*register, source.Buffer.Data[i]);
        }
    }

    private unsafe void CopyFolded(ref HllState target, ref HllState source, int logRegisters)
    {
        if (logRegisters == source.LogRegisters)
        {
            Copy(ref target, in source);
            return;
        }
        target.Exists = true;
        target.LogRegisters = (byte)logRegisters;
        StartArray(ref target);
        int mask = (1 << logRegisters) - 1;
        for (int i = 0; i < source.Buffer.Length; i++)
        {
            if (source.Buffer.Data[i] > 0)
            {
                Raise(ref target, i & mask, source.Buffer.Data[i]);
            }
        }
        target.History = source.History;
        target.OutOfOrder = source.OutOfOrder;
    }

    /// <summary>Computes the sums again after registers were merged.</summary>
    public static unsafe void Refresh(ref HllState state)
    {
        if (!state.Stale || state.Mode != HllMode.Array)
        {
            return;
        }
        state.Minimum = 64;
        state.AtMinimum = 0;
        state.SmallSum = 1 << state.LogRegisters;
        state.LargeSum = 0;
        for (int i = 0; i < state.Buffer.Length; i++)
        {
            byte value = state.Buffer.Data[i];
            if (value > 0)
            {
                (value < 32 ? ref state.SmallSum : ref state.LargeSum) += PowerOfHalf(value) - 1.0;
            }
            if (value < state.Minimum)
            {
                state.Minimum = value;
                state.AtMinimum = 0;
            }
            state.AtMinimum += value == state.Minimum ? 1 : 0;
        }
        state.Stale = false;
    }

    private static double PowerOfHalf(int exponent) => BitConverter.Int64BitsToDouble((1023L - exponent) << 52);

    private unsafe void Allocate(ref StateBuffer buffer, int length)
    {
        heap.Reserve(ref buffer, length);
        new Span<byte>(buffer.Data, length).Clear();
        buffer.Length = length;
    }

    private static unsafe Span<int> Ints(ref StateBuffer buffer) => MemoryMarshal.Cast<byte, int>(new Span<byte>(buffer.Data, buffer.Length));
}
