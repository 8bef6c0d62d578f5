using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>Keeps about as many of the smallest hashes as asked for, with a summary each for Tuple sketches.</summary>
/// <remarks>Behaviour: Apache DataSketches 6.2, quick-select sketches with resize factor 8 and their unions.</remarks>
internal sealed unsafe class KeyTable(AggregateHeap heap, bool hasSummaries)
{
    public const int DefaultLogNominal = 12;
    public const int LeastLogNominal = 4;
    public const int MostLogNominal = 26;
    private const int LogResize = 3;
    private const int LeastLogCapacity = 5;
    private long[] _scratch = [];

    public void Initialize(ref KeyTableState state, int logNominal, bool isUnion)
    {
        state = default;
        state.LogNominal = (byte)logNominal;
        state.Theta = long.MaxValue;
        state.UnionTheta = long.MaxValue;
        state.IsUnion = isUnion;
        int most = logNominal + 1;
        state.LogCapacity = (byte)(most <= LeastLogCapacity ? LeastLogCapacity : LeastLogCapacity + (most - LeastLogCapacity) % LogResize);
        Allocate(ref state);
    }

    public void Release(ref KeyTableState state) => heap.Release(ref state.Buffer);

    public void Copy(ref KeyTableState target, ref readonly KeyTableState source)
    {
        heap.Release(ref target.Buffer);
        target = source;
        target.Buffer = default;
        heap.Set(ref target.Buffer, source.Buffer.Bytes);
    }

    /// <summary>Adds a hash to a Theta sketch.</summary>
    public void Add(ref KeyTableState state, long hash)
    {
        state.Filled = true;
        if (hash > 0 && hash < state.Theta && FindOrInsert(ref state, hash) < 0)
        {
            Shrink(ref state);
        }
    }

    /// <summary>Adds a value to the summary of a hash.</summary>
    public void Add(ref KeyTableState state, long hash, long bits, SummaryOperation operation)
    {
        state.Filled = true;
        if (hash <= 0 || hash >= state.Theta)
        {
            return;
        }
        int slot = FindOrInsert(ref state, hash);
        ref var summary = ref Summaries(ref state)[slot < 0 ? ~slot : slot];
        summary = operation.Add(slot < 0 ? operation.Zero : summary, bits);
        Shrink(ref state);
    }

    /// <summary>Unites a sketch into the state, which was initialized as a union.</summary>
    public void Unite(ref KeyTableState state, CompactKeys keys, SummaryOperation? operation)
    {
        if (keys.IsEmpty)
        {
            return;
        }
        state.Filled = true;
        state.UnionTheta = Math.Min(Math.Min(state.UnionTheta, keys.Theta), operation is null ? state.Theta : long.MaxValue);
        for (int i = 0; i < keys.Count; i++)
        {
            long hash = keys.Keys[i];
            if (operation is null)
            {
                if (hash < state.UnionTheta)
                {
                    Add(ref state, hash);
                }
            }
            else if (hash > 0 && hash < state.Theta)
            {
                int slot = FindOrInsert(ref state, hash);
                ref var summary = ref Summaries(ref state)[slot < 0 ? ~slot : slot];
                summary = slot < 0 ? keys.Summaries[i] : operation.Add(summary, keys.Summaries[i].Bits);
                Shrink(ref state);
            }
        }
        state.UnionTheta = Math.Min(state.UnionTheta, state.Theta);
    }

