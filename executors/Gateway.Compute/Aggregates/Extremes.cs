using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Binds min and max: a plain comparison for fixed-width types, kept bytes for others.</summary>
internal static class Extremes
{
    public static AggregateFunction Bind(BoundAggregate site, bool isMax) => isMax ? Bind<Larger>(site) : Bind<Smaller>(site);

    private static AggregateFunction Bind<TOrder>(BoundAggregate site) where TOrder : struct, IPreference => site.ArgumentType(0).Physical switch
    {
        PhysicalType.Boolean => new Accumulating<Extreme<byte, TOrder>, Held<byte>, byte, byte>(site, default),
        PhysicalType.Int8 => new Accumulating<Extreme<sbyte, TOrder>, Held<sbyte>, sbyte, sbyte>(site, default),
        PhysicalType.Int16 => new Accumulating<Extreme<short, TOrder>, Held<short>, short, short>(site, default),
        PhysicalType.Int32 => new Accumulating<Extreme<int, TOrder>, Held<int>, int, int>(site, default),
        PhysicalType.Int64 => new Accumulating<Extreme<long, TOrder>, Held<long>, long, long>(site, default),
        PhysicalType.Float32 => new Accumulating<FloatExtreme<float, TOrder>, Held<float>, float, float>(site, default),
        PhysicalType.Float64 => new Accumulating<FloatExtreme<double, TOrder>, Held<double>, double, double>(site, default),
        PhysicalType.Int128 => new Accumulating<Extreme<Int128, TOrder>, Held<Int128>, Int128, Int128>(site, default),
        PhysicalType.String when site.ArgumentType(0) is not StringType { IsBinaryCollation: false } => new StringExtreme<TOrder>(site),
        _ => new ValueExtreme<TOrder>(site),
    };
}

/// <summary>Says whether a comparison result makes the newcomer win.</summary>
internal interface IPreference
{
    static abstract bool Wins(int newcomerToHeld);
    static abstract bool Wins<T>(T newcomer, T held) where T : IComparable<T>, System.Numerics.IComparisonOperators<T, T, bool>;
}

internal struct Larger : IPreference
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Wins(int newcomerToHeld) => newcomerToHeld > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Wins<T>(T newcomer, T held) where T : IComparable<T>, System.Numerics.IComparisonOperators<T, T, bool> => newcomer > held;
}

internal struct Smaller : IPreference
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Wins(int newcomerToHeld) => newcomerToHeld < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Wins<T>(T newcomer, T held) where T : IComparable<T>, System.Numerics.IComparisonOperators<T, T, bool> => newcomer < held;
}

/// <summary>A value and whether there is one.</summary>
internal struct Held<T> where T : unmanaged
{
    public T Value;
    public bool Any;
}

internal struct Extreme<T, TOrder> : IAccumulator<Held<T>, T, T>
    where T : unmanaged, IComparable<T>, System.Numerics.IComparisonOperators<T, T, bool>
    where TOrder : struct, IPreference
{
    public readonly Held<T> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Held<T> state, T value)
    {
        if (!state.Any || TOrder.Wins(value, state.Value))
        {
            state.Value = value;
            state.Any = true;
        }
    }

    public readonly void Combine(ref Held<T> target, ref readonly Held<T> source)
    {
        if (source.Any)
        {
            Add(ref target, source.Value);
        }
    }

    public readonly bool TryFinish(ref readonly Held<T> state, out T result)
    {
        result = state.Value;
        return state.Any;
    }
}

/// <summary>The extreme of floating-point numbers: NaN is largest.</summary>
internal struct FloatExtreme<T, TOrder> : IAccumulator<Held<T>, T, T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    where TOrder : struct, IPreference
{
    public readonly Held<T> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(ref Held<T> state, T value)
    {
        if (!state.Any || TOrder.Wins(ValueComparer.CompareFloating(double.CreateTruncating(value), double.CreateTruncating(state.Value))))
        {
            state.Value = value;
            state.Any = true;
        }
    }

    public readonly void Combine(ref Held<T> target, ref readonly Held<T> source)
    {
        if (source.Any)
        {
            Add(ref target, source.Value);
        }
    }

    public readonly bool TryFinish(ref readonly Held<T> state, out T result)
    {
        result = state.Value;
        return state.Any;
    }
}

