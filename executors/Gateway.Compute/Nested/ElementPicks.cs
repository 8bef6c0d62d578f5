using Gateway.Core.Columns;
using Gateway.Core.Memory;

namespace Gateway.Compute.Nested;

/// <summary>Collects which elements of which source columns make up the child column of a result, then copies them in bulk.</summary>
/// <remarks>Runs of one source are copied by one call, so elements of the common single source cost no switch each. Strings stay shared with the source.</remarks>
internal sealed unsafe class ElementPicks(MemoryScope memory)
{
    /// <summary>The source number of an element that is NULL and comes from nowhere.</summary>
    public const int Nowhere = -1;

    private readonly RowNumbers _positions = new(memory);
    private readonly List<(int Source, int End)> _runs = [];

    public int Count => _positions.Count;

    public void Clear()
    {
        _positions.Clear();
        _runs.Clear();
    }

    public void Add(int source, int position)
    {
        _positions.Add(position);
        Extend(source);
    }

    public void AddRange(int source, int first, int count)
    {
        if (count > 0)
        {
            _positions.AddRange(first, count);
            Extend(source);
        }
    }

    /// <summary>Adds one element several times.</summary>
    public void Repeat(int source, int position, int count)
    {
        if (count > 0)
        {
            _positions.Reserve(count);
            for (int i = 0; i < count; i++)
            {
                _positions.Add(position);
            }
            Extend(source);
        }
    }

    public void AddNulls(int count)
    {
        if (count > 0)
        {
            _positions.AddRange(0, count);
            Extend(Nowhere);
        }
    }

    public int Position(int index) => _positions[index];

    /// <summary>Reorders the last elements; all must come from one source.</summary>
    public Span<int> Tail(int start) => new(_positions.Rows + start, _positions.Count - start);

    /// <summary>Forgets the elements after a position; they must belong to the latest run.</summary>
    public void Truncate(int count)
    {
        _positions.Truncate(count);
        while (_runs.Count > 0 && (_runs.Count > 1 ? _runs[^2].End : 0) >= count)
        {
            _runs.RemoveAt(_runs.Count - 1);
        }
        if (_runs.Count > 0)
        {
            _runs[^1] = (_runs[^1].Source, count);
        }
    }

    /// <summary>Copies the elements to a child column from a row on; the column must have room.</summary>
    public void CopyTo(ReadOnlySpan<Column> sources, Column target, int firstRow)
    {
        int start = 0;
        foreach (var (source, end) in _runs)
        {
            var rows = new Selection(_positions.Rows + start, end - start);
            if (source == Nowhere)
            {
                for (int i = start; i < end; i++)
                {
                    NullRow.Set(target, firstRow + i);
                }
            }
            else
            {
                ColumnCopy.AppendShared(sources[source], rows, target, firstRow + start);
            }
            start = end;
        }
    }

    private void Extend(int source)
    {
        if (_runs.Count > 0 && _runs[^1].Source == source)
        {
            _runs[^1] = (source, _positions.Count);
        }
        else
        {
            _runs.Add((source, _positions.Count));
        }
    }
}
