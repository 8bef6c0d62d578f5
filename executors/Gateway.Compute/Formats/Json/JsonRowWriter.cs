using System.Buffers.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Json;

/// <summary>Writes rows as JSON objects. Used by JSON files and <c>to_json</c>. Semantics: Spark 4.3's JacksonGenerator.</summary>
public sealed unsafe class JsonRowWriter
{
    private readonly JsonOptions _options;
    private readonly DateTimeFormats _formats;
    private readonly Dictionary<StructType, byte[][]> _names = new(ReferenceEqualityComparer.Instance);

    public JsonRowWriter(JsonOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _formats = new DateTimeFormats(source, settings, forWriting: true);
    }

    /// <summary>Appends a row of columns as an object.</summary>
    public void AppendRow(ReadOnlySpan<Column> columns, StructType schema, int row, TextBuffer output)
    {
        if (!_names.TryGetValue(schema, out byte[][]? names))
        {
            var buffer = new TextBuffer();
            names = [.. schema.Fields.Select(member =>
            {
                buffer.Clear();
                AppendQuoted(System.Text.Encoding.UTF8.GetBytes(member.Name), buffer);
                return buffer.Written.ToArray();
            })];
            _names.Add(schema, names);
        }
        output.Append((byte)'{');
        bool isFirst = true;
        for (int i = 0; i < columns.Length; i++)
        {
            bool isNull = columns[i].IsNull(row);
            if (isNull && _options.IgnoreNullFields)
            {
                continue;
            }
            if (!isFirst)
            {
                output.Append((byte)',');
            }
            isFirst = false;
            output.Append(names[i]);
            output.Append((byte)':');
            AppendValue(columns[i], schema.Fields[i].Type, row, output);
        }
        output.Append((byte)'}');
    }

    /// <summary>Appends one value of any type.</summary>
    public void AppendValue(Column column, DataType type, int row, TextBuffer output)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (column.IsNull(row))
        {
            output.Append("null"u8);
            return;
        }
        int slot = column.Slot(row);
        column = column.Source;
        switch (type)
        {
            case UserDefinedType user:
                AppendValue(column, user.SqlType, slot, output);
                break;
            case BooleanType or IntegralType or DecimalType:
                ValueText.Append(column, type, slot, _formats, output);
                break;
            case FloatType:
                JsonText.AppendSingle(column.Data<float>()[slot], output);
                break;
            case DoubleType:
                JsonText.AppendDouble(column.Data<double>()[slot], output);
                break;
            case StringType or CharType or VarcharType:
                AppendQuoted(StringView.Span(column.Data<StringView>() + slot), output);
                break;
            case BinaryType:
                var bytes = StringView.Span(column.Data<StringView>() + slot);
                output.Append((byte)'"');
                Base64.EncodeToUtf8(bytes, output.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int written);
                output.Advance(written);
                output.Append((byte)'"');
                break;
            case ArrayType array:
                AppendArray(column, array, slot, output);
                break;
            case MapType map:
                AppendMap(column, map, slot, output);
                break;
            case StructType structure:
                AppendRow(column.Children, structure, slot, output);
                break;
            case VariantType:
                var value = StringView.Span(column.Children[0].Data<StringView>() + column.Children[0].Slot(slot));
                var metadata = StringView.Span(column.Children[1].Data<StringView>() + column.Children[1].Slot(slot));
                VariantText.TryAppendJson(new VariantValue(value, metadata), _formats.Zone, output);
                break;
            default:
                output.Append((byte)'"');
                ValueText.Append(column, type, slot, _formats, output);
                output.Append((byte)'"');
                break;
        }
    }

    private void AppendArray(Column column, ArrayType array, int slot, TextBuffer output)
    {
        var span = column.Data<ListSpan>()[slot];
        output.Append((byte)'[');
        for (int i = 0; i < span.Length; i++)
        {
            if (i > 0)
            {
                output.Append((byte)',');
            }
            AppendValue(column.Children[0], array.Element, span.Offset + i, output);
        }
        output.Append((byte)']');
    }

    private void AppendMap(Column column, MapType map, int slot, TextBuffer output)
    {
        var span = column.Data<ListSpan>()[slot];
        output.Append((byte)'{');
        for (int i = 0; i < span.Length; i++)
        {
            if (i > 0)
            {
                output.Append((byte)',');
            }
            AppendKey(column.Children[0], map.Key, span.Offset + i, output);
            output.Append((byte)':');
            AppendValue(column.Children[1], map.Value, span.Offset + i, output);
        }
        output.Append((byte)'}');
    }

    /// <summary>Keys print their stored form: dates and timestamps as numbers.</summary>
    private void AppendKey(Column keys, DataType type, int row, TextBuffer output)
    {
        int slot = keys.Slot(row);
        keys = keys.Source;
        if (type is StringType or CharType or VarcharType)
        {
            AppendQuoted(StringView.Span(keys.Data<StringView>() + slot), output);
            return;
        }
        output.Append((byte)'"');
        switch (type)
        {
            case DateType or YearMonthIntervalType:
                output.AppendNumber(keys.Data<int>()[slot]);
                break;
            case TimestampType or TimestampNtzType or TimeType or DayTimeIntervalType:
                output.AppendNumber(keys.Data<long>()[slot]);
                break;
            case not null when type.IsAtomic && type is not BinaryType:
                ValueText.Append(keys, type, slot, _formats, output);
                break;
            default:
                var nested = new TextBuffer();
                AppendValue(keys, type!, slot, nested);
                output.Append(nested.Written);
                break;
        }
        output.Append((byte)'"');
    }

    private void AppendQuoted(ReadOnlySpan<byte> text, TextBuffer output)
    {
        if (_options.WritesNonAsciiAsCodePoints)
        {
            JsonText.AppendQuotedAscii(text, output);
        }
        else
        {
            JsonText.AppendQuoted(text, output);
        }
    }
}
