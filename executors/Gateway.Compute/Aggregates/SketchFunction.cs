using System.Buffers;
using System.Runtime.InteropServices;
using Gateway.Core.Columns;

namespace Gateway.Compute.Aggregates;

/// <summary>Base of aggregates whose state is a fixed part and one growing buffer.</summary>
/// <typeparam name="TState">The fixed part, which holds the buffer.</typeparam>
/// <remarks>What a sketch keeps depends on the order of its input, as do its bytes, so rows come in order.</remarks>
internal abstract unsafe class SketchFunction<TState>(BoundAggregate site) : HeapFunction(site) where TState : unmanaged
{
    public sealed override int StateBytes => (sizeof(TState) + 7) & ~7;

    public sealed override bool IsOrderSensitive => true;

    public sealed override void Initialize(byte* state)
    {
        *(TState*)state = default;
        Start(ref *(TState*)state);
    }

    public sealed override void Release(byte* state) => Heap.Release(ref Buffer(ref *(TState*)state));

    public sealed override void Update(Column[] arguments, Selection rows, byte** states)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments, rows[i], ref *(TState*)states[i]);
        }
    }

    public sealed override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments, rows[i], ref *(TState*)state);
        }
    }

    public sealed override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Merge(ref *(TState*)targets[i], ref *(TState*)sources[i]);
        }
    }

    public sealed override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            Finish(ref *(TState*)states[i], result, firstRow + i);
        }
    }

    public sealed override void Serialize(byte* state, IBufferWriter<byte> writer)
    {
        writer.Write(new ReadOnlySpan<byte>(state, sizeof(TState)));
        writer.Write(Buffer(ref *(TState*)state).Bytes);
    }

    public sealed override int Deserialize(ReadOnlySpan<byte> bytes, byte* state)
    {
        ref var restored = ref *(TState*)state;
        restored = MemoryMarshal.Read<TState>(bytes);
        ref var buffer = ref Buffer(ref restored);
        int length = buffer.Length;
        buffer = default;
        Heap.Set(ref buffer, bytes.Slice(sizeof(TState), length));
        return sizeof(TState) + length;
    }

    protected abstract ref StateBuffer Buffer(ref TState state);

    /// <summary>Sets a zeroed state to that of no rows.</summary>
    protected abstract void Start(ref TState state);

    protected abstract void Add(Column[] arguments, int row, ref TState state);

    protected abstract void Merge(ref TState target, ref TState source);

    protected abstract void Finish(ref TState state, Column result, int row);

    /// <summary>Makes a result of bytes.</summary>
    protected static void Give(Column result, int row, ReadOnlySpan<byte> bytes) => result.Data<StringView>()[row] = result.Heap.Add(bytes);
}
