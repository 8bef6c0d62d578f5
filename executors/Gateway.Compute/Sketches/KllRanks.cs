using System.Numerics;

namespace Gateway.Compute.Sketches;

/// <summary>The items of a KLL sketch in order, with how many values are up to each; ends count as inside.</summary>
internal sealed class KllRanks<T> where T : unmanaged, INumber<T>
{
    private const double RoundingFactor = 1e7;
    private readonly T[] _items;
    private readonly long[] _upTo;
    private readonly long _count;
    private readonly T _most;

    public KllRanks(ref KllState state)
    {
        int kept = KllSketch<T>.Retained(ref state);
        _items = new T[kept];
        _upTo = new long[kept];
        _count = state.Count;
        _most = KllSketch<T>.Most(ref state);
        int at = 0;
        for (int level = 0; level < state.Levels; level++)
        {
            foreach (T item in KllSketch<T>.Items(ref state)[state.Bounds[level]..state.Bounds[level + 1]])
            {
                _items[at] = item;
                _upTo[at++] = 1L << level;
            }
        }
        Array.Sort(_items, _upTo);
        for (int i = 1; i < kept; i++)
        {
            _upTo[i] += _upTo[i - 1];
        }
    }

    /// <summary>Gives the value at a rank from 0 to 1.</summary>
    public T Quantile(double rank)
    {
        double position = rank * _count;
        if (_count <= RoundingFactor)
        {
            position = Math.Floor(position * RoundingFactor + 0.5) / RoundingFactor;
        }
        int index = Array.BinarySearch(_upTo, (long)Math.Ceiling(position));
        index = index < 0 ? ~index : index;
        return index < _items.Length ? _items[index] : _most;
    }

    /// <summary>Gives the share of values up to one.</summary>
    public double Rank(T value)
    {
        int low = 0;
        int high = _items.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_items[middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low == 0 ? 0.0 : (double)_upTo[low - 1] / _count;
    }
}
