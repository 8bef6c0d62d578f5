using Gateway.Core.Memory;

namespace Gateway.Execution.Rows;

/// <summary>A growing list of row addresses in pool memory.</summary>
internal sealed unsafe class RowList(MemoryPool pool) : IDisposable
{
    private long _capacity;

    public byte** Rows { get; private set; }
    public long Count { get; private set; }

    public void Add(byte* row)
    {
        if (Count == _capacity)
        {
            Reserve(Math.Max(512, _capacity * 2));
        }
        Rows[Count++] = row;
    }

    public void Reserve(long capacity)
    {
        if (capacity <= _capacity)
        {
            return;
        }
        var rows = (byte**)pool.Rent((nuint)capacity * 8);
        if (Rows is not null)
        {
            Buffer.MemoryCopy(Rows, rows, capacity * 8, Count * 8);
            pool.Return((byte*)Rows, (nuint)_capacity * 8);
        }
        Rows = rows;
        _capacity = capacity;
    }

    /// <summary>Adds all rows of a pinned collection.</summary>
    public void AddAll(RowCollection rows)
    {
        Reserve(Count + rows.RowCount);
        foreach (var page in rows.Pages)
        {
            byte* row = page.Page.Address;
            for (int i = 0; i < page.RowCount; i++)
            {
                Rows[Count++] = row;
                row += rows.Layout.RowBytes;
            }
        }
    }

    public void Clear() => Count = 0;

    public void Dispose()
    {
        if (Rows is not null)
        {
            pool.Return((byte*)Rows, (nuint)_capacity * 8);
            Rows = null;
            _capacity = 0;
            Count = 0;
        }
    }
}
