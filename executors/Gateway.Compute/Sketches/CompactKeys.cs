namespace Gateway.Compute.Sketches;

/// <summary>The content of a Theta or Tuple sketch as a list: hashes, their summaries, theta. Reused from row to row.</summary>
internal sealed class CompactKeys
{
    private long[] _keys = new long[16];
    private KeySummary[] _summaries = new KeySummary[16];
    private long[] _table = [];

    public int Count { get; private set; }
    public long Theta { get; set; }
    public bool IsEmpty { get; set; }
    public ReadOnlySpan<long> Keys => _keys.AsSpan(0, Count);
    public ReadOnlySpan<KeySummary> Summaries => _summaries.AsSpan(0, Count);

    /// <summary>Gets the estimate of the number of distinct values.</summary>
    public double Estimate => Count * (MaxTheta / Theta);

    /// <summary>Gets the share of hashes that are kept.</summary>
    public double ThetaShare => Theta / MaxTheta;

    private const double MaxTheta = long.MaxValue;

    public bool IsEstimating => Theta < long.MaxValue && !IsEmpty;

    /// <summary>Sets the content to that of the empty sketch.</summary>
    public void Clear()
    {
        Count = 0;
        Theta = long.MaxValue;
        IsEmpty = true;
    }

    public void Add(long key, KeySummary summary)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * Count);
            Array.Resize(ref _summaries, 2 * Count);
        }
        _keys[Count] = key;
        _summaries[Count++] = summary;
    }

    /// <summary>Gives every key the same summary.</summary>
    public void Summarize(KeySummary summary) => _summaries.AsSpan(0, Count).Fill(summary);

    /// <summary>Sorts the keys of a Theta sketch.</summary>
    public void Sort() => Array.Sort(_keys, 0, Count);

    /// <summary>Sets the content to another sketch's.</summary>
    public void Set(CompactKeys other)
    {
        Clear();
        for (int i = 0; i < other.Count; i++)
        {
            Add(other._keys[i], other._summaries[i]);
        }
        (Theta, IsEmpty) = (other.Theta, other.IsEmpty);
    }

    /// <summary>Keeps what is also in another sketch. The order becomes that of a hash table filled in the other's order, as set operations leave it.</summary>
    public void Intersect(CompactKeys other, SummaryOperation? operation)
    {
        if (IsEmpty || other.IsEmpty)
        {
            Clear();
            return;
        }
        Theta = Math.Min(Theta, other.Theta);
        int log = Index();
        var matches = new (long Key, KeySummary Summary)[Math.Min(Count, other.Count)];
        int count = 0;
        for (int i = 0; i < other.Count; i++)
        {
            long key = other._keys[i];
            int slot = key < Theta && Count > 0 ? KeyTable.Find(_table.AsSpan(0, 1 << log), log, key) : -1;
            if (slot >= 0 && _table[slot] == key)
            {
                matches[count++] = (key, operation is null ? default : operation.Add(_summaries[_places[slot]], other._summaries[i].Bits));
            }
        }
        Count = 0;
        for (int i = 0; i < count; i++)
        {
            Add(matches[i].Key, matches[i].Summary);
        }
        TableOrder();
    }

    /// <summary>Drops what is in another sketch; the order stays.</summary>
    public void Subtract(CompactKeys other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return;
        }
        Theta = Math.Min(Theta, other.Theta);
        int log = other.Index();
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_keys[i] < Theta && (other.Count == 0 || other._table[KeyTable.Find(other._table.AsSpan(0, 1 << log), log, _keys[i])] != _keys[i]))
            {
                _keys[count] = _keys[i];
                _summaries[count++] = _summaries[i];
            }
        }
        Count = count;
        IsEmpty = count == 0 && Theta == long.MaxValue;
    }

    private int[] _places = [];

    /// <summary>Puts the entries in the order in which a hash table of theirs has them.</summary>
    public void TableOrder()
    {
        int log = Index();
        var keys = _keys.AsSpan(0, Count).ToArray();
        var summaries = _summaries.AsSpan(0, Count).ToArray();
        Count = 0;
        for (int slot = 0; slot < 1 << log; slot++)
        {
            if (_table[slot] != 0)
            {
                Add(keys[_places[slot]], summaries[_places[slot]]);
            }
        }
    }

    /// <summary>Makes a hash table of the keys and returns the logarithm of its size.</summary>
    private int Index()
    {
        int log = Math.Max(4, Count == 0 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Ceiling(Count / 0.75) - 1));
        int size = 1 << log;
        if (_table.Length < size)
        {
            _table = new long[size];
            _places = new int[size];
        }
        var table = _table.AsSpan(0, size);
        table.Clear();
        for (int i = 0; i < Count; i++)
        {
            int slot = KeyTable.Find(table, log, _keys[i]);
            table[slot] = _keys[i];
            _places[slot] = i;
        }
        return log;
    }
}
