using System.Globalization;
using System.Text;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Xml;

/// <summary>Turns texts of XML into values in the form of literals, and finds the types they look like.</summary>
internal sealed class XmlValues(XmlOptions options, DateTimeFormats formats)
{
    /// <summary>Converts a text; false when it is not one of the type.</summary>
    public bool TryConvert(string text, DataType type, out object? value)
    {
        value = null;
        string trimmed = options.IgnoreSurroundingSpaces ? text.Trim() : text;
        if (trimmed == options.NullValue || (trimmed.Length == 0 && type is not StringType))
        {
            return true;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(trimmed);
        switch (type)
        {
            case StringType or CharType or VarcharType:
                value = trimmed;
                return true;
            case NullType:
                return true;
            case BooleanType:
                value = trimmed.ToLowerInvariant() switch { "true" or "1" => true, "false" or "0" => (object)false, _ => null };
                return value is not null;
            case ByteType:
                value = long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long tiny) && tiny == (sbyte)tiny ? (object)(sbyte)tiny : null;
                return value is not null;
            case ShortType:
                value = long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long small) && small == (short)small ? (object)(short)small : null;
                return value is not null;
            case IntegerType:
                value = int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : (object?)null;
                return value is not null;
            case LongType:
                value = long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long large) ? large : (object?)null;
                return value is not null;
            case FloatType:
                value = NumberParser.TryParseSingle(bytes, out float single) ? single : (object?)null;
                return value is not null;
            case DoubleType:
                value = NumberParser.TryParseDouble(bytes, out double real) ? real : (object?)null;
                return value is not null;
            case DecimalType target:
                value = NumberParser.ParseDecimal(bytes, new DecimalShape(target.Precision, target.Scale), out Int128 unscaled) == ParseStatus.Ok ? unscaled : (object?)null;
                return value is not null;
            case DateType:
                value = formats.TryDate(bytes, out int days) ? days : (object?)null;
                return value is not null;
            case TimestampType:
                value = formats.TryTimestamp(bytes, out long micros) ? micros : (object?)null;
                return value is not null;
            case TimestampNtzType:
                value = formats.TryTimestampNtz(bytes, out long local) ? local : (object?)null;
                return value is not null;
            case TimeType time:
                value = DateTimeParser.TryParseTime(bytes, out long nanos) ? nanos - (nanos % PowersOfTen.Int64(9 - time.Precision)) : (object?)null;
                return value is not null;
            default:
                return false;
        }
    }

    /// <summary>Finds the narrowest type of a text.</summary>
    public DataType Infer(string text)
    {
        string trimmed = options.IgnoreSurroundingSpaces ? text.Trim() : text;
        if (trimmed.Length == 0 || trimmed == options.NullValue)
        {
            return NullType.Instance;
        }
        if (!options.InferSchema)
        {
            return StringType.Instance;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(trimmed);
        if (trimmed.Equals("true", StringComparison.OrdinalIgnoreCase) || trimmed.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return BooleanType.Instance;
        }
        if (long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return LongType.Instance;
        }
        bool isPadded = char.IsWhiteSpace(trimmed[0]) || char.IsWhiteSpace(trimmed[^1]);
        if (options.PrefersDecimal && !isPadded && TryDecimal(trimmed) is { } number)
        {
            return number;
        }
        if (!isPadded && trimmed[^1] is not ('d' or 'D' or 'f' or 'F') && NumberParser.TryParseDouble(bytes, out _))
        {
            return DoubleType.Instance;
        }
        if (formats.HasDatePattern ? formats.TryDate(bytes, out _) : bytes.Length == 10 && FastText.TryDate(bytes, out _))
        {
            return DateType.Instance;
        }
        if (options.PrefersTimestampNtz && formats.TryTimestampNtz(bytes, out _))
        {
            return TimestampNtzType.Instance;
        }
        return char.IsAsciiDigit(trimmed.AsSpan().TrimStart() is [var first, ..] ? first : ' ') && formats.TryTimestamp(bytes, out _) ? TimestampType.Instance : StringType.Instance;
    }

    /// <summary>Gives the decimal with exactly the digits of a plain number; null for other texts and for more than 38 digits.</summary>
    private static DecimalType? TryDecimal(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        int point = digits.IndexOf('.');
        int scale = point < 0 ? 0 : digits.Length - point - 1;
        if (digits.IndexOfAnyExcept("0123456789.") >= 0 || digits.Count('.') > 1 || digits.IndexOfAnyInRange('0', '9') < 0)
        {
            return null;
        }
        int whole = (point < 0 ? digits : digits[..point]).TrimStart('0').Length;
        int precision = whole > 0 ? whole + scale : Math.Max(1, scale);
        return precision <= DecimalType.MaxPrecision ? new DecimalType(precision, scale) : null;
    }

    /// <summary>Appends a text as the variant scalar it looks like.</summary>
    public void AppendVariant(string text, VariantBuilder variant)
    {
        var type = Infer(text);
        if (type is NullType || !TryConvert(text, type, out object? value) || value is null)
        {
            variant.AppendNull();
            return;
        }
        switch (value)
        {
            case bool truth:
                variant.AppendBoolean(truth);
                break;
            case long number when type is LongType:
                variant.AppendInt64(number);
                break;
            case long micros:
                variant.AppendTimestamp(micros);
                break;
            case double real:
                AppendNumber(text.Trim(), real, variant);
                break;
            case int days:
                variant.AppendDate(days);
                break;
            default:
                variant.AppendString(Encoding.UTF8.GetBytes((string)value));
                break;
        }
    }

    /// <summary>A number with a point is a decimal where 38 digits hold it.</summary>
    private static void AppendNumber(string text, double real, VariantBuilder variant)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : text.Length - point - 1;
        bool isPlain = text.AsSpan().IndexOfAnyExcept("+-.0123456789") < 0;
        if (isPlain && scale <= DecimalType.MaxPrecision
            && NumberParser.ParseDecimal(Encoding.UTF8.GetBytes(text), new DecimalShape(DecimalType.MaxPrecision, scale), out Int128 unscaled) == ParseStatus.Ok)
        {
            variant.AppendDecimal(unscaled, scale);
            return;
        }
        variant.AppendDouble(real);
    }
}
