using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Xml;

/// <summary>Turns XML records into rows in the form of literals. Used by XML files and <c>from_xml</c>. Semantics: Spark 4.3's StaxXmlParser.</summary>
public sealed class XmlRowReader
{
    private readonly XmlOptions _options;
    private readonly XmlValues _values;
    private readonly VariantBuilder _variant = new();
    private readonly TextBuffer _scratch = new();

    public XmlRowReader(XmlOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _values = new XmlValues(options, new DateTimeFormats(source, settings, forWriting: false));
    }

    /// <summary>Reads a record as the fields of a struct.</summary>
    public RecordStatus TryReadRow(string text, StructType schema, out object?[] fields)
    {
        fields = new object?[schema.Fields.Length];
        if (XmlElement.TryParse(text, _options) is not { } record)
        {
            return RecordStatus.Malformed;
        }
        return ReadStruct(record, schema, fields) ? RecordStatus.Ok : RecordStatus.Partial;
    }

    /// <summary>Reads a record as a variant: value bytes, metadata bytes; null when it is malformed.</summary>
    public object?[]? ReadVariant(string text) => XmlElement.TryParse(text, _options) is { } record ? Variant(record) : null;

    /// <summary>Reads the attributes, then the children in order, up to the first value that is not of its type: what was read stands.</summary>
    private bool ReadStruct(XmlElement element, StructType schema, object?[] fields)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!ReadAttributes(element, schema, fields))
        {
            return false;
        }
        int valuePosition = Find(schema, _options.ValueTag);
        foreach (object child in element.Children)
        {
            if (child is string text)
            {
                if (valuePosition >= 0 && !string.IsNullOrWhiteSpace(text) && !_values.TryConvert(text, schema.Fields[valuePosition].Type, out fields[valuePosition]))
                {
                    return false;
                }
                continue;
            }
            var nested = (XmlElement)child;
            if (Find(schema, nested.Name) is not (>= 0 and var position))
            {
                continue;
            }
            bool isList = schema.Fields[position].Type is ArrayType;
            if (!TryRead(nested, schema.Fields[position].Type is ArrayType array ? array.Element : schema.Fields[position].Type, out object? value))
            {
                return false;
            }
            fields[position] = !isList ? value : fields[position] is object?[] items ? [.. items, value] : new[] { value };
        }
        return true;
    }

    /// <summary>Reads all attributes, or none.</summary>
    private bool ReadAttributes(XmlElement element, StructType schema, object?[] fields)
    {
        var read = new List<(int Position, object? Value)>();
        foreach (var (name, text) in element.Attributes)
        {
            if (Find(schema, name) is not (>= 0 and var position))
            {
                continue;
            }
            if (!_values.TryConvert(text, schema.Fields[position].Type, out object? value))
            {
                return false;
            }
            read.Add((position, value));
        }
        read.ForEach(entry => fields[entry.Position] = entry.Value);
        return true;
    }

    private bool TryRead(XmlElement element, DataType type, out object? value)
    {
        switch (type)
        {
            case UserDefinedType user:
                return TryRead(element, user.SqlType, out value);
            case VariantType:
                value = Variant(element);
                return true;
            case StructType structure:
                var fields = new object?[structure.Fields.Length];
                value = fields;
                return ReadStruct(element, structure, fields);
            case MapType map:
                return TryReadMap(element, map, out value);
            case StringType or CharType or VarcharType when element.Elements.Any():
                value = element.InnerXml();
                return true;
            case ArrayType array:
                bool isGood = TryRead(element, array.Element, out object? item);
                value = new[] { item };
                return isGood;
            default:
                return _values.TryConvert(element.Text, type, out value);
        }
    }

    private bool TryReadMap(XmlElement element, MapType map, out object? value)
    {
        var keys = new List<object?>();
        var values = new List<object?>();
        foreach (var (name, text) in element.Attributes)
        {
            if (!_values.TryConvert(text, map.Value, out object? own))
            {
                value = null;
                return false;
            }
            Put(keys, values, name, own);
        }
        foreach (var nested in element.Elements)
        {
            if (!TryRead(nested, map.Value, out object? own))
            {
                value = null;
                return false;
            }
            Put(keys, values, nested.Name, own);
        }
        value = keys.Count == 0 && element.Children.Count == 0 ? null : new BoxedMap([.. keys], [.. values]);
        return true;
    }

    private static void Put(List<object?> keys, List<object?> values, string key, object? value)
    {
        int known = keys.IndexOf(key);
        if (known >= 0)
        {
            values[known] = value;
            return;
        }
        keys.Add(key);
        values.Add(value);
    }

    private object?[] Variant(XmlElement element)
    {
        _variant.Clear();
        AppendVariant(element);
        _scratch.Clear();
        _variant.AppendMetadata(_scratch);
        return [_variant.Value.ToArray(), _scratch.Written.ToArray()];
    }

    private void AppendVariant(XmlElement element)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        string text = element.Text;
        if (element.Attributes.Count == 0 && !element.Elements.Any())
        {
            _values.AppendVariant(text, _variant);
            return;
        }
        var mark = _variant.BeginObject();
        foreach (var (name, value) in element.Attributes)
        {
            _variant.AddField(mark, Encoding.UTF8.GetBytes(name));
            _values.AppendVariant(value, _variant);
        }
        if (!string.IsNullOrWhiteSpace(text))
        {
            _variant.AddField(mark, Encoding.UTF8.GetBytes(_options.ValueTag));
            _values.AppendVariant(text, _variant);
        }
        foreach (var group in element.Elements.GroupBy(static nested => nested.Name, _options.Names))
        {
            _variant.AddField(mark, Encoding.UTF8.GetBytes(group.Key));
            XmlElement[] members = [.. group];
            if (members.Length == 1)
            {
                AppendVariant(members[0]);
                continue;
            }
            var list = _variant.BeginArray();
            foreach (var member in members)
            {
                _variant.AddElement(list);
                AppendVariant(member);
            }
            _variant.EndArray(list);
        }
        _variant.EndObject(mark);
    }

    private int Find(StructType schema, string name)
    {
        for (int i = 0; i < schema.Fields.Length; i++)
        {
            if (_options.Names.Equals(schema.Fields[i].Name, name))
            {
                return i;
            }
        }
        return -1;
    }
}
