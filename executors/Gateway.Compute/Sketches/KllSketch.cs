using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>Updates and merges KLL sketches of one kind of number.</summary>
/// <remarks>Algorithm: Karnin, Lang, Liberty, "Optimal Quantile Approximation in Streams"; sizes and layout as Apache DataSketches 6.2. Which half of a full level stays is a coin's choice, there as here.</remarks>
internal sealed class KllSketch<T>(AggregateHeap heap) where T : unmanaged, INumber<T>
{
    public const int DefaultK = 200;
    public const int LeastLevelSize = 8;

    public static int ItemBytes => Unsafe.SizeOf<T>();

    public void Initialize(ref KllState state, int k)
    {
        state = default;
        state.K = k;
        state.LeastK = k;
        state.Levels = 1;
        state.Exists = true;
        state.Coins = 0x9E3779B9;
        state.Bounds[0] = k;
        state.Bounds[1] = k;
        Allocate(ref state.Buffer, k);
    }

    public void Copy(ref KllState target, ref readonly KllState source)
    {
        target = source;
        target.Buffer = default;
        heap.Set(ref target.Buffer, source.Buffer.Bytes);
    }

    public void Release(ref KllState state) => heap.Release(ref state.Buffer);

    /// <summary>Makes room for the items of a sketch whose levels are set.</summary>
    public Span<T> Allocate(ref KllState state)
    {
        Allocate(ref state.Buffer, state.Bounds[state.Levels]);
        return Items(ref state);
    }

    public static Span<T> Items(ref KllState state) => Items(ref state.Buffer);

    public static ref T Least(ref KllState state) => ref Unsafe.As<long, T>(ref state.Least);

    public static ref T Most(ref KllState state) => ref Unsafe.As<long, T>(ref state.Most);

    public static int Retained(ref KllState state) => state.Bounds[state.Levels] - state.Bounds[0];

    /// <summary>Gives the number of items that all levels may hold together.</summary>
    public static int Capacity(int k, int levels)
    {
        int total = 0;
        for (int level = 0; level < levels; level++)
        {
            total += Capacity(k, levels, level);
        }
        return total;
    }

    /// <summary>A level may hold k * (2/3)^depth items, rounded.</summary>
    private static int Capacity(int k, int levels, int level)
    {
        int depth = levels - level - 1;
        return Math.Max(LeastLevelSize, depth <= 30 ? Shrink(k, depth) : Shrink(Shrink(k, depth / 2), depth - depth / 2));
    }

    private static int Shrink(long k, int depth)
    {
        long power = 1;
        for (int i = 0; i < depth; i++)
        {
            power *= 3;
        }
        return (int)((((k << 1) << depth) / power + 1) >>> 1);
    }

    /// <summary>Adds a value; NaN does not count.</summary>
    public void Add(ref KllState state, T value)
    {
        if (T.IsNaN(value))
        {
            return;
        }
        Least(ref state) = state.Count == 0 ? value : T.Min(Least(ref state), value);
        Most(ref state) = state.Count == 0 ? value : T.Max(Most(ref state), value);
        if (state.Bounds[0] == 0)
        {
            Compress(ref state);
        }
        state.Count++;
        state.FirstIsSorted = false;
        Items(ref state)[--state.Bounds[0]] = value;
    }

    /// <summary>Frees room at the bottom of a full sketch by halving the first level that is full.</summary>
    private void Compress(ref KllState state)
    {
        int level = 0;
        while (state.Bounds[level + 1] - state.Bounds[level] < Capacity(state.K, state.Levels, level))
        {
            level++;
        }
        if (level == state.Levels - 1)
        {
            AddLevel(ref state);
        }
        int begin = state.Bounds[level];
        int end = state.Bounds[level + 1];
        int above = state.Bounds[level + 2] - end;
        bool odd = ((end - begin) & 1) != 0;
        int half = (end - begin) / 2;
        var items = Items(ref state);
        var left = items[begin];
        Halve(items, begin + (odd ? 1 : 0), half, above, level == 0, ref state.Coins);
        state.Bounds[level + 1] = end - half;
        state.Bounds[level] = end - half - (odd ? 1 : 0);
        if (odd)
        {
            items[state.Bounds[level]] = left;
        }
        int below = begin - state.Bounds[0];
        if (level > 0)
        {
            items.Slice(state.Bounds[0], below).CopyTo(items[(state.Bounds[0] + half)..]);
        }
        for (int lower = 0; lower < level; lower++)
        {
            state.Bounds[lower] += half;
        }
    }

    /// <summary>Keeps every other one of <c>2 * half</c> items and merges them with the sorted ones that follow; they end where those end.</summary>
    private static void Halve(Span<T> items, int begin, int half, int above, bool sorts, ref uint coins)
    {
        var full = items.Slice(begin, 2 * half);
        if (sorts)
        {
            full.Sort();
        }
        int offset = Toss(ref coins);
        if (above == 0)
        {
            for (int i = 0; i < half; i++)
            {
                full[2 * half - 1 - i] = full[2 * half - 1 - offset - 2 * i];
            }
            return;
        }
        for (int i = 0; i < half; i++)
        {
            full[i] = full[offset + 2 * i];
        }
        int low = begin;
        int high = begin + 2 * half;
        int lowEnd = begin + half;
        int highEnd = high + above;
        for (int to = begin + half; to < highEnd; to++)
        {
            items[to] = low == lowEnd || (high < highEnd && items[low] >= items[high]) ? items[high++] : items[low++];
        }
    }

