using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>An aggregate over one fixed-width argument, whose NULLs do not count. Faults are remembered in the state and raised by <see cref="TryFinish"/>.</summary>
internal interface IAccumulator<TState, T, TResult>
{
    TState Zero { get; }
    void Add(ref TState state, T value);
    void Combine(ref TState target, ref readonly TState source);
    /// <summary>Gives the result; false for NULL.</summary>
    bool TryFinish(ref readonly TState state, out TResult result);
}

/// <summary>Drives an accumulator.</summary>
internal sealed unsafe class Accumulating<TOp, TState, T, TResult>(BoundAggregate site, TOp op) : AggregateFunction(site)
    where TOp : struct, IAccumulator<TState, T, TResult>
    where TState : unmanaged
    where T : unmanaged
    where TResult : unmanaged
{
    public override int StateBytes => (sizeof(TState) + 7) & ~7;

    public override void Initialize(byte* state) => *(TState*)state = op.Zero;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        if (arguments[0].Physical == PhysicalType.Null)
        {
            return;
        }
        var reader = arguments[0].Read<T>();
        var local = op;
        if (!reader.HasNulls)
        {
            if (reader.IsFlat && rows.IsAll)
            {
                T* values = reader.Values;
                for (int i = 0; i < rows.Count; i++)
                {
                    local.Add(ref *(TState*)states[i], values[i]);
                }
                return;
            }
            for (int i = 0; i < rows.Count; i++)
            {
                local.Add(ref *(TState*)states[i], reader[rows[i]]);
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (reader.IsValid(row))
            {
                local.Add(ref *(TState*)states[i], reader[row]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        if (arguments[0].Physical == PhysicalType.Null)
        {
            return;
        }
        var reader = arguments[0].Read<T>();
        var local = op;
        var sum = *(TState*)state;
        if (!reader.HasNulls && reader.IsFlat && rows.IsAll)
        {
            T* values = reader.Values;
            for (int i = 0; i < rows.Count; i++)
            {
                local.Add(ref sum, values[i]);
            }
        }
        else
        {
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows[i];
                if (reader.IsValid(row))
                {
                    local.Add(ref sum, reader[row]);
                }
            }
        }
        *(TState*)state = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Combine(byte** sources, byte** targets, int count)
    {
        var local = op;
        for (int i = 0; i < count; i++)
        {
            local.Combine(ref *(TState*)targets[i], in *(TState*)sources[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        var local = op;
        TResult* values = result.Data<TResult>() + firstRow;
        for (int i = 0; i < count; i++)
        {
            if (!local.TryFinish(in *(TState*)states[i], out values[i]))
            {
                result.SetNull(firstRow + i);
            }
        }
    }
}

/// <summary>A running total and whether anything was added.</summary>
internal struct Total<T> where T : unmanaged
{
    public T Value;
    public bool Any;
    public bool Overflow;
}
