using Gateway.Compute.Evaluation;
using Gateway.Core.Collations;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Replaces collated strings, also inside of nested values, by keys that are equal and order by bytes as the strings do.</summary>
internal sealed unsafe class CollationKeyFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly KeyBuffer _key = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var source = arguments[0];
        if (Site.ArgumentType(0) is not StringType { Rules: { } rules })
        {
            for (int i = 0; i < selection.Count; i++)
            {
                Copy(source, selection[i], result, selection[i], Site.ArgumentType(0));
            }
            return;
        }
        var texts = source.Read<StringView>();
        var keys = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (texts.IsValid(row))
            {
                keys[row] = Key(rules, ref texts[row], result);
            }
            else
            {
                ValueCodec.SetNull(result, row);
            }
        }
    }

    private StringView Key(Collation rules, ref StringView text, Column target)
    {
        _key.Clear();
        rules.AppendKey(StringView.Span(ref text), _key);
        return target.Heap.Add(_key.Written);
    }

    private void Copy(Column source, int row, Column target, int targetRow, DataType type)
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
            case PhysicalType.String:
                ref var text = ref from.Data<StringView>()[slot];
                target.Data<StringView>()[targetRow] = type is StringType { Rules: { } rules } ? Key(rules, ref text, target) : text;
                break;
            case PhysicalType.List or PhysicalType.Map:
                var span = from.Data<ListSpan>()[slot];
                int start = target.AppendChildren(span.Length);
                target.Data<ListSpan>()[targetRow] = new ListSpan(start, span.Length);
                CopyChildren(from, span.Offset, target, start, span.Length, type);
                break;
            case PhysicalType.Struct:
                CopyChildren(from, slot, target, targetRow, 1, type);
                break;
            default:
                int width = Column.Width(source.Physical);
                new Span<byte>(from.Values + (long)slot * width, width).CopyTo(new Span<byte>(target.Values + (long)targetRow * width, width));
                break;
        }
    }

    private void CopyChildren(Column source, int first, Column target, int targetFirst, int count, DataType type)
    {
        var types = Column.ChildTypes(type);
        for (int child = 0; child < types.Length; child++)
        {
            for (int i = 0; i < count; i++)
            {
                Copy(source.Children[child], first + i, target.Children[child], targetFirst + i, types[child]);
            }
        }
    }
}
