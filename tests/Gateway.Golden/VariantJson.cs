using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Golden;

/// <summary>Writes a variant as the recording client (Python) did: decimals with all their digits, Python's numbers, times in UTC.</summary>
internal static class VariantJson
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
                    output.Append(i > 0 ? "," : "").Append(JsonSerializer.Serialize(Encoding.UTF8.GetString(value.KeyAt(i)), _plain)).Append(':');
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
            case VariantKind.Decimal:
                output.Append(Digits(value.Bytes));
                break;
            case VariantKind.Double:
                output.Append(Python(value.Double));
                break;
            default:
                var buffer = new TextBuffer();
                VariantText.TryAppendJson(value, TimeZoneRules.Utc, buffer);
                output.Append(Encoding.UTF8.GetString(buffer.Written));
                break;
        }
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
        string digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled < 0 ? "-" : "") + (scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..]);
    }

    private static string Python(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e16))
        {
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            int exponent = text.IndexOf('E', StringComparison.Ordinal);
            return exponent < 0 ? text : text[..exponent] + "e" + text[(exponent + 1)..];
        }
        string plain = value.ToString("0.################", CultureInfo.InvariantCulture);
        return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
    }
}
