namespace Gateway.Execution.Sorting;

/// <summary>Merges sorted runs; of equal rows those of earlier runs come first.</summary>
internal sealed unsafe class RunMerger
{
    private readonly List<RunCursor> _cursors;
    private readonly KeyComparer? _rest;
    /// <summary>A heap of cursor numbers, the one with the smallest current row first.</summary>
    private readonly int[] _heap;
    private int _count;

    public RunMerger(List<RunCursor> cursors, KeyComparer? rest)
    {
        _cursors = cursors;
        _rest = rest;
        _heap = new int[cursors.Count];
        for (int i = 0; i < cursors.Count; i++)
        {
            if (cursors[i].MoveNext())
            {
                _heap[_count++] = i;
            }
        }
        for (int i = _count / 2 - 1; i >= 0; i--)
        {
            SiftDown(i);
        }
    }

    /// <summary>Gives the addresses of the next rows in order and returns their number. They stay valid until the next call.</summary>
    public int Next(byte** rows, int capacity)
    {
        foreach (var cursor in _cursors)
        {
            cursor.ReleasePassed();
        }
        int taken = 0;
        while (taken < capacity && _count > 0)
        {
            var cursor = _cursors[_heap[0]];
            rows[taken++] = cursor.Current.Row;
            if (!cursor.MoveNext())
            {
                _heap[0] = _heap[--_count];
            }
            if (_count > 1)
            {
                SiftDown(0);
            }
        }
        return taken;
    }

    private void SiftDown(int at)
    {
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= _count)
            {
                return;
            }
            if (child + 1 < _count && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }
            if (!Before(_heap[child], _heap[at]))
            {
                return;
            }
            (_heap[child], _heap[at]) = (_heap[at], _heap[child]);
            at = child;
        }
    }

    private bool Before(int left, int right)
    {
        int order = KeyComparer.Compare(in _cursors[left].Current, in _cursors[right].Current, _rest);
        return order != 0 ? order < 0 : left < right;
    }
}
