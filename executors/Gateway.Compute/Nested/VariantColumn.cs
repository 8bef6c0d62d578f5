using System.Text;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Reads and writes variants in columns, whose children are value and metadata bytes.</summary>
internal static unsafe class VariantColumn
{
    /// <summary>Reads a row that is not NULL; valid while the column is.</summary>
    public static VariantValue Read(Column column, int row)
    {
        int slot = column.Slot(row);
        var children = column.Source.Children;
        return new VariantValue(Bytes(children[0], slot), Bytes(children[1], slot));
    }

    /// <summary>Writes what a builder holds.</summary>
    public static void Write(Column column, int row, VariantBuilder builder, TextBuffer scratch)
    {
        scratch.Clear();
        builder.AppendMetadata(scratch);
        Set(column.Children[0], row, builder.Value);
        Set(column.Children[1], row, scratch.Written);
    }

    private static ReadOnlySpan<byte> Bytes(Column column, int row)
    {
        // SAFETY: the view lies in native memory that lives as long as the column's batch; inline bytes lie in the view itself.
        StringView* view = column.Source.Data<StringView>() + column.Slot(row);
        return StringView.Span(view);
    }

    private static void Set(Column column, int row, ReadOnlySpan<byte> bytes) => column.Data<StringView>()[row] = column.Heap.Add(bytes);
}
