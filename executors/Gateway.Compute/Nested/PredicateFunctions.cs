using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Base of functions whose lambda is a predicate: keeps the truth of every element.</summary>
internal abstract unsafe class PredicateFunction(BoundCall site) : ElementLambdaFunction(site, 1)
{
    /// <summary>Gets the truths: 0 false, 1 true, 2 NULL.</summary>
    protected List<byte> Truths { get; } = [];

    /// <summary>Evaluates the predicate for all elements.</summary>
    protected void EvaluateAll(Batch batch, ListReader lists, Selection selection)
    {
        Truths.Clear();
        if (Site.ArgumentType(0) is MapType)
        {
            Begin(batch, lists.First, lists.Second);
        }
        else
        {
            Begin(batch, lists.First);
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                continue;
            }
            var span = lists[row];
            for (int e = 0; e < span.Length; e++)
            {
                AddElement(row, e, span.Offset + e);
            }
        }
        End();
    }

    /// <summary>Evaluates the predicate for one element.</summary>
    protected byte EvaluateOne(Batch batch, ListReader lists, int row, int ordinal, int position)
    {
        Truths.Clear();
        Begin(batch, lists.First);
        AddElement(row, ordinal, position);
        End();
        return Truths[0];
    }

    private void AddElement(int row, int ordinal, int position)
    {
        if (Site.ArgumentType(0) is MapType)
        {
            Add(row, ordinal, position, position);
        }
        else
        {
            Add(row, ordinal, position);
        }
    }

    protected sealed override void Take(Column values, int first, int count, bool isOnly)
    {
        if (values.Physical == PhysicalType.Null)
        {
            for (int i = 0; i < count; i++)
            {
                Truths.Add(2);
            }
            return;
        }
        var reader = values.Read<byte>();
        for (int i = 0; i < count; i++)
        {
            Truths.Add(reader.IsValid(i) ? reader[i] : (byte)2);
        }
    }
}

/// <summary><c>filter</c> and <c>map_filter</c>: keep the elements whose predicate is true.</summary>
internal sealed unsafe class FilterElementsFunction(BoundCall site) : PredicateFunction(site)
{
    private readonly ElementPicks _picks = new(site.Context.Memory);

    protected override bool HasOrdinal => Site.ArgumentType(0) is ArrayType;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        if (lists.IsVoid)
        {
            ListSpans.Lay(lists, selection, result);
            return;
        }
        EvaluateAll(batch, lists, selection);
        _picks.Clear();
        int next = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            var span = lists[row];
            int start = _picks.Count;
            for (int e = 0; e < span.Length; e++)
            {
                if (Truths[next++] == 1)
                {
                    _picks.Add(0, span.Offset + e);
                }
            }
            result.Data<ListSpan>()[row] = new ListSpan(start, _picks.Count - start);
        }
        result.AppendChildren(_picks.Count);
        _picks.CopyTo([lists.First], result.Children[0], 0);
        if (result.Physical == PhysicalType.Map)
        {
            _picks.CopyTo([lists.Second], result.Children[1], 0);
        }
    }
}

/// <summary><c>exists</c> (decided by the first true) and <c>forall</c> (decided by the first false); undecided rows with a NULL are NULL.</summary>
internal sealed unsafe class QuantifierFunction(BoundCall site, byte decisive, bool threeValued) : PredicateFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lists = new ListReader(arguments[0]);
        if (lists.IsVoid)
        {
            for (int i = 0; i < selection.Count; i++)
            {
                result.SetNull(selection[i]);
            }
            return;
        }
        bool inOrder = false;
        try
        {
            EvaluateAll(batch, lists, selection);
        }
        catch (QueryException) when (selection.Count > 0)
        {
            // The element that fails may lie behind one that decides: only evaluation in order can tell.
            inOrder = true;
        }
        byte* truth = result.Data<byte>();
        int next = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lists.IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            var span = lists[row];
            bool sawNull = false;
            truth[row] = (byte)(1 - decisive);
            for (int e = 0; e < span.Length; e++)
            {
                byte value = inOrder ? EvaluateOne(batch, lists, row, e, span.Offset + e) : Truths[next + e];
                sawNull |= value == 2;
                if (value == decisive)
                {
                    truth[row] = decisive;
                    break;
                }
            }
            next += span.Length;
            if (truth[row] != decisive && sawNull)
            {
                if (threeValued)
                {
                    result.SetNull(row);
                }
                else
                {
                    truth[row] = 0;
                }
            }
        }
    }
}
