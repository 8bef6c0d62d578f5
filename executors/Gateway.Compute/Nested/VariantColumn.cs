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

/// <summary>Appends column values to variants: structs and maps with text keys become objects.</summary>
internal static unsafe class VariantWriter
{
    public static void Append(Column column, int row, VariantBuilder builder)
    {
        if (column.IsNull(row))
        {
            builder.AppendNull();
            return;
        }
        int slot = column.Slot(row);
        var source = column.Source;
        switch (column.Type)
        {
            case BooleanType:
                builder.AppendBoolean(source.Data<byte>()[slot] != 0);
                break;
            case ByteType:
                builder.AppendInt64(source.Data<sbyte>()[slot]);
                break;
            case ShortType:
                builder.AppendInt64(source.Data<short>()[slot]);
                break;
            case IntegerType:
                builder.AppendInt64(source.Data<int>()[slot]);
                break;
            case LongType:
                builder.AppendInt64(source.Data<long>()[slot]);
                break;
            case FloatType:
                builder.AppendSingle(source.Data<float>()[slot]);
                break;
            case DoubleType:
                builder.AppendDouble(source.Data<double>()[slot]);
                break;
            case DecimalType number:
                builder.AppendDecimal(column.Physical == PhysicalType.Int64 ? source.Data<long>()[slot] : source.Data<Int128>()[slot], number.Scale);
                break;
            case DateType:
                builder.AppendDate(source.Data<int>()[slot]);
                break;
            case TimestampType:
                builder.AppendTimestamp(source.Data<long>()[slot]);
                break;
            case TimestampNtzType:
                builder.AppendTimestampNtz(source.Data<long>()[slot]);
                break;
            case StringType:
                builder.AppendString(StringView.Span(source.Data<StringView>() + slot));
                break;
            case BinaryType:
                builder.AppendBinary(StringView.Span(source.Data<StringView>() + slot));
                break;
            case VariantType:
                builder.AppendVariant(VariantColumn.Read(column, row));
                break;
            case ArrayType:
                AppendArray(source, source.Data<ListSpan>()[slot], builder);
                break;
            case MapType:
                AppendMap(source, source.Data<ListSpan>()[slot], builder);
                break;
            case StructType structure:
                AppendStruct(source, slot, structure, builder);
                break;
            case UserDefinedType:
                Append(Column.Alias(((UserDefinedType)column.Type).SqlType, column), row, builder);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"no variant of {column.Type.TypeName}; the cast check refuses it");
        }
    }

    private static void AppendArray(Column source, ListSpan span, VariantBuilder builder)
    {
        var mark = builder.BeginArray();
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            builder.AddElement(mark);
            Append(source.Children[0], i, builder);
        }
        builder.EndArray(mark);
    }

    private static void AppendMap(Column source, ListSpan span, VariantBuilder builder)
    {
        var mark = builder.BeginObject();
        for (int i = span.Offset; i < span.Offset + span.Length; i++)
        {
            builder.AddField(mark, StringView.Span(ref source.Children[0].Read<StringView>()[i]));
            Append(source.Children[1], i, builder);
        }
        builder.EndObject(mark);
    }

    private static void AppendStruct(Column source, int slot, StructType structure, VariantBuilder builder)
    {
        var mark = builder.BeginObject();
        for (int i = 0; i < structure.Fields.Length; i++)
        {
            builder.AddField(mark, Encoding.UTF8.GetBytes(structure.Fields[i].Name));
            Append(source.Children[i], slot, builder);
        }
        builder.EndObject(mark);
    }
}
