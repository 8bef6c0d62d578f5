using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Orders the entries of maps, also inside of nested values, by key: maps with equal entries become equal values.</summary>
internal sealed unsafe class MapSortFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly ElementOrder _order = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            Copy(arguments[0], selection[i], result, selection[i]);
        }
    }

    private void Copy(Column source, int row, Column target, int targetRow)
    {
        if (source.IsNull(row))
        {
            ValueCodec.SetNull(target, targetRow);
            return;
        }
        int slot = source.Slot(row);
        var from = source.Source;
        switch (source.Physical)
        {
            case PhysicalType.Map:
                var entries = from.Data<ListSpan>()[slot];
                int[] positions = [.. Enumerable.Range(entries.Offset, entries.Length)];
                _order.Sort(from.Children[0], positions, ascending: true);
                CopyElements(from, positions, target, targetRow);
                break;
            case PhysicalType.List:
                var span = from.Data<ListSpan>()[slot];
                CopyElements(from, [.. Enumerable.Range(span.Offset, span.Length)], target, targetRow);
                break;
            case PhysicalType.Struct:
                for (int child = 0; child < from.Children.Length; child++)
                {
                    Copy(from.Children[child], slot, target.Children[child], targetRow);
                }
                break;
            default:
                int width = Column.Width(source.Physical);
                new Span<byte>(from.Values + (long)slot * width, width).CopyTo(new Span<byte>(target.Values + (long)targetRow * width, width));
                break;
        }
    }

    private void CopyElements(Column source, int[] positions, Column target, int targetRow)
    {
        int start = target.AppendChildren(positions.Length);
        target.Data<ListSpan>()[targetRow] = new ListSpan(start, positions.Length);
        for (int child = 0; child < source.Children.Length; child++)
        {
            for (int i = 0; i < positions.Length; i++)
            {
                Copy(source.Children[child], positions[i], target.Children[child], start + i);
            }
        }
    }
}