    private static int Toss(ref uint coins)
    {
        coins ^= coins << 13;
        coins ^= coins >> 17;
        coins ^= coins << 5;
        return (int)(coins >> 31);
    }

    private void AddLevel(ref KllState state)
    {
        var old = state.Buffer;
        state.Buffer = default;
        int more = Capacity(state.K, state.Levels + 1, 0);
        int total = state.Bounds[state.Levels] + more;
        Allocate(ref state.Buffer, total);
        Items(ref old).CopyTo(Items(ref state)[more..]);
        heap.Release(ref old);
        for (int level = 0; level <= state.Levels; level++)
        {
            state.Bounds[level] += more;
        }
        state.Bounds[++state.Levels] = total;
    }

    public void Merge(ref KllState target, ref KllState source)
    {
        if (source.Count == 0)
        {
            return;
        }
        long count = target.Count + source.Count;
        T least = target.Count == 0 ? Least(ref source) : T.Min(Least(ref target), Least(ref source));
        T most = target.Count == 0 ? Most(ref source) : T.Max(Most(ref target), Most(ref source));
        foreach (T item in Items(ref source)[source.Bounds[0]..source.Bounds[1]])
        {
            Add(ref target, item);
        }
        if (source.Levels > 1)
        {
            MergeLevels(ref target, ref source);
            target.LeastK = Math.Min(target.LeastK, source.LeastK);
        }
        target.Count = count;
        Least(ref target) = least;
        Most(ref target) = most;
    }

    private void MergeLevels(ref KllState target, ref KllState source)
    {
        int levels = Math.Max(target.Levels, source.Levels);
        var work = new T[Retained(ref target) + source.Bounds[source.Levels] - source.Bounds[1]];
        int[] inner = new int[KllState.MostLevels + 3];
        for (int level = 0; level < levels; level++)
        {
            var own = Level(ref target, level);
            var other = level == 0 ? default : Level(ref source, level);
            var merged = work.AsSpan(inner[level], own.Length + other.Length);
            own.CopyTo(merged);
            other.CopyTo(merged[own.Length..]);
            if (!other.IsEmpty)
            {
                merged.Sort();
            }
            inner[level + 1] = inner[level] + merged.Length;
        }
        int[] outer = new int[inner.Length];
        int capacity = CompressAll(target.K, ref levels, work, inner, outer, target.FirstIsSorted, ref target.Coins);
        int kept = outer[levels] - outer[0];
        heap.Release(ref target.Buffer);
        target.Levels = levels;
        for (int level = 0; level <= levels; level++)
        {
            target.Bounds[level] = outer[level] + capacity - kept - outer[0];
        }
        Allocate(ref target.Buffer, capacity);
        work.AsSpan(outer[0], kept).CopyTo(Items(ref target)[(capacity - kept)..]);
    }

    /// <summary>Halves full levels, bottom up, while there are more items than all levels may hold; returns how many they may hold.</summary>
    private static int CompressAll(int k, ref int levels, Span<T> work, int[] inner, int[] outer, bool firstIsSorted, ref uint coins)
    {
        int count = inner[levels] - inner[0];
        int capacity = Capacity(k, levels);
        for (int level = 0; level < levels; level++)
        {
            if (level == levels - 1)
            {
                inner[level + 2] = inner[level + 1];
            }
            int begin = inner[level];
            int end = inner[level + 1];
            if (count < capacity || end - begin < Capacity(k, levels, level))
            {
                work[begin..end].CopyTo(work[outer[level]..]);
                outer[level + 1] = outer[level] + end - begin;
                continue;
            }
            bool odd = ((end - begin) & 1) != 0;
            int half = (end - begin) / 2;
            if (odd)
            {
                work[outer[level]] = work[begin];
            }
            outer[level + 1] = outer[level] + (odd ? 1 : 0);
            Halve(work, begin + (odd ? 1 : 0), half, inner[level + 2] - end, level == 0 && !firstIsSorted, ref coins);
            count -= half;
            inner[level + 1] -= half;
            if (level == levels - 1)
            {
                levels++;
                capacity += Capacity(k, levels, 0);
            }
        }
        return capacity;
    }

    private static Span<T> Level(ref KllState state, int level) =>
        level < state.Levels ? Items(ref state)[state.Bounds[level]..state.Bounds[level + 1]] : default;

    private unsafe void Allocate(ref StateBuffer buffer, int count)
    {
        heap.Reserve(ref buffer, count * ItemBytes);
        buffer.Length = count * ItemBytes;
    }

    private static unsafe Span<T> Items(ref StateBuffer buffer) => MemoryMarshal.Cast<byte, T>(new Span<byte>(buffer.Data, buffer.Length));
}
