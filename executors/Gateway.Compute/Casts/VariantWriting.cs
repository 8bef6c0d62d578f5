using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Builds variants from typed values, as casts to VARIANT and to_variant_object do.</summary>
public static unsafe class VariantWriting
{
    /// <summary>Appends the value of a row: arrays as arrays, structs and string-keyed maps as objects.</summary>
    public static void Append(Column column, int row, VariantBuilder builder)
    {
        if (column.IsNull(row))
        {
            builder.AppendNull();
            return;
        }
        int slot = column.Slot(row);
        var source = column.Source;
        byte* values = source.Values;
        switch (column.Type)
        {
            case BooleanType:
                builder.AppendBoolean(values[slot] != 0);
                break;
            case ByteType:
                builder.AppendInt64(((sbyte*)values)[slot]);
                break;
            case ShortType:
                builder.AppendInt64(((short*)values)[slot]);
                break;
            case IntegerType:
                builder.AppendInt64(((int*)values)[slot]);
                break;
            case LongType:
                builder.AppendInt64(((long*)values)[slot]);
                break;
            case FloatType:
                builder.AppendSingle(((float*)values)[slot]);
                break;
            case DoubleType:
                builder.AppendDouble(((double*)values)[slot]);
                break;
            case DecimalType d:
                builder.AppendDecimal(source.Physical == PhysicalType.Int64 ? ((long*)values)[slot] : ((Int128*)values)[slot], d.Scale);
                break;
            case DateType:
                builder.AppendDate(((int*)values)[slot]);
                break;
            case TimestampType:
                builder.AppendTimestamp(((long*)values)[slot]);
                break;
            case TimestampNtzType:
                builder.AppendTimestampNtz(((long*)values)[slot]);
                break;
            case BinaryType:
                builder.AppendBinary(StringView.Span((StringView*)values + slot));
                break;
            case StringType or CharType or VarcharType:
                builder.AppendString(StringView.Span((StringView*)values + slot));
                break;
            case VariantType:
                builder.AppendVariant(VariantReading.ValueOf(column, row));
                break;
            case ArrayType:
                var span = ((ListSpan*)values)[slot];
                var array = builder.BeginArray();
                for (int i = 0; i < span.Length; i++)
                {
                    builder.AddElement(array);
                    Append(source.Children[0], span.Offset + i, builder);
                }
                builder.EndArray(array);
                break;
            case MapType:
                var entries = ((ListSpan*)values)[slot];
                var map = builder.BeginObject();
                for (int i = 0; i < entries.Length; i++)
                {
                    builder.AddField(map, StringView.Span(ref source.Children[0].Read<StringView>()[entries.Offset + i]));
                    Append(source.Children[1], entries.Offset + i, builder);
                }
                builder.EndObject(map);
                break;
            case StructType structure:
                var fields = builder.BeginObject();
                for (int i = 0; i < structure.Fields.Length; i++)
                {
                    builder.AddField(fields, System.Text.Encoding.UTF8.GetBytes(structure.Fields[i].Name));
                    Append(source.Children[i], slot, builder);
                }
                builder.EndObject(fields);
                break;
            default:
                // TIME has no variant form, which Spark finds out too late.
                throw QueryErrors.BrokenPhase("optimization");
        }
    }

    /// <summary>Stores what was built into a row of a variant column.</summary>
    public static void Store(VariantBuilder builder, Column target, int row)
    {
        var metadata = new TextBuffer();
        builder.AppendMetadata(metadata);
        target.Children[0].Data<StringView>()[row] = target.Children[0].Heap.Add(builder.Value);
        target.Children[1].Data<StringView>()[row] = target.Children[1].Heap.Add(metadata.Written);
    }
}
