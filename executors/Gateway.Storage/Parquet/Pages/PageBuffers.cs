using Gateway.Core.Memory;

namespace Gateway.Storage.Parquet.Pages;

/// <summary>A block of native bytes of a <see cref="PageBuffers"/>; at least 64 readable bytes follow the capacity.</summary>
internal readonly unsafe struct PageBuffer(byte* bytes, int capacity)
{
    public readonly byte* Bytes = bytes;
    public readonly int Capacity = capacity;
}

/// <summary>Lends page buffers to the columns of one reader. A retired buffer stays readable until the next <see cref="Recycle"/>.</summary>
/// <remarks>Strings of a batch point into pages, and a batch may end in another page than it began in: hence the delay.</remarks>
internal sealed unsafe class PageBuffers(MemoryPool pool) : IDisposable
{
    private const int Slack = 64;
    private const int KeptBuffers = 64;
    private readonly List<PageBuffer> _free = [];
    private readonly List<PageBuffer> _retired = [];
    private readonly HashSet<nint> _lent = [];
    private readonly Dictionary<nint, nuint> _sizes = [];

    public PageBuffer Rent(int byteCount)
    {
        for (int i = _free.Count - 1; i >= 0; i--)
        {
            if (_free[i].Capacity >= byteCount && _free[i].Capacity / 4 <= Math.Max(byteCount, 64 << 10))
            {
                var found = _free[i];
                _free[i] = _free[^1];
                _free.RemoveAt(_free.Count - 1);
                _lent.Add((nint)found.Bytes);
                return found;
            }
        }
        nuint size = MemoryPool.RoundUp((nuint)byteCount + Slack);
        byte* bytes = pool.Rent(size);
        _sizes.Add((nint)bytes, size);
        _lent.Add((nint)bytes);
        return new PageBuffer(bytes, (int)Math.Min((long)size - Slack, int.MaxValue));
    }

    /// <summary>Gives a buffer back that rows of the current batch may still point into.</summary>
    public void Retire(PageBuffer buffer)
    {
        if (buffer.Bytes is not null && _lent.Remove((nint)buffer.Bytes))
        {
            _retired.Add(buffer);
        }
    }

    /// <summary>Makes the retired buffers available again: no batch shows them any more.</summary>
    public void Recycle()
    {
        foreach (var buffer in _retired)
        {
            if (_free.Count < KeptBuffers)
            {
                _free.Add(buffer);
            }
            else
            {
                Return(buffer);
            }
        }
        _retired.Clear();
    }

    public void Dispose()
    {
        foreach (var (bytes, size) in _sizes)
        {
            pool.Return((byte*)bytes, size);
        }
        _sizes.Clear();
        _free.Clear();
        _retired.Clear();
        _lent.Clear();
    }

    private void Return(PageBuffer buffer)
    {
        if (_sizes.Remove((nint)buffer.Bytes, out nuint size))
        {
            pool.Return(buffer.Bytes, size);
        }
    }
}
