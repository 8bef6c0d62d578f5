using System.Buffers;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Moves what aggregate states hold outside their rows into the rows' pages, which can be evicted, and back. Belongs to one worker.</summary>
/// <remarks>A state that was moved is the address and length of its serialized form. The states of a page were moved when its collection unpinned it.</remarks>
internal sealed unsafe class StateSpilling(AggregateShape shape, AggregateSet aggregates)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Moves out the states of all rows that are still in use, and lets the rows be evicted.</summary>
    public void Unpin(RowCollection rows)
    {
        foreach (int aggregate in shape.WithHeap)
        {
            var function = aggregates.Function(aggregate);
            foreach (var page in rows.Pages.Where(static page => page.Pinned))
            {
                byte* state = page.Page.Address + StateOffset(aggregate);
                for (int i = 0; i < page.RowCount; i++, state += rows.Layout.RowBytes)
                {
                    _bytes.ResetWrittenCount();
                    function.Serialize(state, _bytes);
                    function.Release(state);
                    *(MovedState*)state = new MovedState { Bytes = rows.AddState(page, _bytes.WrittenSpan), Length = _bytes.WrittenCount };
                }
            }
        }
        rows.Unpin();
    }

    /// <summary>Restores the states of a page's rows, which are pinned.</summary>
    public void Restore(RowCollection rows, RowPage page)
    {
        if (page.Pinned || shape.WithHeap.Length == 0)
        {
            return;
        }
        rows.PinStates(page);
        foreach (int aggregate in shape.WithHeap)
        {
            var function = aggregates.Function(aggregate);
            byte* state = page.Page.Address + StateOffset(aggregate);
            for (int i = 0; i < page.RowCount; i++, state += rows.Layout.RowBytes)
            {
                var moved = *(MovedState*)state;
                function.Deserialize(new ReadOnlySpan<byte>(moved.Bytes, moved.Length), state);
            }
        }
        rows.UnpinStates(page);
    }

    private int StateOffset(int aggregate) => shape.Layout.StateOffset + shape.StateOffsets[aggregate];

    private struct MovedState
    {
        public byte* Bytes;
        public int Length;
    }
}
