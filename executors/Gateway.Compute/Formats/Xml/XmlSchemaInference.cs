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
        var fields = new List<StructField>();
        foreach (var (name, value) in element.Attributes)
        {
            Put(fields, name, _values.Infer(value));
        }
        foreach (string text in element.Children.OfType<string>().Where(static text => !string.IsNullOrWhiteSpace(text)))
        {
            Put(fields, _options.ValueTag, _values.Infer(text));
        }
        foreach (var nested in element.Elements)
        {
            Put(fields, nested.Name, Infer(nested));
        }
        return Ordered(fields);
    }

    private static StructType Ordered(IEnumerable<StructField> fields) => new(fields.OrderBy(static member => member.Name, StringComparer.Ordinal));

    private DataType Infer(XmlElement element)
    {
        if (element.Attributes.Count == 0 && !element.Elements.Any())
        {
            return _values.Infer(element.Text);
        }
        return InferStruct(element);
    }

    /// <summary>A name that occurs again becomes an array; the name written first stays.</summary>
    private void Put(List<StructField> fields, string name, DataType type)
    {
        int known = fields.FindIndex(member => _options.Names.Equals(member.Name, name));
        if (known < 0)
        {
            fields.Add(new StructField(name, type, true));
            return;
        }
        var element = fields[known].Type is ArrayType array ? array.Element : fields[known].Type;
        fields[known] = fields[known] with { Type = new ArrayType(Merge(element, type), true) };
    }

    /// <summary>Merges like JSON does, but one value and an array make an array.</summary>
    private DataType Merge(DataType left, DataType right)
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
                var fields = a.Fields.ToList();
                foreach (var member in b.Fields)
                {
                    int known = fields.FindIndex(other => _options.Names.Equals(other.Name, member.Name));
                    if (known < 0)
                    {
                        fields.Add(member);
                    }
                    else
                    {
                        fields[known] = fields[known] with { Type = Merge(fields[known].Type, member.Type) };
                    }
                }
                return Ordered(fields);
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