    /// <summary>Gives what the table holds, in table order; a union, and a Theta sketch, no more than it is to keep.</summary>
    public void Compact(ref KeyTableState state, CompactKeys result)
    {
        result.Clear();
        if (!state.Filled)
        {
            return;
        }
        result.IsEmpty = false;
        result.Theta = Math.Min(state.Theta, state.UnionTheta);
        int nominal = 1 << state.LogNominal;
        if (state.IsUnion || !hasSummaries)
        {
            int kept = Gather(ref state, result.Theta);
            if (kept > nominal)
            {
                result.Theta = Smallest(_scratch.AsSpan(0, kept), nominal);
            }
        }
        var keys = Keys(ref state);
        var summaries = hasSummaries ? Summaries(ref state) : default;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0 && keys[i] < result.Theta)
            {
                result.Add(keys[i], hasSummaries ? summaries[i] : default);
            }
        }
    }

    private void Shrink(ref KeyTableState state)
    {
        bool atMost = state.LogCapacity > state.LogNominal;
        if (state.Count <= (int)((atMost ? 15.0 / 16.0 : 0.5) * (1 << state.LogCapacity)))
        {
            return;
        }
        if (atMost)
        {
            int kept = Gather(ref state, state.Theta);
            state.Theta = Smallest(_scratch.AsSpan(0, kept), 1 << state.LogNominal);
        }
        Rehash(ref state, atMost ? state.LogCapacity : state.LogCapacity + Math.Max(1, Math.Min(LogResize, state.LogNominal + 1 - state.LogCapacity)));
    }

    private void Rehash(ref KeyTableState state, int logCapacity)
    {
        var old = state;
        state.LogCapacity = (byte)logCapacity;
        state.Buffer = default;
        state.Count = 0;
        Allocate(ref state);
        var keys = Keys(ref old);
        var summaries = hasSummaries ? Summaries(ref old) : default;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0 && keys[i] < state.Theta)
            {
                int slot = FindOrInsert(ref state, keys[i]);
                if (hasSummaries)
                {
                    Summaries(ref state)[~slot] = summaries[i];
                }
            }
        }
        heap.Release(ref old.Buffer);
    }

    /// <summary>Collects the keys below a bound and returns how many there are.</summary>
    private int Gather(ref KeyTableState state, long bound)
    {
        if (_scratch.Length < state.Count)
        {
            _scratch = new long[Math.Max(64, 2 * state.Count)];
        }
        int count = 0;
        foreach (long key in Keys(ref state))
        {
            if (key != 0 && key < bound)
            {
                _scratch[count++] = key;
            }
        }
        return count;
    }

    /// <summary>Finds the value that has <paramref name="rank"/> smaller ones; the order of the values is lost.</summary>
    private static long Smallest(Span<long> values, int rank)
    {
        while (true)
        {
            if (values.Length == 1)
            {
                return values[0];
            }
            long pivot = values[values.Length / 2];
            int left = 0;
            int right = values.Length - 1;
            while (left <= right)
            {
                while (values[left] < pivot)
                {
                    left++;
                }
                while (values[right] > pivot)
                {
                    right--;
                }
                if (left <= right)
                {
                    (values[left], values[right]) = (values[right], values[left]);
                    left++;
                    right--;
                }
            }
            if (rank <= right)
            {
                values = values[..(right + 1)];
            }
            else if (rank >= left)
            {
                values = values[left..];
                rank -= left;
            }
            else
            {
                return pivot;
            }
        }
    }

    /// <summary>Returns the slot of a key, or the complement of the one where it was put.</summary>
    private static int FindOrInsert(ref KeyTableState state, long hash)
    {
        var keys = Keys(ref state);
        int slot = Find(keys, state.LogCapacity, hash);
        if (keys[slot] == hash)
        {
            return slot;
        }
        keys[slot] = hash;
        state.Count++;
        return ~slot;
    }

    /// <summary>Finds the slot of a key, or the free one where it goes.</summary>
    public static int Find(ReadOnlySpan<long> keys, int logCapacity, long hash)
    {
        int mask = keys.Length - 1;
        int stride = 2 * (int)((hash >> logCapacity) & 127) + 1;
        int slot = (int)(hash & mask);
        while (keys[slot] != 0 && keys[slot] != hash)
        {
            slot = (slot + stride) & mask;
        }
        return slot;
    }

    private void Allocate(ref KeyTableState state)
    {
        int length = (hasSummaries ? 8 + sizeof(KeySummary) : 8) << state.LogCapacity;
        heap.Reserve(ref state.Buffer, length);
        new Span<byte>(state.Buffer.Data, length).Clear();
        state.Buffer.Length = length;
    }

    private static Span<long> Keys(ref KeyTableState state) => new(state.Buffer.Data, 1 << state.LogCapacity);

    private static Span<KeySummary> Summaries(ref KeyTableState state) => new(state.Buffer.Data + (8 << state.LogCapacity), 1 << state.LogCapacity);
}
