using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>The largest arrays that functions build.</summary>
internal static class ArrayLimit
{
    public const int MaxLength = int.MaxValue - 15;
}

/// <summary><c>concat</c> of arrays.</summary>
internal sealed class ArrayConcatFunction(BoundCall site) : PickFunction(site)
{
    private ListReader[] _lists = [];

    protected override Column[] Sources(Column[] arguments)
    {
        _lists = Array.ConvertAll(arguments, static argument => new ListReader(argument));
        return Array.ConvertAll(_lists, static list => list.First);
    }

    protected override bool Pick(Column[] arguments, int row)
    {
        long total = 0;
        foreach (var list in _lists)
        {
            total += list[row].Length;
        }
        if (total > ArrayLimit.MaxLength)
        {
            throw QueryErrors.ArrayTooLong("concat", total);
        }
        for (int i = 0; i < _lists.Length; i++)
        {
            var span = _lists[i][row];
            Picks.AddRange(i, span.Offset, span.Length);
        }
        return true;
    }
}

/// <summary><c>array_append</c> and <c>array_prepend</c>: one element, perhaps NULL, at an end.</summary>
internal sealed class ArrayExtendFunction(BoundCall site, bool atEnd) : PickFunction(site)
{
    private ListReader _list;

    protected override bool AllNullWhenVoid => false;

    protected override bool IsNullRow(Column[] arguments, int row) => arguments[0].IsNull(row);

    protected override Column[] Sources(Column[] arguments)
    {
        _list = new ListReader(arguments[0]);
        return [_list.IsVoid ? arguments[0] : _list.First, arguments[1]];
    }

    protected override bool Pick(Column[] arguments, int row)
    {
        var span = _list[row];
        if (!atEnd)
        {
            Picks.Add(1, row);
        }
        Picks.AddRange(0, span.Offset, span.Length);
        if (atEnd)
        {
            Picks.Add(1, row);
        }
        return true;
    }
}

/// <summary><c>array_insert(array, position, value)</c>: positions past an end are filled with NULLs.</summary>
/// <param name="legacyNegative">Count -1 as the last but one position (spark.sql.legacy.negativeIndexInArrayInsert).</param>
internal sealed unsafe class ArrayInsertFunction(BoundCall site, bool legacyNegative) : PickFunction(site)
{
    private ListReader _list;

    protected override bool AllNullWhenVoid => false;

    protected override bool IsNullRow(Column[] arguments, int row) => arguments[0].IsNull(row) || arguments[1].IsNull(row);

    protected override Column[] Sources(Column[] arguments)
    {
        _list = new ListReader(arguments[0]);
        return [_list.IsVoid ? arguments[0] : _list.First, arguments[2]];
    }

    protected override bool Pick(Column[] arguments, int row)
    {
        var span = _list[row];
        int position = arguments[1].Read<int>()[row];
        if (position == 0)
        {
            throw QueryErrors.IndexOfZero(Site.Call.Origin);
        }
        if (position > 0)
        {
            int before = position - 1;
            Check(Math.Max((long)position, span.Length + 1L));
            int kept = Math.Min(before, span.Length);
            Picks.AddRange(0, span.Offset, kept);
            Picks.AddNulls(before - kept);
            Picks.Add(1, row);
            Picks.AddRange(0, span.Offset + kept, span.Length - kept);
            return true;
        }
        long after = -(long)position - (legacyNegative ? 0 : 1);
        Check(Math.Max(after + 1, span.Length + 1L));
        if (after > span.Length)
        {
            Picks.Add(1, row);
            Picks.AddNulls((int)(after - span.Length));
            Picks.AddRange(0, span.Offset, span.Length);
            return true;
        }
        int head = span.Length - (int)after;
        Picks.AddRange(0, span.Offset, head);
        Picks.Add(1, row);
        Picks.AddRange(0, span.Offset + head, (int)after);
        return true;
    }

    private static void Check(long length)
    {
        if (length > ArrayLimit.MaxLength)
        {
            throw QueryErrors.ArrayTooLong("array_insert", length);
        }
    }
}

/// <summary><c>array_repeat(value, count)</c>.</summary>
internal sealed unsafe class ArrayRepeatFunction(BoundCall site) : PickFunction(site)
{
    protected override bool AllNullWhenVoid => false;

    protected override bool IsNullRow(Column[] arguments, int row) => arguments[1].IsNull(row);

    protected override Column[] Sources(Column[] arguments) => [arguments[0]];

    protected override bool Pick(Column[] arguments, int row)
    {
        int count = arguments[1].Read<int>()[row];
        if (count > ArrayLimit.MaxLength)
        {
            throw QueryErrors.ArrayTooLong("array_repeat", "count", count);
        }
        Picks.Repeat(0, row, count);
        return true;
    }
}

/// <summary><c>flatten</c>: NULL when an inner array is NULL.</summary>
internal sealed unsafe class FlattenFunction(BoundCall site) : PickFunction(site)
{
    private ListReader _outer;
    private ListReader _inner;

    protected override Column[] Sources(Column[] arguments)
    {
        _outer = new ListReader(arguments[0]);
        _inner = new ListReader(_outer.First);
        return _inner.IsVoid ? [_outer.First] : [_inner.First];
    }

    protected override bool Pick(Column[] arguments, int row)
    {
        var span = _outer[row];
        long total = 0;
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            if (_inner.IsNull(i))
            {
                return false;
            }
            total += _inner[i].Length;
        }
        if (total > ArrayLimit.MaxLength)
        {
            throw QueryErrors.ArrayTooLong("flatten", total);
        }
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            Picks.AddRange(0, _inner[i].Offset, _inner[i].Length);
        }
        return true;
    }
}
