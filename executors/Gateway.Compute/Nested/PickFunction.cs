using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Base of functions whose result lists are made of elements of their arguments: rows choose elements, one bulk copy moves them.</summary>
/// <remarks>A row with a NULL argument is NULL unless the function takes NULLs itself.</remarks>
internal abstract unsafe class PickFunction(BoundCall site) : ColumnFunction(site)
{
    protected ElementPicks Picks { get; } = new(site.Context.Memory);

    /// <summary>Gets the values of a map result; unused for arrays.</summary>
    protected ElementPicks ValuePicks { get; } = new(site.Context.Memory);

    /// <summary>Tells which arguments make the row NULL when they are.</summary>
    protected virtual bool IsNullRow(Column[] arguments, int row)
    {
        foreach (var argument in arguments)
        {
            if (argument is not null && argument.IsNull(row))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Prepares a batch: makes readers of the arguments and returns the columns that picks come from.</summary>
    protected abstract Column[] Sources(Column[] arguments);

    /// <summary>Gets the columns that value picks come from (maps).</summary>
    protected virtual Column[] ValueSources(Column[] arguments) => [];

    /// <summary>Adds the elements of one row; returns false for a NULL row.</summary>
    protected abstract bool Pick(Column[] arguments, int row);

    /// <summary>Corrects the copied elements.</summary>
    protected virtual void Finish(Column elements, int count) { }

    protected sealed override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (Array.Exists(arguments, static argument => argument?.Physical == PhysicalType.Null) && AllNullWhenVoid)
        {
            SetAllNull(selection, result);
            return;
        }
        Picks.Clear();
        ValuePicks.Clear();
        var sources = Sources(arguments);
        var spans = result.Data<ListSpan>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            int start = Picks.Count;
            if (IsNullRow(arguments, row) || !Pick(arguments, row))
            {
                NullRow.Set(result, row);
            }
            else
            {
                spans[row] = new ListSpan(start, Picks.Count - start);
            }
        }
        int count = Picks.Count;
        result.AppendChildren(count);
        Picks.CopyTo(sources, result.Children[0], 0);
        Finish(result.Children[0], count);
        if (result.Physical == PhysicalType.Map)
        {
            ValuePicks.CopyTo(ValueSources(arguments), result.Children[1], 0);
        }
    }

    /// <summary>Tells whether a VOID argument makes all rows NULL, so that <see cref="Pick"/> never sees one.</summary>
    protected virtual bool AllNullWhenVoid => true;

    private static void SetAllNull(Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            NullRow.Set(result, selection[i]);
        }
    }
}

/// <summary>Turns -0.0 into 0.0 where sets and map keys keep one of the two.</summary>
internal static unsafe class FloatZero
{
    public static void Normalize(Column elements, int count)
    {
        if (elements.Physical == PhysicalType.Float64)
        {
            var values = new Span<double>(elements.Values, count);
            foreach (ref double value in values)
            {
                value = value == 0 ? 0 : value;
            }
        }
        else if (elements.Physical == PhysicalType.Float32)
        {
            var values = new Span<float>(elements.Values, count);
            foreach (ref float value in values)
            {
                value = value == 0 ? 0 : value;
            }
        }
    }
}
