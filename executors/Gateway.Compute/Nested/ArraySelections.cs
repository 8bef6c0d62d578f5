using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Base of functions that keep some elements of their first argument, an array.</summary>
internal abstract class OneArrayFunction(BoundCall site) : PickFunction(site)
{
    protected ListReader Lists { get; private set; }

    protected Column Elements { get; private set; } = null!;

    protected override Column[] Sources(Column[] arguments)
    {
        Lists = new ListReader(arguments[0]);
        Elements = Lists.First;
        return [Elements];
    }
}

/// <summary><c>array_compact</c>: drops NULL elements.</summary>
internal sealed class ArrayCompactFunction(BoundCall site) : OneArrayFunction(site)
{
    protected override bool Pick(Column[] arguments, int row)
    {
        var span = Lists[row];
        bool hasNulls = Elements.HasNulls || Elements.Physical == PhysicalType.Null;
        if (!hasNulls)
        {
            Picks.AddRange(0, span.Offset, span.Length);
            return true;
        }
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (!Elements.IsNull(i))
            {
                Picks.Add(0, i);
            }
        }
        return true;
    }
}

/// <summary><c>array_distinct</c>: keeps the first of equal elements, NULL counting as one value.</summary>
internal sealed class ArrayDistinctFunction(BoundCall site) : OneArrayFunction(site)
{
    private readonly ElementSet _seen = new();

    protected override bool Pick(Column[] arguments, int row)
    {
        var span = Lists[row];
        _seen.Clear();
        bool nullSeen = false;
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            bool isNew = Elements.IsNull(i) ? !nullSeen : _seen.Add(Elements, i) < 0;
            nullSeen |= Elements.IsNull(i);
            if (isNew)
            {
                Picks.Add(0, i);
            }
        }
        return true;
    }

    protected override void Finish(Column elements, int count) => FloatZero.Normalize(elements, count);
}

/// <summary><c>array_remove</c>: drops the elements equal to a value.</summary>
internal sealed class ArrayRemoveFunction(BoundCall site) : OneArrayFunction(site)
{
    protected override bool Pick(Column[] arguments, int row)
    {
        var span = Lists[row];
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (Elements.IsNull(i) || !ValueComparer.AreEqual(Elements, i, arguments[1], row))
            {
                Picks.Add(0, i);
            }
        }
        return true;
    }
}

/// <summary><c>reverse</c> of an array.</summary>
internal sealed class ArrayReverseFunction(BoundCall site) : OneArrayFunction(site)
{
    protected override bool Pick(Column[] arguments, int row)
    {
        var span = Lists[row];
        for (int i = span.Offset + span.Length - 1; i >= span.Offset; i--)
        {
            Picks.Add(0, i);
        }
        return true;
    }
}

/// <summary><c>slice(array, start, length)</c>: 1-based, negative from the end.</summary>
internal sealed unsafe class ArraySliceFunction(BoundCall site) : OneArrayFunction(site)
{
    protected override bool Pick(Column[] arguments, int row)
    {
        var span = Lists[row];
        int start = arguments[1].Read<int>()[row];
        int length = arguments[2].Read<int>()[row];
        if (start == 0)
        {
            throw new QueryException(QueryException.Create("INVALID_PARAMETER_VALUE.START", default, "SparkRuntimeException", ("parameter", "`start`"), ("functionName", "`slice`")));
        }
        if (length < 0)
        {
            throw new QueryException(QueryException.Create("INVALID_PARAMETER_VALUE.LENGTH", default, "SparkRuntimeException",
                ("parameter", "`length`"), ("length", length.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("functionName", "`slice`")));
        }
        long first = start < 0 ? (long)span.Length + start : start - 1L;
        if (first >= 0 && first < span.Length)
        {
            Picks.AddRange(0, span.Offset + (int)first, (int)Math.Min(length, span.Length - first));
        }
        return true;
    }
}

/// <summary><c>sort_array</c>: NULLs first when ascending, last when descending; also the order of <c>array_sort</c> without a comparator (NULLs last).</summary>
internal sealed class SortArrayFunction(BoundCall site, bool ascending, bool nullsFirst) : OneArrayFunction(site)
{
    private readonly ElementOrder _order = new();

    protected override bool Pick(Column[] arguments, int row)
    {
        var span = Lists[row];
        int start = Picks.Count;
        int end = span.Offset + span.Length;
        for (int i = span.Offset; i < end && nullsFirst; i++)
        {
            if (Elements.IsNull(i))
            {
                Picks.Add(0, i);
            }
        }
        int firstValue = Picks.Count;
        for (int i = span.Offset; i < end; i++)
        {
            if (!Elements.IsNull(i))
            {
                Picks.Add(0, i);
            }
        }
        _order.Sort(Elements, Picks.Tail(firstValue), ascending);
        for (int i = span.Offset; i < end && !nullsFirst; i++)
        {
            if (Elements.IsNull(i))
            {
                Picks.Add(0, i);
            }
        }
        System.Diagnostics.Debug.Assert(Picks.Count - start == span.Length);
        return true;
    }
}

/// <summary><c>shuffle</c>: a permutation of the elements, the same for the same seed and partition.</summary>
internal sealed class ArrayShuffleFunction(BoundCall site, long seed) : OneArrayFunction(site)
{
    private Mersenne? _random;
    private int _partition = -1;

    protected override bool FoldsConstants => false;

    protected override bool IsNullRow(Column[] arguments, int row) => arguments[0].IsNull(row);

    protected override bool Pick(Column[] arguments, int row)
    {
        if (_random is null || _partition != Site.Context.Partition)
        {
            _partition = Site.Context.Partition;
            _random = new Mersenne(seed + _partition);
        }
        var span = Lists[row];
        int start = Picks.Count;
        Picks.AddRange(0, span.Offset, span.Length);
        // The inside-out form of Fisher and Yates' shuffle.
        var positions = Picks.Tail(start);
        for (int i = 0; i < positions.Length; i++)
        {
            int j = _random.Next(i + 1);
            positions[i] = positions[j];
            positions[j] = span.Offset + i;
        }
        return true;
    }
}
