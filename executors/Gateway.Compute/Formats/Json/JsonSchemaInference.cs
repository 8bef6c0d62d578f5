using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Json;

/// <summary>Finds the type of JSON records. Semantics: Spark 4.3's JsonInferSchema.</summary>
public sealed class JsonSchemaInference
{
    private readonly JsonOptions _options;
    private readonly DateTimeFormats _formats;
    private readonly TextBuffer _scratch = new();
    private readonly TextBuffer _plain = new();
    private readonly byte[] _containers = new byte[JsonTokenizer.MaxDepth];
    private DataType _type = NullType.Instance;
    private bool _hasCorrupt;

    public JsonSchemaInference(JsonOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _formats = new DateTimeFormats(source, settings, forWriting: false);
    }

    /// <summary>Takes one record into account. In FAILFAST mode malformed text is MALFORMED_RECORD_IN_PARSING.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var tokenizer = new JsonTokenizer(text, _options.Leniency, _scratch, _containers);
        if (tokenizer.Read() == JsonToken.None)
        {
            return;
        }
        // A file's bytes are parsed as they are; a text that a function is given was decoded before.
        bool isSound = Utf8Text.IsValid(text);
        var found = isSound ? Infer(ref tokenizer) : NullType.Instance;
        if (!isSound || tokenizer.Token == JsonToken.Error)
        {
            switch (_options.Mode)
            {
                case ParseMode.Permissive:
                    _hasCorrupt = true;
                    return;
                case ParseMode.DropMalformed:
                    return;
                case ParseMode.FailFast:
                    throw QueryErrors.MalformedRecord("");
            }
        }
        if (found is ArrayType { Element: StructType element })
        {
            found = element;
        }
        if (found is StructType or NullType)
        {
            _type = Merge(_type, found);
        }
        else
        {
            _hasCorrupt |= _options.Mode == ParseMode.Permissive;
        }
    }

    /// <summary>Gives the schema of all records: fields sorted by name, a corrupt-record column where one is needed.</summary>
    public StructType Finish()
    {
        var schema = Canonical(_type) as StructType ?? StructType.Empty;
        if (_hasCorrupt && !schema.Fields.Any(member => member.Name == _options.CorruptColumn))
        {
            schema = new StructType(schema.Fields.Append(new StructField(_options.CorruptColumn, StringType.Instance, true)).OrderBy(static member => member.Name, StringComparer.Ordinal));
        }
        return schema;
    }

    /// <summary>Infers the type of one value as <c>schema_of_json</c> does; null when the text is not JSON.</summary>
    public DataType? InferValue(ReadOnlySpan<byte> text)
    {
        var tokenizer = new JsonTokenizer(Utf8Text.Decoded(text), _options.Leniency, _scratch, _containers);
        if (tokenizer.Read() == JsonToken.None)
        {
            return NullType.Instance;
        }
        var found = Infer(ref tokenizer);
        return tokenizer.Token == JsonToken.Error ? null : found;
    }

    /// <summary>Removes what no row can fill: empty structs; VOID becomes STRING. Null when nothing is left.</summary>
    public DataType? Canonical(DataType type)
    {
        switch (type)
        {
            case ArrayType array:
                return Canonical(array.Element) is { } element ? new ArrayType(element, array.ContainsNull) : null;
            case StructType structure:
                var fields = structure.Fields
                    .Where(static member => member.Name.Length > 0)
                    .Select(member => (member, Type: Canonical(member.Type)))
                    .Where(static pair => pair.Type is not null)
                    .Select(static pair => pair.member with { Type = pair.Type! })
                    .ToList();
                return fields.Count == 0 ? null : new StructType(fields);
            case NullType:
                return _options.DropFieldIfAllNull ? null : StringType.Instance;
            default:
                return type;
        }
    }

    private DataType Infer(ref JsonTokenizer tokenizer)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (tokenizer.Token)
        {
            case JsonToken.Null:
                return NullType.Instance;
            case JsonToken.String:
                return InferText(tokenizer.Value);
            case JsonToken.True or JsonToken.False:
                return _options.PrimitivesAsString ? StringType.Instance : BooleanType.Instance;
            case JsonToken.Integer or JsonToken.Float:
                return _options.PrimitivesAsString ? StringType.Instance : InferNumber(tokenizer.Token, tokenizer.Value);
            case JsonToken.NonNumeric:
                return _options.PrimitivesAsString ? StringType.Instance : DoubleType.Instance;
            case JsonToken.StartObject:
                return InferObject(ref tokenizer);
            case JsonToken.StartArray:
                DataType element = NullType.Instance;
                while (tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None))
                {
                    element = Merge(element, Infer(ref tokenizer));
                }
                return new ArrayType(element, true);
            default:
                return NullType.Instance;
        }
    }

    private StructType InferObject(ref JsonTokenizer tokenizer)
    {
        var fields = new List<StructField>();
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            string name = System.Text.Encoding.UTF8.GetString(tokenizer.Value);
            tokenizer.Read();
            fields.Add(new StructField(name, Infer(ref tokenizer), true));
        }
        return new StructType(fields.OrderBy(static member => member.Name, StringComparer.Ordinal));
    }

    private DataType InferText(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return NullType.Instance;
        }
        if (_options.PrefersDecimal && TryShape(WithoutGroups(text), out int precision, out int scale) && precision <= DecimalType.MaxPrecision && scale >= 0 && scale <= precision)
        {
            return new DecimalType(precision, scale);
        }
        if (_options.InferTimestamp)
        {
            if (_options.PrefersTimestampNtz && _formats.TryTimestampNtz(text, out _))
            {
                return TimestampNtzType.Instance;
            }
            if (_formats.TryTimestamp(text, out _))
            {
                return TimestampType.Instance;
            }
        }
        return StringType.Instance;
    }

    private DataType InferNumber(JsonToken token, ReadOnlySpan<byte> text)
    {
        if (token == JsonToken.Integer && long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            return LongType.Instance;
        }
        return (token == JsonToken.Integer || _options.PrefersDecimal) && TryDecimal(text) is { } number ? number : DoubleType.Instance;
    }

    /// <summary>Gives the smallest decimal that holds a number, or null when 38 digits do not. A scale below 0 is NEGATIVE_SCALE_DISALLOWED.</summary>
    private static DecimalType? TryDecimal(ReadOnlySpan<byte> text)
    {
        if (!TryShape(text, out int precision, out int scale) || Math.Max(precision, scale) > DecimalType.MaxPrecision)
        {
            return null;
        }
        return scale >= 0 ? new DecimalType(Math.Max(precision, scale), scale) : throw QueryErrors.NegativeScale(scale);
    }

    /// <summary>Brings a decimal in the locale's spelling into the plain one.</summary>
    private ReadOnlySpan<byte> WithoutGroups(ReadOnlySpan<byte> text)
    {
        var (group, point) = _options.Separators;
        _plain.Clear();
        foreach (byte unit in text)
        {
            if (unit != group)
            {
                _plain.Append(unit == point ? (byte)'.' : unit);
            }
        }
        return _plain.Written;
    }

    /// <summary>Counts a number's digits and those behind its point; false when the text is no number.</summary>
    private static bool TryShape(ReadOnlySpan<byte> text, out int precision, out int scale)
    {
        precision = 0;
        scale = 0;
        int digits = 0;
        bool hasPoint = false;
        bool isLeading = true;
        bool hasDigit = false;
        int i = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        for (; i < text.Length && text[i] is not ((byte)'e' or (byte)'E'); i++)
        {
            if (text[i] == (byte)'.' && !hasPoint)
            {
                hasPoint = true;
                continue;
            }
            if (!char.IsAsciiDigit((char)text[i]))
            {
                return false;
            }
            hasDigit = true;
            isLeading &= text[i] == (byte)'0';
            digits += isLeading ? 0 : 1;
            scale += hasPoint ? 1 : 0;
        }
        if (i < text.Length)
        {
            if (!int.TryParse(text[(i + 1)..], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int exponent))
            {
                return false;
            }
            scale -= exponent;
        }
        precision = Math.Max(digits, 1);
        return hasDigit;
    }

    /// <summary>Gives the type that holds values of both; STRING where there is no closer one.</summary>
    public static DataType Merge(DataType left, DataType right)
    {
        if (left.Equals(right))
        {
            return left;
        }
        switch (left, right)
        {
            case (NullType, _):
                return right;
            case (_, NullType):
                return left;
            case (LongType, DoubleType) or (DoubleType, LongType) or (DoubleType, DecimalType) or (DecimalType, DoubleType):
                return DoubleType.Instance;
            case (LongType, DecimalType number):
                return Merge(new DecimalType(20, 0), number);
            case (DecimalType number, LongType):
                return Merge(number, new DecimalType(20, 0));
            case (DecimalType a, DecimalType b):
                int scale = Math.Max(a.Scale, b.Scale);
                int range = Math.Max(a.Precision - a.Scale, b.Precision - b.Scale);
                return range + scale > DecimalType.MaxPrecision ? DoubleType.Instance : new DecimalType(range + scale, scale);
            case (TimestampType, TimestampNtzType) or (TimestampNtzType, TimestampType):
                return TimestampType.Instance;
            case (ArrayType a, ArrayType b):
                return new ArrayType(Merge(a.Element, b.Element), a.ContainsNull || b.ContainsNull);
            case (StructType a, StructType b):
                return MergeStructs(a, b);
            default:
                return StringType.Instance;
        }
    }

    /// <summary>Merges two field lists that are sorted by name; equal names inside one list stay apart.</summary>
    private static StructType MergeStructs(StructType left, StructType right)
    {
        var fields = new List<StructField>();
        int i = 0;
        int j = 0;
        while (i < left.Fields.Length && j < right.Fields.Length)
        {
            var (a, b) = (left.Fields[i], right.Fields[j]);
            int order = string.CompareOrdinal(a.Name, b.Name);
            if (order == 0)
            {
                fields.Add(a with { Type = Merge(a.Type, b.Type) });
                i++;
                j++;
            }
            else if (order < 0)
            {
                fields.Add(a);
                i++;
            }
            else
            {
                fields.Add(b);
                j++;
            }
        }
        fields.AddRange(left.Fields[i..]);
        fields.AddRange(right.Fields[j..]);
        return new StructType(fields);
    }
}
