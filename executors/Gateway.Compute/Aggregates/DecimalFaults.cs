using System.Globalization;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Makes the errors of decimal results with too many digits.</summary>
internal static class DecimalFaults
{
    public static QueryException OutOfRange(Int128 unscaled, DecimalType type, Origin origin) => new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", origin,
        ("value", Plain(unscaled, type.Scale)),
        ("precision", type.Precision.ToString(CultureInfo.InvariantCulture)),
        ("scale", type.Scale.ToString(CultureInfo.InvariantCulture)),
        ("config", "\"spark.sql.ansi.enabled\""));

    private static string Plain(Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[96];
        return System.Text.Encoding.ASCII.GetString(text[..NumberFormatter.FormatDecimal(unscaled, scale, text)]);
    }
}
