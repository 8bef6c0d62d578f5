using Gateway.Core.Columns;

namespace Gateway.Compute.Nested;

/// <summary>Holds distinct values that live in columns, by reference. Few values are searched one by one, many through a hash table.</summary>
internal sealed class ElementSet
{
    private const int LinearLimit = 12;

    private ulong[] _hashes = new ulong[LinearLimit];
    private Column[] _columns = new Column[LinearLimit];
    private int[] _rows = new int[LinearLimit];
    private int[] _table = [];
    private bool _indexed;

    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        _indexed = false;
    }

    /// <summary>Returns the number of the value equal to a row (not NULL), or -1.</summary>
    public int Find(Column column, int row) => Find(column, row, ElementHash.Of(column, row));

    /// <summary>Adds a row (not NULL) unless its value is there; returns the number of the equal value that was there, or -1 when added.</summary>
    public int Add(Column column, int row)
    {
        ulong hash = ElementHash.Of(column, row);
        int found = Find(column, row, hash);
        if (found >= 0)
        {
            return found;
        }
        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Count * 2);
            Array.Resize(ref _columns, Count * 2);
            Array.Resize(ref _rows, Count * 2);
        }
        _hashes[Count] = hash;
        _columns[Count] = column;
        _rows[Count] = row;
        Count++;
        if (_indexed && Count * 2 <= _table.Length)
        {
            Insert(Count - 1);
        }
        else if (Count > LinearLimit)
        {
            BuildTable();
        }
        return -1;
    }

    private int Find(Column column, int row, ulong hash)
    {
        bool exact = ElementHash.IsExact(column.Physical);
        if (!_indexed)
        {
            for (int i = 0; i < Count; i++)
            {
                if (_hashes[i] == hash && (exact || ValueComparer.AreEqual(_columns[i], _rows[i], column, row)))
                {
                    return i;
                }
            }
            return -1;
        }
        int mask = _table.Length - 1;
        for (int slot = (int)hash & mask; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            int entry = _table[slot] - 1;
            if (_hashes[entry] == hash && (exact || ValueComparer.AreEqual(_columns[entry], _rows[entry], column, row)))
            {
                return entry;
            }
        }
        return -1;
    }

    private void BuildTable()
    {
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Count * 4);
        if (_table.Length < size)
        {
            _table = new int[size];
        }
        else
        {
            Array.Clear(_table);
        }
        _indexed = true;
        for (int i = 0; i < Count; i++)
        {
            Insert(i);
        }
    }

    private void Insert(int entry)
    {
        int mask = _table.Length - 1;
        int slot = (int)_hashes[entry] & mask;
        while (_table[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        _table[slot] = entry + 1;
    }
}
