using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats.Json;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Xml;

/// <summary>Finds the type of XML records. Semantics: Spark 4.3's XmlInferSchema.</summary>
public sealed class XmlSchemaInference
{
    private readonly XmlOptions _options;
    private readonly XmlValues _values;
    private DataType _type = NullType.Instance;
    private bool _hasCorrupt;

    public XmlSchemaInference(XmlOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _values = new XmlValues(options, new DateTimeFormats(source, settings, forWriting: false));
    }

    /// <summary>Takes a record's text into account.</summary>
    public void Add(string text)
    {
        if (XmlElement.TryParse(text, _options) is { } record)
        {
            _type = Merge(_type, InferStruct(record));
        }
        else
        {
            _hasCorrupt |= _options.Mode == ParseMode.Permissive;
        }
    }

    public StructType Finish()
    {
        var schema = Canonical(_type) as StructType ?? StructType.Empty;
        return _hasCorrupt
            ? new StructType(schema.Fields.Append(new StructField(_options.CorruptColumn, StringType.Instance, true)).OrderBy(static member => member.Name, StringComparer.Ordinal))
            : schema;
    }

    private StructType InferStruct(XmlElement element)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var fields = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
        foreach (var (name, value) in element.Attributes)
        {
            fields[name] = _values.Infer(value);
        }
        foreach (string text in element.Children.OfType<string>().Where(static text => !string.IsNullOrWhiteSpace(text)))
        {
            Put(fields, _options.ValueTag, _values.Infer(text));
        }
        foreach (var nested in element.Elements)
        {
            Put(fields, nested.Name, Infer(nested));
        }
        return new StructType(fields.Select(static pair => new StructField(pair.Key, pair.Value, true)));
    }

    private DataType Infer(XmlElement element)
    {
        if (element.Attributes.Count == 0 && !element.Elements.Any())
        {
            return _values.Infer(element.Text);
        }
        return InferStruct(element);
    }

    /// <summary>A name that occurs again becomes an array.</summary>
    private static void Put(SortedDictionary<string, DataType> fields, string name, DataType type)
    {
        if (!fields.TryGetValue(name, out var known))
        {
            fields[name] = type;
            return;
        }
        var element = known is ArrayType array ? array.Element : known;
        fields[name] = new ArrayType(Merge(element, type), true);
    }

    /// <summary>Merges like JSON does, but one value and an array make an array.</summary>
    private static DataType Merge(DataType left, DataType right)
    {
        switch (left, right)
        {
            case (ArrayType a, ArrayType b):
                return new ArrayType(Merge(a.Element, b.Element), true);
            case (ArrayType a, not NullType):
                return new ArrayType(Merge(a.Element, right), true);
            case (not NullType, ArrayType b):
                return new ArrayType(Merge(left, b.Element), true);
            case (StructType a, StructType b):
                var fields = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
                foreach (var member in a.Fields.Concat(b.Fields))
                {
                    fields[member.Name] = fields.TryGetValue(member.Name, out var known) ? Merge(known, member.Type) : member.Type;
                }
                return new StructType(fields.Select(static pair => new StructField(pair.Key, pair.Value, true)));
            case (DateType, TimestampType) or (TimestampType, DateType):
                return TimestampType.Instance;
            default:
                return JsonSchemaInference.Merge(left, right);
        }
    }

    private static DataType? Canonical(DataType type) => type switch
    {
        NullType => StringType.Instance,
        ArrayType array => Canonical(array.Element) is { } element ? new ArrayType(element, true) : null,
        StructType structure => new StructType(structure.Fields
            .Select(static member => (member, Type: Canonical(member.Type)))
            .Where(static pair => pair.Type is not null and not StructType { Fields.Length: 0 })
            .Select(static pair => pair.member with { Type = pair.Type! })),
        _ => type,
    };
}
