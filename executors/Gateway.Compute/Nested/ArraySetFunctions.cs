using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>The set operations over two arrays that give an array.</summary>
internal enum ArraySetOperation { Union, Intersect, Except }

/// <summary><c>array_union</c>, <c>array_intersect</c>, <c>array_except</c>: distinct elements in order of appearance, NULL counting as one value.</summary>
internal sealed class ArraySetFunction(BoundCall site, ArraySetOperation operation) : PickFunction(site)
{
    private readonly ElementSet _taken = new();
    private readonly ElementSet _other = new();
    private ListReader _left;
    private ListReader _right;

    protected override Column[] Sources(Column[] arguments)
    {
        _left = new ListReader(arguments[0]);
        _right = new ListReader(arguments[1]);
        return [_left.First, _right.First];
    }

    protected override bool Pick(Column[] arguments, int row)
    {
        _taken.Clear();
        bool nullTaken = false;
        if (operation == ArraySetOperation.Union)
        {
            Take(0, _left.First, _left[row], ref nullTaken);
            Take(1, _right.First, _right[row], ref nullTaken);
            return true;
        }
        var span = _right[row];
        bool otherHasNull = false;
        _other.Clear();
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (_right.First.IsNull(i))
            {
                otherHasNull = true;
            }
            else
            {
                _other.Add(_right.First, i);
            }
        }
        bool wanted = operation == ArraySetOperation.Intersect;
        var elements = _left.First;
        span = _left[row];
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            bool isNull = elements.IsNull(i);
            bool inOther = isNull ? otherHasNull : _other.Find(elements, i) >= 0;
            if (inOther != wanted)
            {
                continue;
            }
            bool isNew = isNull ? !nullTaken : _taken.Add(elements, i) < 0;
            nullTaken |= isNull;
            if (isNew)
            {
                Picks.Add(0, i);
            }
        }
        return true;
    }

    protected override void Finish(Column elements, int count) => FloatZero.Normalize(elements, count);

    private void Take(int source, Column elements, ListSpan span, ref bool nullTaken)
    {
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            bool isNull = elements.IsNull(i);
            bool isNew = isNull ? !nullTaken : _taken.Add(elements, i) < 0;
            nullTaken |= isNull;
            if (isNew)
            {
                Picks.Add(source, i);
            }
        }
    }
}

/// <summary><c>arrays_overlap</c>: true for a common element; NULL when there is none but both have elements and one of them a NULL.</summary>
internal sealed unsafe class ArraysOverlapFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly ElementSet _set = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var left = new ListReader(arguments[0]);
        var right = new ListReader(arguments[1]);
        byte* truth = result.Data<byte>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            truth[row] = 0;
            if (left.IsNull(row) || right.IsNull(row))
            {
                result.SetNull(row);
                continue;
            }
            var a = left[row];
            var b = right[row];
            if (a.Length == 0 || b.Length == 0)
            {
                continue;
            }
            _set.Clear();
            bool hasNull = false;
            for (int e = b.Offset; e < b.Offset + b.Length; e++)
            {
                if (right.First.IsNull(e))
                {
                    hasNull = true;
                }
                else
                {
                    _set.Add(right.First, e);
                }
            }
            for (int e = a.Offset; e < a.Offset + a.Length && truth[row] == 0; e++)
            {
                if (left.First.IsNull(e))
                {
                    hasNull = true;
                }
                else if (_set.Find(left.First, e) >= 0)
                {
                    truth[row] = 1;
                }
            }
            if (truth[row] == 0 && hasNull)
            {
                result.SetNull(row);
            }
        }
    }
}
