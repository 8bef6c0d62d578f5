using System.Globalization;
using System.Numerics;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Makes the errors of decimal results with too many digits.</summary>
internal static class DecimalFaults
{
    /// <summary>Digits after the point to which Spark divides before it fits a quotient into its type.</summary>
    private const int QuotientScale = 39;

    public static QueryException OutOfRange(Int128 unscaled, DecimalType type, Origin origin) => Create(Plain(unscaled, type.Scale), type, origin);

    /// <summary>Shows the quotient with the digits it has before it is rounded.</summary>
    public static QueryException QuotientOutOfRange(Int128 sum, int scale, long count, DecimalType type, Origin origin)
    {
        var numerator = (BigInteger)sum * BigInteger.Pow(10, QuotientScale - scale);
        var (quotient, remainder) = BigInteger.DivRem(BigInteger.Abs(numerator), count);
        quotient += 2 * remainder >= count ? 1 : 0;
        string digits = quotient.ToString(CultureInfo.InvariantCulture).PadLeft(QuotientScale + 1, '0');
        return Create((numerator.Sign < 0 ? "-" : "") + digits[..^QuotientScale] + "." + digits[^QuotientScale..], type, origin);
    }

    private static QueryException Create(string value, DecimalType type, Origin origin) => new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", origin,
        ("value", value),
        ("precision", type.Precision.ToString(CultureInfo.InvariantCulture)),
        ("scale", type.Scale.ToString(CultureInfo.InvariantCulture)),
        ("config", "\"spark.sql.ansi.enabled\""));

    private static string Plain(Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[96];
        return System.Text.Encoding.ASCII.GetString(text[..NumberFormatter.FormatDecimal(unscaled, scale, text)]);
    }
}
