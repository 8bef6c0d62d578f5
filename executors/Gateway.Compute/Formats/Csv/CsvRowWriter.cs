using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Csv;

/// <summary>Writes rows as CSV records without line breaks. Used by CSV files and <c>to_csv</c>. Semantics: Spark 4.3's UnivocityGenerator.</summary>
public sealed unsafe class CsvRowWriter
{
    private readonly CsvOptions _options;
    private readonly DateTimeFormats _formats;
    private readonly TextBuffer _value = new();

    public CsvRowWriter(CsvOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _formats = new DateTimeFormats(source, settings, forWriting: true);
    }

    public void AppendRow(ReadOnlySpan<Column> columns, StructType schema, int row, TextBuffer output)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (i > 0)
            {
                output.Append(_options.Separator);
            }
            if (columns[i].IsNull(row))
            {
                output.Append(_options.NullValue);
                continue;
            }
            int slot = columns[i].Slot(row);
            var column = columns[i].Source;
            var type = schema.Fields[i].Type is UserDefinedType user ? user.SqlType : schema.Fields[i].Type;
            if (type is StringType or CharType or VarcharType)
            {
                AppendField(StringView.Span(column.Data<StringView>() + slot), output);
                continue;
            }
            _value.Clear();
            AppendValue(column, type, slot);
            AppendField(_value.Written, output);
        }
    }

    /// <summary>Appends the text of a value that is no text itself; collections as a cast to STRING shows them, their NULLs as the option for NULL.</summary>
    private void AppendValue(Column column, DataType type, int slot)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (type)
        {
            case StringType or CharType or VarcharType:
                _value.Append(StringView.Span(column.Data<StringView>() + slot));
                break;
            case BinaryType:
                _value.Append((byte)'[');
                _value.Append(System.Text.Encoding.ASCII.GetBytes(string.Join(' ', StringView.Span(column.Data<StringView>() + slot).ToArray().Select(static value => value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)))));
                _value.Append((byte)']');
                break;
            case UserDefinedType user:
                AppendValue(column, user.SqlType, slot);
                break;
            case ArrayType array:
                var span = column.Data<ListSpan>()[slot];
                _value.Append((byte)'[');
                for (int i = 0; i < span.Length; i++)
                {
                    AppendMember(column.Children[0], array.Element, span.Offset + i, isFirst: i == 0);
                }
                _value.Append((byte)']');
                break;
            case MapType map:
                var entries = column.Data<ListSpan>()[slot];
                _value.Append((byte)'{');
                for (int i = 0; i < entries.Length; i++)
                {
                    AppendMember(column.Children[0], map.Key, entries.Offset + i, isFirst: i == 0);
                    _value.Append(" ->"u8);
                    AppendSpaced(column.Children[1], map.Value, entries.Offset + i, isSpaced: true);
                }
                _value.Append((byte)'}');
                break;
            case StructType structure:
                _value.Append((byte)'{');
                for (int i = 0; i < structure.Fields.Length; i++)
                {
                    AppendMember(column.Children[i], structure.Fields[i].Type, slot, isFirst: i == 0);
                }
                _value.Append((byte)'}');
                break;
            default:
                ValueText.Append(column, type, slot, _formats, _value);
                break;
        }
    }

    private void AppendMember(Column column, DataType type, int row, bool isFirst)
    {
        if (!isFirst)
        {
            _value.Append((byte)',');
        }
        AppendSpaced(column, type, row, isSpaced: !isFirst);
    }

    /// <summary>An empty text for NULL takes no space either.</summary>
    private void AppendSpaced(Column column, DataType type, int row, bool isSpaced)
    {
        bool isNull = column.IsNull(row);
        if (isSpaced && !(isNull && _options.NullValue.Length == 0))
        {
            _value.Append((byte)' ');
        }
        if (isNull)
        {
            _value.Append(_options.NullValue);
        }
        else
        {
            AppendValue(column.Source, type, column.Slot(row));
        }
    }

    /// <summary>Appends the names of the columns.</summary>
    public void AppendHeader(StructType schema, TextBuffer output)
    {
        for (int i = 0; i < schema.Fields.Length; i++)
        {
            if (i > 0)
            {
                output.Append(_options.Separator);
            }
            AppendField(System.Text.Encoding.UTF8.GetBytes(schema.Fields[i].Name), output);
        }
    }

    private void AppendField(ReadOnlySpan<byte> text, TextBuffer output)
    {
        if (text.IsEmpty)
        {
            output.Append(_options.EmptyValueInWrite);
            return;
        }
        if (_options.TrimLeadingInWrite)
        {
            while (!text.IsEmpty && text[0] <= (byte)' ')
            {
                text = text[1..];
            }
        }
        if (_options.TrimTrailingInWrite)
        {
            while (!text.IsEmpty && text[^1] <= (byte)' ')
            {
                text = text[..^1];
            }
        }
        if (_options.Quote == 0 || !NeedsQuotes(text))
        {
            output.Append(text);
            return;
        }
        output.Append(_options.Quote);
        foreach (byte current in text)
        {
            if (current == _options.Quote && _options.Escape != 0)
            {
                output.Append(_options.Escape);
            }
            else if (current == _options.Escape && _options.EscapeOfEscape != 0 && _options.Escape != _options.Quote)
            {
                output.Append(_options.EscapeOfEscape);
            }
            output.Append(current);
        }
        output.Append(_options.Quote);
    }

    private bool NeedsQuotes(ReadOnlySpan<byte> text) =>
        _options.QuoteAll
        || text.IndexOfAny((byte)'\n', (byte)'\r') >= 0
        || text.IndexOf(_options.Separator) >= 0
        || (_options.EscapeQuotes ? text.Contains(_options.Quote) : !text.IsEmpty && text[0] == _options.Quote)
        || (_options.Comment != 0 && !text.IsEmpty && text[0] == _options.Comment);
}
