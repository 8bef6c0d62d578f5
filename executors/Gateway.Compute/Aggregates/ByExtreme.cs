using System.Buffers;
using System.Buffers.Binary;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

internal struct ByState
{
    public StateBuffer Value;
    public StateBuffer Order;
    public bool Any;
}

/// <summary>Keeps the value of the row whose second argument is extreme (max_by, min_by); of equal ones the last. Rows without an order do not count.</summary>
internal sealed unsafe class ByExtreme<TOrder>(BoundAggregate site) : HeapFunction(site) where TOrder : struct, IPreference
{
    private readonly ValueHolder _value = new(site.ArgumentType(0), site.Context.Memory);
    private readonly ValueHolder _order = new(site.ArgumentType(1), site.Context.Memory);

    public override int StateBytes => sizeof(ByState);

    public override bool IsOrderSensitive => true;

    public override void Initialize(byte* state) => *(ByState*)state = default;

    public override void Release(byte* state)
    {
        Heap.Release(ref ((ByState*)state)->Value);
        Heap.Release(ref ((ByState*)state)->Order);
    }

    public override void Update(Column[] arguments, Selection rows, byte** states)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments, rows[i], ref *(ByState*)states[i]);
        }
    }

    public override void UpdateSingle(Column[] arguments, Selection rows, byte* state)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            Add(arguments, rows[i], ref *(ByState*)state);
        }
    }

    private void Add(Column[] arguments, int row, ref ByState state)
    {
        if (arguments[1].IsNull(row))
        {
            return;
        }
        int order = state.Any ? _order.Compare(arguments[1], row, state.Order.Bytes) : 0;
        if (!state.Any || order == 0 || TOrder.Wins(order))
        {
            Heap.Set(ref state.Order, _order.Encode(arguments[1], row));
            Heap.Set(ref state.Value, _value.Encode(arguments[0], row));
            state.Any = true;
        }
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var source = (ByState*)sources[i];
            ref var target = ref *(ByState*)targets[i];
            if (!source->Any)
            {
                continue;
            }
            int order = target.Any ? _order.Compare(_order.Decode(source->Order.Bytes), 0, target.Order.Bytes) : 0;
            if (!target.Any || order == 0 || TOrder.Wins(order))
            {
                Heap.Set(ref target.Order, source->Order.Bytes);
                Heap.Set(ref target.Value, source->Value.Bytes);
                target.Any = true;
            }
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            var state = (ByState*)states[i];
            if (state->Any)
            {
                ValueCodec.Read(state->Value.Bytes, result, firstRow + i);
            }
            else
            {
                ValueCodec.SetNull(result, firstRow + i);
            }
        }
    }

    public override void Serialize(byte* state, IBufferWriter<byte> writer)
    {
        var held = (ByState*)state;
        var head = writer.GetSpan(12);
        BinaryPrimitives.WriteInt32LittleEndian(head, held->Any ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], held->Value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], held->Order.Length);
        writer.Advance(12);
        writer.Write(held->Value.Bytes);
        writer.Write(held->Order.Bytes);
    }

    public override int Deserialize(ReadOnlySpan<byte> bytes, byte* state)
    {
        Initialize(state);
        var held = (ByState*)state;
        held->Any = BinaryPrimitives.ReadInt32LittleEndian(bytes) != 0;
        int value = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int order = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        Heap.Set(ref held->Value, bytes.Slice(12, value));
        Heap.Set(ref held->Order, bytes.Slice(12 + value, order));
        return 12 + value + order;
    }
}

/// <summary>Keeps the values of the k rows whose second argument is most extreme, as an array, most extreme first.</summary>
internal sealed unsafe class TopByExtreme(BoundAggregate site, bool isMax, int k) : CollectingFunction(site, [0, 1])
{
    public override bool IsOrderSensitive => true;

    protected override bool Takes(Column[] arguments, int row) => !arguments[1].IsNull(row);

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        if (count == 0)
        {
            result.Data<ListSpan>()[row] = default;
            result.SetNull(row);
            return;
        }
        int[] order = [.. Enumerable.Range(0, count).Order(Comparer<int>.Create((left, right) =>
        {
            int compared = ValueComparer.Compare(arguments[1], left, arguments[1], right);
            return compared != 0 ? (isMax ? -compared : compared) : left.CompareTo(right);
        })).Take(k)];
        int first = result.AppendChildren(order.Length);
        result.Data<ListSpan>()[row] = new ListSpan(first, order.Length);
        fixed (int* rows = order)
        {
            ColumnCopy.Append(arguments[0], new Selection(rows, order.Length), result.Children[0], first);
        }
    }
}
