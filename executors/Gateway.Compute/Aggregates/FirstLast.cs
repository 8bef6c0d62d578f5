using Gateway.Core.Columns;

namespace Gateway.Compute.Aggregates;

/// <summary>Keeps the first or last value of a group in row order, NULLs included unless they are ignored.</summary>
internal sealed unsafe class FirstLast(BoundAggregate site, bool isLast, bool ignoreNulls, bool orderMatters = true) : HoldingFunction(site)
{
    private readonly ValueHolder _holder = new(site.ArgumentType(0), site.Context.Memory);

    public override bool IsOrderSensitive => orderMatters;

    protected override bool SkipsNulls => ignoreNulls;

    /// <summary>Reads the flag that follows the value, false when it is left out.</summary>
    public static bool IgnoresNulls(BoundAggregate site) =>
        site.Call.Arguments.Length > 1 && Evaluation.ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value is true;

    protected override void Add(Column column, int row, ref HeldBytes state)
    {
        if (state.Any && !isLast)
        {
            return;
        }
        state.Any = true;
        state.IsNull = column.IsNull(row);
        Heap.Set(ref state.Buffer, _holder.Encode(column, row));
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var source = (HeldBytes*)sources[i];
            var target = (HeldBytes*)targets[i];
            if (source->Any && (isLast || !target->Any))
            {
                Heap.Set(ref target->Buffer, source->Buffer.Bytes);
                target->Any = true;
                target->IsNull = source->IsNull;
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            var held = (HeldBytes*)states[i];
            if (held->Any && !held->IsNull)
            {
                ValueCodec.Read(held->Buffer.Bytes, result, firstRow + i);
            }
            else
            {
                ValueCodec.SetNull(result, firstRow + i);
            }
        }
    }
}
