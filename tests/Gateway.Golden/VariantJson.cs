using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Golden;

/// <summary>Writes a variant as the recording client (Python) did: numbers as <c>str</c>, strings as <c>json.dumps</c>, times in UTC.</summary>
internal static class VariantJson
{
    /// <summary>Significant digits of Python's decimal context.</summary>
    private const int ContextDigits = 28;

    public static string Text(byte[] value, byte[] metadata)
    {
        var output = new StringBuilder();
        Append(new VariantValue(value, metadata), output);
        return output.ToString();
    }

    private static void Append(VariantValue value, StringBuilder output)
    {
        switch (value.Kind)
        {
            case VariantKind.Object:
                output.Append('{');
                for (int i = 0; i < value.Count; i++)
                {
                    output.Append(i > 0 ? "," : "");
                    AppendString(Encoding.UTF8.GetString(value.KeyAt(i)), output);
                    output.Append(':');
                    Append(value.ElementAt(i), output);
                }
                output.Append('}');
                break;
            case VariantKind.Array:
                output.Append('[');
                for (int i = 0; i < value.Count; i++)
                {
                    output.Append(i > 0 ? "," : "");
                    Append(value.ElementAt(i), output);
                }
                output.Append(']');
                break;
            case VariantKind.String:
                AppendString(Encoding.UTF8.GetString(value.Text), output);
                break;
            case VariantKind.Decimal:
                output.Append(Digits(value.Bytes));
                break;
            case VariantKind.Single:
                output.Append(Floating(value.Single));
                break;
            case VariantKind.Double:
                output.Append(Floating(value.Double));
                break;
            case VariantKind.Timestamp or VariantKind.TimestampNtz:
                output.Append(WithMicroseconds(Plain(value)));
                break;
            default:
                output.Append(Plain(value));
                break;
        }
    }

    private static string Plain(VariantValue value)
    {
        var buffer = new TextBuffer();
        VariantText.TryAppendJson(value, TimeZoneRules.Utc, buffer);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    private static void AppendString(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (char unit in text)
        {
            output.Append(unit switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or > '\x7f' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => unit.ToString(),
            });
        }
        output.Append('"');
    }

    /// <summary>Fills a fraction of a second up to six digits.</summary>
    private static string WithMicroseconds(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return text;
        }
        int end = point + 1;
        while (char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        return text.Insert(end, new string('0', 6 - (end - point - 1)));
    }

    /// <summary>Header, scale, little-endian unscaled value of 4, 8 or 16 bytes.</summary>
    private static string Digits(ReadOnlySpan<byte> bytes)
    {
        int scale = bytes[1];
        Int128 unscaled = (bytes[0] >> 2) switch
        {
            8 => BinaryPrimitives.ReadInt32LittleEndian(bytes[2..]),
            9 => BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]),
            _ => BinaryPrimitives.ReadInt128LittleEndian(bytes[2..]),
        };
        string sign = unscaled < 0 ? "-" : "";
        Int128 magnitude = Int128.Abs(unscaled);
        int excess = magnitude.ToString(CultureInfo.InvariantCulture).Length - ContextDigits;
        if (excess > 0)
        {
            Int128 unit = 1;
            for (int i = 0; i < excess; i++)
            {
                unit *= 10;
            }
            var (quotient, rest) = Int128.DivRem(magnitude, unit);
            magnitude = quotient + (rest * 2 > unit || (rest * 2 == unit && Int128.IsOddInteger(quotient)) ? 1 : 0);
            scale -= excess;
        }
        string digits = magnitude.ToString(CultureInfo.InvariantCulture);
        int exponent = digits.Length - 1 - scale;
        if (scale < 0 || exponent < -6)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}E{exponent:+0;-0}");
        }
        digits = digits.PadLeft(scale + 1, '0');
        return sign + (scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..]);
    }

    private static string Floating(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        double size = Math.Abs(value);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (size != 0 && (size < 1e-4 || size >= 1e16))
        {
            return shortest.Replace('E', 'e');
        }
        string plain = shortest.Contains('E', StringComparison.Ordinal)
            ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : shortest;
        return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
    }
}
