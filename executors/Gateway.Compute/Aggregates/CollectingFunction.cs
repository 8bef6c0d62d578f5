using System.Buffers;
using System.Buffers.Binary;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>The encoded argument rows of a group.</summary>
internal struct Collected
{
    public StateBuffer Buffer;
    public int Count;
    /// <summary>The length at which the rows are looked through for what can be dropped.</summary>
    public int CompactAt;
}

/// <summary>Base of aggregates that keep all argument rows of a group and compute when asked for the result.</summary>
internal abstract unsafe class CollectingFunction : HeapFunction
{
    private const int FirstCompaction = 4096;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly int[] _kept;
    private readonly Column[] _columns;

    /// <param name="kept">Positions of the arguments that are kept, in the order in which <see cref="Finish(Column[], int, Column, int)"/> gets them.</param>
    protected CollectingFunction(BoundAggregate site, int[] kept) : base(site)
    {
        _kept = kept;
        _columns = Array.ConvertAll(kept, position => Column.Create(site.ArgumentType(position), 16, site.Context.Memory));
    }

    public sealed override int StateBytes => (sizeof(Collected) + 7) & ~7;

    public sealed override void Initialize(byte* state) => *(Collected*)state = default;

    public sealed override void Release(byte* state) => Heap.Release(ref ((Collected*)state)->Buffer);

    /// <summary>Tells whether a row counts; by default when its first argument is not NULL.</summary>
    protected virtual bool Takes(Column[] arguments, int row) => !arguments[0].IsNull(row);

    /// <summary>Tells whether equal rows are kept once.</summary>
    protected virtual bool KeepsOnce => false;

    /// <summary>Writes the result of the collected rows.</summary>
    /// <param name="arguments">Flat columns of <paramref name="count"/> rows, in order of arrival, valid during the call.</param>
    protected abstract void Finish(Column[] arguments, int count, Column result, int row);

    public sealed override void Update(Column[] arguments, Selection rows, byte** states)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (Takes(arguments, row))
            {
                Add(arguments, row, ref *(Collected*)states[i]);
            }
        }
    }

    public sealed override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (Takes(arguments, row))
            {
                Add(arguments, row, ref *(Collected*)state);
            }
        }
    }

    public sealed override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var source = (Collected*)sources[i];
            ref var target = ref *(Collected*)targets[i];
            Heap.Append(ref target.Buffer, source->Buffer.Bytes);
            target.Count += source->Count;
            Compact(ref target);
        }
    }

    public sealed override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            var state = (Collected*)states[i];
            if (KeepsOnce)
            {
                Deduplicate(ref *state);
            }
            Decode(state->Buffer.Bytes, state->Count);
            Finish(_columns, state->Count, result, firstRow + i);
        }
    }

    public sealed override void Serialize(byte* state, IBufferWriter<byte> writer)
    {
        var collected = (Collected*)state;
        var head = writer.GetSpan(8);
        BinaryPrimitives.WriteInt32LittleEndian(head, collected->Count);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], collected->Buffer.Length);
        writer.Advance(8);
        writer.Write(collected->Buffer.Bytes);
    }

    public sealed override int Deserialize(ReadOnlySpan<byte> bytes, byte* state)
    {
        Initialize(state);
        var collected = (Collected*)state;
        collected->Count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        Heap.Append(ref collected->Buffer, bytes.Slice(8, length));
        return 8 + length;
    }

    /// <summary>Adds one row to a state.</summary>
    protected virtual void Add(Column[] arguments, int row, ref Collected state)
    {
        _bytes.ResetWrittenCount();
        foreach (int position in _kept)
        {
            ValueCodec.Write(arguments[position], row, _bytes, normalize: KeepsOnce);
        }
        Heap.Append(ref state.Buffer, _bytes.WrittenSpan);
        state.Count++;
        Compact(ref state);
    }

    private void Compact(ref Collected state)
    {
        if (KeepsOnce && state.Buffer.Length >= Math.Max(FirstCompaction, state.CompactAt))
        {
            Deduplicate(ref state);
            state.CompactAt = state.Buffer.Length * 2;
        }
    }

    /// <summary>Keeps the first of equal rows, in place.</summary>
    private void Deduplicate(ref Collected state)
    {
        HashSet<ByteKey> seen = [];
        var buffer = new ReadOnlySpan<byte>(state.Buffer.Data, state.Buffer.Length).ToArray();
        int read = 0;
        int written = 0;
        int kept = 0;
        for (int i = 0; i < state.Count; i++)
        {
            int length = RowLength(buffer.AsSpan(read));
            if (seen.Add(new ByteKey(buffer.AsMemory(read, length))))
            {
                buffer.AsSpan(read, length).CopyTo(new Span<byte>(state.Buffer.Data + written, length));
                written += length;
                kept++;
            }
            read += length;
        }
        state.Buffer.Length = written;
        state.Count = kept;
    }

    private int RowLength(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        foreach (int position in _kept)
        {
            length += ValueCodec.Length(bytes[length..], Site.ArgumentType(position));
        }
        return length;
    }

    private void Decode(ReadOnlySpan<byte> bytes, int count)
    {
        foreach (var column in _columns)
        {
            column.Reset();
            column.EnsureCapacity(count, 0);
        }
        int read = 0;
        for (int row = 0; row < count; row++)
        {
            foreach (var column in _columns)
            {
                read += ValueCodec.Read(bytes[read..], column, row);
            }
        }
    }

    /// <summary>Compares bytes by content.</summary>
    private readonly struct ByteKey(ReadOnlyMemory<byte> bytes) : IEquatable<ByteKey>
    {
        private readonly ReadOnlyMemory<byte> _bytes = bytes;

        public bool Equals(ByteKey other) => _bytes.Span.SequenceEqual(other._bytes.Span);

        public override bool Equals(object? obj) => obj is ByteKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(_bytes.Span);
            return hash.ToHashCode();
        }
    }
}

/// <summary>collect_list and collect_set: the values that are not NULL, as an array.</summary>
internal sealed unsafe class CollectFunction(BoundAggregate site, bool distinct) : CollectingFunction(site, [0])
{
    public override bool IsOrderSensitive => true;

    protected override bool KeepsOnce => distinct;

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        int first = result.AppendChildren(count);
        result.Data<ListSpan>()[row] = new ListSpan(first, count);
        if (distinct && count > 1 && ScalaSetOrder.Of(arguments[0], [.. Enumerable.Range(0, count)]) is { } order)
        {
            fixed (int* rows = order)
            {
                ColumnCopy.Append(arguments[0], new Selection(rows, count), result.Children[0], first);
            }
        }
        else if (arguments[0].Physical != PhysicalType.Null && count > 0)
        {
            ColumnCopy.Append(arguments[0], Selection.All(count), result.Children[0], first);
        }
    }
}
