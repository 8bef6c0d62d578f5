using System.Globalization;
using System.Numerics;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Words the run-time errors of casts.</summary>
internal static class CastFaults
{
    private const string AnsiSetting = "\"spark.sql.ansi.enabled\"";

    /// <summary>Makes the error of a value (in a literal's boxed form) that a cast in ANSI mode cannot convert.</summary>
    public static QueryException Make(CastSite site, object? value) => (TypeClasses.Of(site.From), TypeClasses.Of(site.To)) switch
    {
        (TypeClass.String, TypeClass.Decimal) => Text(site, value as string ?? Encoding.UTF8.GetString((byte[])value!)),
        (TypeClass.String, _) => InvalidInput(site, site.From, value),
        (_, TypeClass.Decimal) => OutOfDecimalRange(PlainNumber(site, value), site.Shape, site.Origin),
        (TypeClass.Fractional, TypeClass.Timestamp) => FloatingToTimestamp(site, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => Overflow(value, site.From, site.To, site.Zone),
    };

    /// <summary>Makes CAST_OVERFLOW; it never has a context.</summary>
    public static QueryException Overflow(object? value, DataType from, DataType to, Time.TimeZoneRules zone) => new("CAST_OVERFLOW",
        ("value", LiteralText.Value(value, from, zone)), ("sourceType", Quoted(from)), ("targetType", Quoted(to)), ("ansiConfig", AnsiSetting));

    /// <summary>Makes the error of a decimal result that needs more digits than its type has.</summary>
    public static QueryException OutOfDecimalRange(string value, DecimalShape shape, Origin origin) => new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", origin,
        ("value", value),
        ("precision", shape.Precision.ToString(CultureInfo.InvariantCulture)),
        ("scale", shape.Scale.ToString(CultureInfo.InvariantCulture)),
        ("config", AnsiSetting));

    private static QueryException Text(CastSite site, string text)
    {
        var status = NumberParser.ParseDecimal(Encoding.UTF8.GetBytes(text), site.Shape, out _);
        return status switch
        {
            ParseStatus.Malformed => InvalidInput(site, site.From, text),
            ParseStatus.OutOfSupportedRange => new QueryException("NUMERIC_OUT_OF_SUPPORTED_RANGE", ("value", text)),
            _ => OutOfDecimalRange(PlainText(text), site.Shape, site.Origin),
        };
    }

    private static QueryException InvalidInput(CastSite site, DataType from, object? value) => new QueryException("CAST_INVALID_INPUT", site.Origin,
        ("expression", LiteralText.Value(value, Plain(from), site.Zone)), ("sourceType", Quoted(Plain(from))), ("targetType", Quoted(site.To)), ("ansiConfig", AnsiSetting))
        .As(TypeClasses.Of(site.To) switch
        {
            TypeClass.Integral or TypeClass.Fractional or TypeClass.Decimal => "NumberFormatException",
            TypeClass.Boolean => "SparkRuntimeException",
            _ => "DateTimeException",
        });

    /// <summary>Messages about text do not speak of its collation.</summary>
    private static DataType Plain(DataType from) => from is StringType ? StringType.Instance : from;

    private static QueryException FloatingToTimestamp(CastSite site, double seconds) => double.IsFinite(seconds)
        ? Overflow(seconds * 1_000_000, DoubleType.Instance, LongType.Instance, site.Zone)
        : InvalidInput(site, DoubleType.Instance, seconds);

    /// <summary>Prints the number that a decimal target could not hold, without exponent.</summary>
    private static string PlainNumber(CastSite site, object? value) => (value, site.From) switch
    {
        (bool truth, _) => truth ? "1" : "0",
        (float number, _) => PlainText(LiteralText.FloatingText(number)),
        (double number, _) => PlainText(LiteralText.FloatingText(number)),
        (Int128 unscaled, _) => LiteralText.DecimalText(unscaled, site.SourceScale),
        (long micros, TimestampType or DayTimeIntervalType) => LiteralText.DecimalText(micros, 6),
        (long nanos, TimeType) => LiteralText.DecimalText(nanos, 9),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Writes a number text without exponent, leading plus sign and blanks.</summary>
    public static string PlainText(string text)
    {
        text = text.Trim();
        int exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        int exponent = exponentAt < 0 ? 0 : int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        bool negative = mantissa.StartsWith('-');
        mantissa = mantissa.TrimStart('+', '-');
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture);
        scale -= exponent;
        string plain;
        if (scale <= 0)
        {
            plain = digits.IsZero ? "0" : digits.ToString(CultureInfo.InvariantCulture) + new string('0', -scale);
        }
        else
        {
            string padded = digits.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            plain = padded[..^scale] + "." + padded[^scale..];
        }
        return negative ? "-" + plain : plain;
    }

    private static string Quoted(DataType type) => "\"" + TypeText.Sql(type) + "\"";
}
