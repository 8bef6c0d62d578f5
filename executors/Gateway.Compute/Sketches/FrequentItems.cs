namespace Gateway.Compute.Sketches;

/// <summary>An item whose frequency is estimated: a number's bits, or text.</summary>
/// <param name="Hash">What Java's hashCode gives for the item.</param>
internal readonly record struct FrequentItem(Int128 Bits, string? Text, int Hash);

/// <summary>Estimates which items are frequent with a bounded number of counters; when they run out, all of them lose their median.</summary>
/// <remarks>Algorithm: Anderson, Bevin, Lang, Liberty, Rhodes, Thaler, "A High-Performance Algorithm for Identifying Frequent Items in Data Streams"; tables and orders as Apache DataSketches 6.2 has them.</remarks>
internal sealed class FrequentItems
{
    private const int LogLeastSize = 3;
    private const int SampleSize = 1024;
    private static readonly double _goldenShare = (Math.Sqrt(5) - 1) / 2;
    private readonly int _logMost;
    private FrequentItem[] _keys;
    private long[] _counts;
    /// <summary>Distance from where the hash points, plus one; 0 is free.</summary>
    private short[] _drifts;

    public FrequentItems(int logMost)
    {
        _logMost = Math.Max(logMost, LogLeastSize);
        (_keys, _counts, _drifts) = (new FrequentItem[1 << LogLeastSize], new long[1 << LogLeastSize], new short[1 << LogLeastSize]);
    }

    public int LogMost => _logMost;

    public int LogSize => System.Numerics.BitOperations.Log2((uint)_keys.Length);

    public int Active { get; private set; }

    /// <summary>Gets or sets how much every count may be short of the truth.</summary>
    public long Offset { get; set; }

    /// <summary>Gets or sets the number of items seen.</summary>
    public long Weight { get; set; }

    public long Nulls { get; set; }

    /// <summary>Gives the size at which a number of items fit.</summary>
    public static int LogSizeFor(int items)
    {
        int needed = (int)Math.Ceiling(items / 0.75);
        return Math.Max(LogLeastSize, needed <= 1 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)needed - 1));
    }

    public void Add(FrequentItem item, long count)
    {
        Weight += count;
        Put(item, count);
        if (Active <= Capacity(_keys.Length))
        {
            return;
        }
        if (LogSize < _logMost)
        {
            Grow();
            return;
        }
        Purge();
    }

    public void Merge(FrequentItems other)
    {
        Nulls += other.Nulls;
        if (other.Active == 0)
        {
            return;
        }
        long weight = Weight + other.Weight;
        foreach (var (item, count) in other.Spread())
        {
            Add(item, count);
        }
        Offset += other.Offset;
        Weight = weight;
    }

    /// <summary>Lists items and counts in table order.</summary>
    public IEnumerable<(FrequentItem Item, long Count)> InOrder()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            if (_drifts[i] > 0)
            {
                yield return (_keys[i], _counts[i]);
            }
        }
    }

    /// <summary>Lists the most frequent items that surely are frequent; a null item stands for NULL.</summary>
    public List<(FrequentItem? Item, long Count)> Top(int count)
    {
        var top = Spread().Where(entry => entry.Count >= Offset).Select(entry => ((FrequentItem?)entry.Item, entry.Count + Offset)).OrderByDescending(static entry => entry.Item2).ToList();
        if (Nulls > 0)
        {
            int at = top.FindIndex(entry => entry.Item2 < Nulls);
            top.Insert(at < 0 ? top.Count : at, (null, Nulls));
        }
        return top.Count > count ? top[..count] : top;
    }

    /// <summary>Walks the table in strides of the golden ratio.</summary>
    private IEnumerable<(FrequentItem Item, long Count)> Spread()
    {
        int stride = (int)(_keys.Length * _goldenShare) | 1;
        int mask = _keys.Length - 1;
        int at = -stride;
        for (int found = 0; found < Active;)
        {
            at = (at + stride) & mask;
            if (_drifts[at] > 0)
            {
                found++;
                yield return (_keys[at], _counts[at]);
            }
        }
    }

    private static int Capacity(int size) => (int)(size * 0.75);

    private void Put(FrequentItem item, long count)
    {
        int mask = _keys.Length - 1;
        int probe = (int)Spread(item.Hash) & mask;
        short drift = 1;
        while (_drifts[probe] != 0 && !_keys[probe].Equals(item))
        {
            probe = (probe + 1) & mask;
            drift++;
        }
        if (_drifts[probe] != 0)
        {
            _counts[probe] += count;
            return;
        }
        _keys[probe] = item;
        _counts[probe] = count;
        _drifts[probe] = drift;
        Active++;
    }

    private static ulong Spread(int hash)
    {
        ulong mixed = unchecked((ulong)(long)hash);
        mixed ^= mixed >> 33;
        mixed *= 0xff51afd7ed558ccd;
        mixed ^= mixed >> 33;
        mixed *= 0xc4ceb9fe1a85ec53;
        return mixed ^ (mixed >> 33);
    }

    private void Grow()
    {
        var (keys, counts, drifts) = (_keys, _counts, _drifts);
        int size = 2 * keys.Length;
        (_keys, _counts, _drifts) = (new FrequentItem[size], new long[size], new short[size]);
        Active = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (drifts[i] > 0)
            {
                Put(keys[i], counts[i]);
            }
        }
    }

    /// <summary>Takes the median of some counts off all, and drops what is left without.</summary>
    private void Purge()
    {
        int limit = Math.Min(Math.Min(SampleSize, Capacity(1 << _logMost)), Active);
        long[] samples = [.. InOrder().Take(limit).Select(static entry => entry.Count)];
        Array.Sort(samples);
        long median = samples[limit / 2];
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] -= median;
        }
        int first = _drifts.Length - 1;
        while (_drifts[first] > 0)
        {
            first--;
        }
        for (int probe = first - 1; probe >= 0; probe--)
        {
            DropIfEmpty(probe);
        }
        for (int probe = _drifts.Length - 1; probe >= first; probe--)
        {
            DropIfEmpty(probe);
        }
        Offset += median;
    }

    private void DropIfEmpty(int hole)
    {
        if (_drifts[hole] <= 0 || _counts[hole] > 0)
        {
            return;
        }
        Active--;
        _drifts[hole] = 0;
        int mask = _keys.Length - 1;
        short drift = 1;
        for (int probe = (hole + 1) & mask; _drifts[probe] != 0; probe = (probe + 1) & mask)
        {
            if (_drifts[probe] > drift)
            {
                (_keys[hole], _counts[hole], _drifts[hole]) = (_keys[probe], _counts[probe], (short)(_drifts[probe] - drift));
                _drifts[probe] = 0;
                drift = 0;
                hole = probe;
            }
            drift++;
        }
    }
}
