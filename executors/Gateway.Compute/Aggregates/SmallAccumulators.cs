using System.Numerics;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Counts the rows for which a condition is true.</summary>
internal struct CountTrue : IAccumulator<long, byte, long>
{
    public readonly long Zero => 0;

    public readonly void Add(ref long state, byte value) => state += value & 1;

    public readonly void Combine(ref long target, ref readonly long source) => target += source;

    public readonly bool TryFinish(ref readonly long state, out long result)
    {
        result = state;
        return true;
    }
}

/// <summary>Which bits are put together how.</summary>
internal enum BitOperation { And, Or, Xor }

/// <summary>Puts the bits of integers together.</summary>
internal readonly struct Bits<T>(BitOperation operation) : IAccumulator<Held<T>, T, T> where T : unmanaged, IBinaryInteger<T>
{
    public Held<T> Zero => default;

    public static AggregateFunction Bind(BoundAggregate site, BitOperation operation) => new Accumulating<Bits<T>, Held<T>, T, T>(site, new Bits<T>(operation));

    public void Add(ref Held<T> state, T value)
    {
        state.Value = !state.Any ? value : operation switch
        {
            BitOperation.And => state.Value & value,
            BitOperation.Or => state.Value | value,
            BitOperation.Xor => state.Value ^ value,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        state.Any = true;
    }

    public void Combine(ref Held<T> target, ref readonly Held<T> source)
    {
        if (source.Any)
        {
            Add(ref target, source.Value);
        }
    }

    public bool TryFinish(ref readonly Held<T> state, out T result)
    {
        result = state.Value;
        return state.Any;
    }
}

/// <summary>Binds the bit aggregates by width.</summary>
internal static class BitAggregates
{
    public static AggregateFunction Bind(BoundAggregate site, BitOperation operation) => site.ArgumentType(0).Physical switch
    {
        PhysicalType.Int8 => Bits<sbyte>.Bind(site, operation),
        PhysicalType.Int16 => Bits<short>.Bind(site, operation),
        PhysicalType.Int32 or PhysicalType.Null => Bits<int>.Bind(site, operation),
        PhysicalType.Int64 => Bits<long>.Bind(site, operation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
