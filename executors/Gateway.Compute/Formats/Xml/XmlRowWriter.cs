using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Xml;

/// <summary>Writes rows as XML elements. Used by XML files and <c>to_xml</c>. Semantics: Spark 4.3's StaxXmlGenerator.</summary>
public sealed unsafe class XmlRowWriter
{
    private readonly XmlOptions _options;
    private readonly DateTimeFormats _formats;
    private readonly HashSet<string> _goodNames = new(StringComparer.Ordinal);

    public XmlRowWriter(XmlOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _formats = new DateTimeFormats(source, settings, forWriting: true);
    }

    /// <summary>Appends a row as an element.</summary>
    /// <param name="depth">How far the element is indented.</param>
    public void AppendRow(ReadOnlySpan<Column> columns, StructType schema, int row, string name, int depth, TextBuffer output)
    {
        NewLine(depth, output, isFirst: output.Length == 0);
        AppendStruct(columns, schema, row, name, depth, output);
    }

    private void AppendStruct(ReadOnlySpan<Column> columns, StructType schema, int row, string name, int depth, TextBuffer output)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        output.Append((byte)'<');
        output.Append(Checked(name).AsSpan());
        for (int i = 0; i < columns.Length; i++)
        {
            if (IsAttribute(schema.Fields[i].Name) && !columns[i].IsNull(row))
            {
                output.Append((byte)' ');
                output.Append(Checked(schema.Fields[i].Name[_options.AttributePrefix.Length..]).AsSpan());
                output.Append("=\""u8);
                AppendText(columns[i], schema.Fields[i].Type, row, output, isAttribute: true);
                output.Append((byte)'"');
            }
        }
        int beforeContent = output.Length;
        output.Append((byte)'>');
        bool hasContent = false;
        bool hasElements = false;
        for (int i = 0; i < columns.Length; i++)
        {
            var member = schema.Fields[i];
            if (member.Name == _options.ValueTag)
            {
                if (!columns[i].IsNull(row))
                {
                    hasContent = true;
                    AppendText(columns[i], member.Type, row, output, isAttribute: false);
                }
            }
            else if (!IsAttribute(member.Name))
            {
                hasElements |= AppendElement(columns[i], member.Type, row, member.Name, depth + 1, output);
            }
        }
        if (!hasElements && !hasContent)
        {
            output.Truncate(beforeContent);
            output.Append("/>"u8);
            return;
        }
        if (hasElements)
        {
            NewLine(depth, output, isFirst: false);
        }
        Close(name, output);
    }

    /// <summary>Appends one element, or several for an array; false when nothing was written.</summary>
    private bool AppendElement(Column column, DataType type, int row, string name, int depth, TextBuffer output)
    {
        if (column.IsNull(row))
        {
            if (_options.NullValue is null)
            {
                return false;
            }
            NewLine(depth, output, isFirst: false);
            Open(name, output);
            Escape(Encoding.UTF8.GetBytes(_options.NullValue), output, isAttribute: false);
            Close(name, output);
            return true;
        }
        int slot = column.Slot(row);
        column = column.Source;
        switch (type)
        {
            case UserDefinedType user:
                return AppendElement(column, user.SqlType, slot, name, depth, output);
            case ArrayType array:
                var span = column.Data<ListSpan>()[slot];
                for (int i = 0; i < span.Length; i++)
                {
                    AppendItem(column.Children[0], array.Element, span.Offset + i, name, depth, output);
                }
                return span.Length > 0;
            case MapType map:
                NewLine(depth, output, isFirst: false);
                int beforeEntries = output.Length;
                Open(name, output);
                if (AppendEntries(column, map, slot, depth, output))
                {
                    NewLine(depth, output, isFirst: false);
                    Close(name, output);
                }
                else
                {
                    output.Truncate(beforeEntries);
                    output.Append((byte)'<');
                    output.Append(Checked(name).AsSpan());
                    output.Append("/>"u8);
                }
                return true;
            case StructType structure:
                NewLine(depth, output, isFirst: false);
                AppendStruct(column.Children, structure, slot, name, depth, output);
                return true;
            case VariantType:
                AppendVariant(Nested.VariantColumn.Read(column, slot), name, depth, output);
                return true;
            default:
                NewLine(depth, output, isFirst: false);
                Open(name, output);
                AppendText(column, type, slot, output, isAttribute: false);
                Close(name, output);
                return true;
        }
    }

    /// <summary>Elements of nested arrays get the name for elements inside an element of their own.</summary>
    private void AppendItem(Column column, DataType type, int row, string name, int depth, TextBuffer output)
    {
        if (type is not ArrayType)
        {
            AppendElement(column, type, row, name, depth, output);
            return;
        }
        NewLine(depth, output, isFirst: false);
        Open(name, output);
        if (AppendElement(column, type, row, _options.ArrayElementName, depth + 1, output))
        {
            NewLine(depth, output, isFirst: false);
        }
        Close(name, output);
    }

    private bool AppendEntries(Column column, MapType map, int slot, int depth, TextBuffer output)
    {
        var span = column.Data<ListSpan>()[slot];
        bool hasEntries = false;
        for (int i = 0; i < span.Length; i++)
        {
            var key = new TextBuffer();
            AppendText(column.Children[0], map.Key, span.Offset + i, key, isAttribute: false);
            hasEntries |= AppendElement(column.Children[1], map.Value, span.Offset + i, Encoding.UTF8.GetString(key.Written), depth + 1, output);
        }
        return hasEntries;
    }

    /// <summary>Appends a variant: objects as elements, arrays as repeated ones, null as an empty element.</summary>
    public void AppendVariant(VariantValue value, string name, int depth, TextBuffer output)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value.Kind)
        {
            case VariantKind.Array:
                for (int i = 0; i < value.Count; i++)
                {
                    AppendVariant(value.ElementAt(i), name, depth, output);
                }
                break;
            case VariantKind.Null:
                NewLine(depth, output, isFirst: output.Length == 0);
                output.Append((byte)'<');
                output.Append(Checked(name).AsSpan());
                output.Append("/>"u8);
                break;
            case VariantKind.Object:
                NewLine(depth, output, isFirst: output.Length == 0);
                Open(name, output);
                for (int i = 0; i < value.Count; i++)
                {
                    AppendVariant(value.ElementAt(i), Encoding.UTF8.GetString(value.KeyAt(i)), depth + 1, output);
                }
                NewLine(depth, output, isFirst: false);
                Close(name, output);
                break;
            default:
                NewLine(depth, output, isFirst: output.Length == 0);
                Open(name, output);
                var text = new TextBuffer();
                VariantText.TryAppendJson(value, _formats.Zone, text);
                Escape(text.Written is [(byte)'"', .. var inner, (byte)'"'] ? inner : text.Written, output, isAttribute: false);
                Close(name, output);
                break;
        }
    }

    private void AppendText(Column column, DataType type, int row, TextBuffer output, bool isAttribute)
    {
        int slot = column.Slot(row);
        column = column.Source;
        switch (type)
        {
            case UserDefinedType user:
                AppendText(column, user.SqlType, slot, output, isAttribute);
                break;
            case StringType or CharType or VarcharType:
                Escape(StringView.Span(column.Data<StringView>() + slot), output, isAttribute);
                break;
            case BinaryType:
                output.Append((byte)'[');
                output.Append(string.Join(' ', StringView.Span(column.Data<StringView>() + slot).ToArray().Select(static value => value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))).AsSpan());
                output.Append((byte)']');
                break;
            case DayTimeIntervalType interval:
                throw Unsupported($"DayTimeIntervalType({interval.Start},{interval.End})", "class java.lang.Long", column.Data<long>()[slot]);
            case YearMonthIntervalType interval:
                throw Unsupported($"YearMonthIntervalType({interval.Start},{interval.End})", "class java.lang.Integer", column.Data<int>()[slot]);
            case not null when type.IsAtomic && type is not CalendarIntervalType:
                ValueText.Append(column, type, slot, _formats, output);
                break;
            default:
                throw Unsupported(type!.GetType().Name, "class java.lang.Object", 0);
        }
    }

    private static QueryException Unsupported(string type, string javaClass, long value) => new QueryException(
        "_LEGACY_ERROR_TEMP_3238", ("v", value.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("class", javaClass), ("dt", type)).As("IllegalArgumentException");

    private bool IsAttribute(string name) => name != _options.ValueTag && _options.AttributePrefix.Length > 0 && name.StartsWith(_options.AttributePrefix, StringComparison.Ordinal);

    private void Open(string name, TextBuffer output)
    {
        output.Append((byte)'<');
        output.Append(Checked(name).AsSpan());
        output.Append((byte)'>');
    }

    private void Close(string name, TextBuffer output)
    {
        output.Append("</"u8);
        output.Append(Checked(name).AsSpan());
        output.Append((byte)'>');
    }

    /// <summary>Refuses names that XML does not allow; a name is looked at once.</summary>
    private string Checked(string name)
    {
        if (!_goodNames.Contains(name))
        {
            XmlNames.Check(name);
            _goodNames.Add(name);
        }
        return name;
    }

    private void NewLine(int depth, TextBuffer output, bool isFirst)
    {
        if (_options.Indent.Length == 0)
        {
            return;
        }
        if (!isFirst)
        {
            output.Append((byte)'\n');
        }
        for (int i = 0; i < depth; i++)
        {
            output.Append(_options.Indent.AsSpan());
        }
    }

    private static void Escape(ReadOnlySpan<byte> text, TextBuffer output, bool isAttribute)
    {
        foreach (byte unit in text)
        {
            switch (unit)
            {
                case (byte)'<':
                    output.Append("&lt;"u8);
                    break;
                case (byte)'&':
                    output.Append("&amp;"u8);
                    break;
                case (byte)'"' when isAttribute:
                    output.Append("&quot;"u8);
                    break;
                default:
                    output.Append(unit);
                    break;
            }
        }
    }
}