/// <summary>A buffer and whether it holds a value (an empty string is one).</summary>
internal struct HeldBytes
{
    public StateBuffer Buffer;
    public bool Any;
    /// <summary>The value held is NULL (first and last).</summary>
    public bool IsNull;
}

/// <summary>Base of aggregates that hold the bytes of one value a group.</summary>
internal abstract unsafe class HoldingFunction(BoundAggregate site) : HeapFunction(site)
{
    public sealed override int StateBytes => sizeof(HeldBytes);

    public sealed override void Initialize(byte* state) => *(HeldBytes*)state = default;

    public sealed override void Release(byte* state) => Heap.Release(ref ((HeldBytes*)state)->Buffer);

    public sealed override void Update(Column[] arguments, Selection rows, byte** states)
    {
        if (arguments[0].Physical == PhysicalType.Null && SkipsNulls)
        {
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (!SkipsNulls || !arguments[0].IsNull(row))
            {
                Add(arguments[0], row, ref *(HeldBytes*)states[i]);
            }
        }
    }

    public sealed override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        if (arguments[0].Physical == PhysicalType.Null && SkipsNulls)
        {
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (!SkipsNulls || !arguments[0].IsNull(row))
            {
                Add(arguments[0], row, ref *(HeldBytes*)state);
            }
        }
    }

    protected virtual bool SkipsNulls => true;

    protected abstract void Add(Column column, int row, ref HeldBytes state);

    public override void Serialize(byte* state, System.Buffers.IBufferWriter<byte> writer)
    {
        var held = *(HeldBytes*)state;
        var head = writer.GetSpan(8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(head, held.Any ? held.IsNull ? 2 : 1 : 0);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(head[4..], held.Buffer.Length);
        writer.Advance(8);
        System.Buffers.BuffersExtensions.Write(writer, held.Buffer.Bytes);
    }

    public override int Deserialize(ReadOnlySpan<byte> bytes, byte* state)
    {
        Initialize(state);
        int kind = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        ((HeldBytes*)state)->Any = kind != 0;
        ((HeldBytes*)state)->IsNull = kind == 2;
        Heap.Set(ref ((HeldBytes*)state)->Buffer, bytes.Slice(8, length));
        return 8 + length;
    }
}

/// <summary>The smallest or largest string by its bytes.</summary>
internal sealed unsafe class StringExtreme<TOrder>(BoundAggregate site) : HoldingFunction(site) where TOrder : struct, IPreference
{
    protected override void Add(Column column, int row, ref HeldBytes state)
    {
        var bytes = StringView.Span((StringView*)column.Source.Values + column.Slot(row));
        Offer(bytes, ref state);
    }

    private void Offer(ReadOnlySpan<byte> bytes, ref HeldBytes state)
    {
        if (!state.Any || TOrder.Wins(bytes.SequenceCompareTo(state.Buffer.Bytes)))
        {
            Heap.Set(ref state.Buffer, bytes);
            state.Any = true;
        }
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (((HeldBytes*)sources[i])->Any)
            {
                Offer(((HeldBytes*)sources[i])->Buffer.Bytes, ref *(HeldBytes*)targets[i]);
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        var values = result.Data<StringView>() + firstRow;
        for (int i = 0; i < count; i++)
        {
            var held = (HeldBytes*)states[i];
            values[i] = held->Any ? result.Heap.Add(held->Buffer.Bytes) : default;
            if (!held->Any)
            {
                result.SetNull(firstRow + i);
            }
        }
    }
}

/// <summary>The smallest or largest value of any ordered type.</summary>
internal sealed unsafe class ValueExtreme<TOrder>(BoundAggregate site) : HoldingFunction(site) where TOrder : struct, IPreference
{
    private readonly ValueHolder _holder = new(site.ArgumentType(0), site.Context.Memory);

    /// <summary>Of texts that a collation holds for equal, the first one stays.</summary>
    public override bool IsOrderSensitive { get; } = site.ArgumentType(0) is StringType;

    protected override void Add(Column column, int row, ref HeldBytes state)
    {
        if (!state.Any || TOrder.Wins(_holder.Compare(column, row, state.Buffer.Bytes)))
        {
            Heap.Set(ref state.Buffer, _holder.Encode(column, row));
            state.Any = true;
        }
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var source = (HeldBytes*)sources[i];
            if (source->Any)
            {
                Add(_holder.Decode(source->Buffer.Bytes), 0, ref *(HeldBytes*)targets[i]);
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            var held = (HeldBytes*)states[i];
            if (held->Any)
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
