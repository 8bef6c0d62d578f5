using System.Runtime.CompilerServices;
using Gateway.Core.Memory;

namespace Gateway.Execution.Rows;

/// <summary>An open-addressing table of row addresses: each entry holds 16 bits of the hash beside a 48-bit address. Linear probing, at most half full.</summary>
internal sealed unsafe class HashEntries(MemoryPool pool) : IDisposable
{
    public const ulong AddressMask = (1UL << 48) - 1;
    private nuint _bytes;

    public ulong* Slots { get; private set; }

    /// <summary>Gets the number of slots minus one.</summary>
    public ulong Mask { get; private set; }

    public long SlotCount => Slots is null ? 0 : (long)Mask + 1;

    /// <summary>Makes an empty table for a number of rows.</summary>
    public void Allocate(long rows)
    {
        Dispose();
        ulong slots = System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, rows * 2));
        _bytes = (nuint)slots * 8;
        Slots = (ulong*)pool.Rent(_bytes);
        Mask = slots - 1;
        Clear();
    }

    public void Clear()
    {
        // SAFETY: the block holds Mask + 1 slots.
        System.Runtime.InteropServices.NativeMemory.Clear(Slots, _bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Entry(ulong hash, byte* row) => (hash & ~AddressMask) | (ulong)row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SaltsMatch(ulong entry, ulong hash) => ((entry ^ hash) & ~AddressMask) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Row(ulong entry) => (byte*)(entry & AddressMask);

    /// <summary>Adds a row that is known to be new.</summary>
    public void InsertNew(ulong hash, byte* row)
    {
        ulong slot = hash & Mask;
        while (Slots[slot] != 0)
        {
            slot = (slot + 1) & Mask;
        }
        Slots[slot] = Entry(hash, row);
    }

    /// <summary>Exchanges content with another table.</summary>
    public void Swap(HashEntries other)
    {
        var slots = Slots;
        Slots = other.Slots;
        other.Slots = slots;
        (Mask, other.Mask) = (other.Mask, Mask);
        (_bytes, other._bytes) = (other._bytes, _bytes);
    }

    public void Dispose()
    {
        if (Slots is not null)
        {
            pool.Return((byte*)Slots, _bytes);
            Slots = null;
            Mask = 0;
        }
    }
}
