using System.Text;
using Gateway.Compute.Numerics;
using Gateway.Compute.Time;
using Gateway.Core.Types;

namespace Gateway.Compute.Text.Json;

/// <summary>How types are inferred from JSON.</summary>
public sealed record JsonInferenceOptions
{
    public JsonLeniency Leniency { get; init; } = new() { AllowNonNumericNumbers = true };

    public TextReadOptions Text { get; init; } = new();

    /// <summary>Numbers with a fraction become DECIMAL where they fit.</summary>
    public bool PrefersDecimal { get; init; }

    /// <summary>Numbers and booleans become STRING.</summary>
    public bool PrimitivesAsString { get; init; }

    /// <summary>Texts that read as timestamps become TIMESTAMP.</summary>
    public bool InfersTimestamp { get; init; }

    /// <summary>Fields that are always NULL or empty arrays of NULLs are left out.</summary>
    public bool DropsFieldsOfNull { get; init; }
}

/// <summary>Infers the type that JSON values have in common.</summary>
public sealed class JsonTypeInference(JsonInferenceOptions options)
{
    private readonly TextBuffer _scratch = new();
    private readonly byte[] _containers = new byte[JsonTokenizer.MaxDepth];

    /// <summary>Infers the type of one text; false when it is malformed. NULL stands for what is not known yet.</summary>
    public bool TryInfer(ReadOnlySpan<byte> text, out DataType type)
    {
        var tokenizer = new JsonTokenizer(text, options.Leniency, _scratch, _containers);
        tokenizer.Read();
        if (tokenizer.Token == JsonToken.None)
        {
            type = NullType.Instance;
            return true;
        }
        return TryInferValue(ref tokenizer, out type) && tokenizer.Token != JsonToken.Error;
    }

    /// <summary>Settles what was not known: NULL becomes STRING, empty structs inside others go.</summary>
    public DataType Settle(DataType type) => type switch
    {
        StructType => SettleInner(type) ?? StructType.Empty,
        ArrayType { Element: StructType } array => new ArrayType(SettleInner(array.Element) ?? StructType.Empty, true),
        _ => SettleInner(type) ?? StringType.Instance,
    };

    /// <summary>Finds the type that holds values of both.</summary>
    public static DataType Common(DataType left, DataType right)
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
            case (StructType a, StructType b):
                var fields = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
                foreach (var member in a.Fields.Concat(b.Fields))
                {
                    fields[member.Name] = fields.TryGetValue(member.Name, out var known) ? Common(known, member.Type) : member.Type;
                }
                return new StructType(fields.Select(static pair => new StructField(pair.Key, pair.Value, true)));
            case (ArrayType a, ArrayType b):
                return new ArrayType(Common(a.Element, b.Element), a.ContainsNull || b.ContainsNull);
            case (LongType or DoubleType or DecimalType, LongType or DoubleType or DecimalType):
                return CommonNumber(left, right);
            case (TimestampType, TimestampNtzType) or (TimestampNtzType, TimestampType):
                return TimestampType.Instance;
            default:
                return StringType.Instance;
        }
    }

    private static DataType CommonNumber(DataType left, DataType right)
    {
        if (left is DoubleType || right is DoubleType)
        {
            return DoubleType.Instance;
        }
        var (a, b) = (AsDecimal(left), AsDecimal(right));
        int scale = Math.Max(a.Scale, b.Scale);
        int whole = Math.Max(a.Precision - a.Scale, b.Precision - b.Scale);
        return whole + scale > DecimalTypeRules.MaxPrecision ? DoubleType.Instance : new DecimalType(whole + scale, scale);
    }

    private static DecimalType AsDecimal(DataType type) => type as DecimalType ?? new DecimalType(20, 0);

    private DataType? SettleInner(DataType type)
    {
        switch (type)
        {
            case ArrayType array:
                return SettleInner(array.Element) is { } element ? new ArrayType(element, true) : null;
            case StructType structure:
                var fields = structure.Fields
                    .Where(static member => member.Name.Length > 0)
                    .Select(member => (member, Type: SettleInner(member.Type)))
                    .Where(static pair => pair.Type is not null)
                    .Select(static pair => pair.member with { Type = pair.Type! })
                    .ToArray();
                return fields.Length > 0 ? new StructType(fields) : null;
            case NullType:
                return options.DropsFieldsOfNull ? null : StringType.Instance;
            default:
                return type;
        }
    }

    private bool TryInferValue(ref JsonTokenizer tokenizer, out DataType type)
    {
        type = NullType.Instance;
        switch (tokenizer.Token)
        {
            case JsonToken.Null:
                return true;
            case JsonToken.True or JsonToken.False:
                type = options.PrimitivesAsString ? StringType.Instance : BooleanType.Instance;
                return true;
            case JsonToken.String:
                type = options.InfersTimestamp ? InferText(tokenizer.Value) : StringType.Instance;
                return true;
            case JsonToken.Integer or JsonToken.Float or JsonToken.NonNumeric:
                type = options.PrimitivesAsString ? StringType.Instance : InferNumber(tokenizer.Value);
                return true;
            case JsonToken.StartArray:
                DataType element = NullType.Instance;
                while (tokenizer.Read() != JsonToken.EndArray)
                {
                    if (!TryInferValue(ref tokenizer, out var inferred))
                    {
                        return false;
                    }
                    element = Common(element, inferred);
                }
                type = new ArrayType(element, true);
                return true;
            case JsonToken.StartObject:
                return TryInferObject(ref tokenizer, out type);
            default:
                return false;
        }
    }

    private bool TryInferObject(ref JsonTokenizer tokenizer, out DataType type)
    {
        type = NullType.Instance;
        var fields = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            string name = Encoding.UTF8.GetString(tokenizer.Value);
            tokenizer.Read();
            if (!TryInferValue(ref tokenizer, out var inferred))
            {
                return false;
            }
            fields[name] = inferred;
        }
        type = new StructType(fields.Select(static pair => new StructField(pair.Key, pair.Value, true)));
        return tokenizer.Token == JsonToken.EndObject;
    }

    private DataType InferText(ReadOnlySpan<byte> text)
    {
        if (options.Text.TryParseTimestampNtz(text, out _) && options.Text.TimestampNtzFormat is not null)
        {
            return TimestampNtzType.Instance;
        }
        return options.Text.TryParseTimestamp(text, out _) ? TimestampType.Instance : StringType.Instance;
    }

    private DataType InferNumber(ReadOnlySpan<byte> digits)
    {
        bool isWhole = digits.IndexOfAny("eE.nN"u8) < 0;
        if (isWhole)
        {
            if (long.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                return LongType.Instance;
            }
            int count = digits.TrimStart("+-0"u8).Length;
            return count <= DecimalTypeRules.MaxPrecision ? new DecimalType(count, 0) : DoubleType.Instance;
        }
        if (!options.PrefersDecimal || digits.IndexOfAny("nN"u8) >= 0)
        {
            return DoubleType.Instance;
        }
        return decimal.TryParse(digits, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out decimal number)
            ? Shape(number)
            : DoubleType.Instance;
    }

    private static DecimalType Shape(decimal number)
    {
        int scale = number.Scale;
        int count = decimal.Truncate(Math.Abs(number)) is var whole && whole == 0
            ? (number == 0 ? 1 : scale)
            : whole.ToString(System.Globalization.CultureInfo.InvariantCulture).Length + scale;
        return new DecimalType(Math.Max(count, scale), scale);
    }
}
