using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Counts the rows in which no argument is NULL.</summary>
internal sealed unsafe class CountFunction(BoundAggregate site) : AggregateFunction(site)
{
    public override int StateBytes => 8;

    public override void Initialize(byte* state) => *(long*)state = 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        if (!Array.Exists(arguments, MayBeNull))
        {
            for (int i = 0; i < rows.Count; i++)
            {
                (*(long*)states[i])++;
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            *(long*)states[i] += Counts(arguments, rows[i]);
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        if (!Array.Exists(arguments, MayBeNull))
        {
            *(long*)state += rows.Count;
            return;
        }
        long count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            count += Counts(arguments, rows[i]);
        }
        *(long*)state += count;
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            *(long*)targets[i] += *(long*)sources[i];
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        long* values = result.Data<long>() + firstRow;
        for (int i = 0; i < count; i++)
        {
            values[i] = *(long*)states[i];
        }
    }

    private static bool MayBeNull(Column column) => column.HasNulls || column.Physical == PhysicalType.Null;

    private static int Counts(Column[] arguments, int row)
    {
        foreach (var argument in arguments)
        {
            if (argument.IsNull(row))
            {
                return 0;
            }
        }
        return 1;
    }
}
