using System.Globalization;
using System.Text;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Prints literals: bare in generated names, typed in SQL text.</summary>
public static class LiteralText
{
    /// <summary>Times with more digits show all of them.</summary>
    private const int MicrosDigits = 6;

    /// <summary>Longer arrays are the same value only where they are the same object: texts of megabytes would be made for each question.</summary>
    private const int MostCompared = 10_000;

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, object> _identities = [];
    private static long _lastIdentity;

    public static string Print(Literal literal, PrintStyle style) => style switch
    {
        PrintStyle.Pretty => Pretty(literal.Value, literal.Type),
        PrintStyle.Sql => Sql(literal.Value, literal.Type, SessionZone.Current),
        PrintStyle.Plan => Plain(literal.Value, literal.Type),
        PrintStyle.Canonical when literal.Value is object?[] { Length: > MostCompared } elements => "ARRAY#" + _identities.GetValue(elements, static _ => Interlocked.Increment(ref _lastIdentity)) + ":" + literal.Type,
        PrintStyle.Canonical => Sql(literal.Value, literal.Type, TimeZoneRules.Utc) + ":" + literal.Type,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Prints the value as error parameters show it (Spark's toSQLValue).</summary>
    public static string Value(object? value, DataType type, TimeZoneRules zone) => value switch
    {
        null => "NULL",
        // Text that is no UTF-8.
        byte[] bytes when type is StringType => Core.Errors.Quote.Value(System.Text.Encoding.UTF8.GetString(bytes)),
        float number => FloatingText(number),
        double number => double.IsFinite(number) ? FloatingText(number) + "D" : FloatingText(number),
        byte[] raw when type is StringType => Sql(System.Text.Encoding.UTF8.GetString(Utf8Text.Decoded(raw)), type, zone),
        _ => Sql(value, type, zone),
    };

    /// <summary>Prints the value as error parameters show it, in the session's zone.</summary>
    public static string Value(object? value, DataType type) => Value(value, type, SessionZone.Current);

    /// <summary>Prints SQL that reads back as the value.</summary>
    public static string Sql(object? value, DataType type, TimeZoneRules zone)
    {
        switch (value, type)
        {
            case (null, NullType):
                return "NULL";
            case (null, _):
                return "CAST(NULL AS " + TypeText.Sql(type) + ")";
            case (bool truth, _):
                return truth ? "true" : "false";
            case (sbyte number, _):
                return number.ToString(CultureInfo.InvariantCulture) + "Y";
            case (short number, _):
                return number.ToString(CultureInfo.InvariantCulture) + "S";
            case (long number, LongType):
                return number.ToString(CultureInfo.InvariantCulture) + "L";
            case (float number, _):
                return "CAST(" + (float.IsFinite(number) ? FloatingText(number) : "'" + FloatingText(number) + "'") + " AS FLOAT)";
            case (double number, _):
                return double.IsFinite(number) ? FloatingText(number) + "D" : "CAST('" + FloatingText(number) + "' AS DOUBLE)";
            case (Int128 unscaled, DecimalType d):
                return ScientificText(unscaled, d.Scale) + "BD";
            case (string text, StringType s):
                return "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'" +
                    (s.IsBinaryCollation ? "" : " collate " + (s.Collation ?? "null"));
            case (string text, CharType or VarcharType):
                return Sql(text, StringType.Instance, zone);
            case (int days, DateType):
                return "DATE '" + Format(days, static (value, output) => DateTimeFormatter.FormatDate(value, output)) + "'";
            case (long micros, TimestampType):
                return "TIMESTAMP '" + TimestampValue(micros, zone) + "'";
            case (long micros, TimestampNtzType):
                return "TIMESTAMP_NTZ '" + TimestampValue(micros, TimeZoneRules.Utc) + "'";
            case (Int128 nanos, TimestampNanosType t):
                return (t.WithZone ? "TIMESTAMP_LTZ '" : "TIMESTAMP_NTZ '") + NanosValue(nanos, t.WithZone ? zone : TimeZoneRules.Utc) + "'";
            case (long nanos, TimeType { Precision: > MicrosDigits } t):
                string time = Format(nanos, static (value, output) => DateTimeFormatter.FormatTime(value, output));
                return "TIME '" + (time.Contains('.') ? time : time + ".").PadRight("HH:mm:ss.".Length + t.Precision, '0') + "'";
            case (long nanos, TimeType):
                return "TIME '" + Format(nanos, static (value, output) => DateTimeFormatter.FormatTime(value, output)) + "'";
            case (CalendarInterval interval, _):
                return "INTERVAL '" + Format(interval, static (value, output) => IntervalFormatter.FormatCalendar(value.Months, value.Days, value.Microseconds, output)) + "'";
            case (int months, YearMonthIntervalType i):
                return Format((months, i), static (value, output) => IntervalFormatter.FormatYearMonth(value.months, value.i.Start, value.i.End, output));
            case (long micros, DayTimeIntervalType i):
                return Format((micros, i), static (value, output) => IntervalFormatter.FormatDayTime(value.micros, value.i.Start, value.i.End, output));
            case (byte[] bytes, _):
                return "X'" + Convert.ToHexString(bytes) + "'";
            case (object?[] elements, ArrayType a):
                return "ARRAY(" + string.Join(", ", elements.Select(element => Sql(element, a.Element, zone))) + ")";
            case (BoxedMap map, MapType m):
                return "MAP(" + string.Join(", ", map.Keys.Select((key, i) => Sql(key, m.Key, zone) + ", " + Sql(map.Values[i], m.Value, zone))) + ")";
            case (object?[] fields, StructType s):
                return "NAMED_STRUCT(" + string.Join(", ", fields.Select((field, i) => "'" + s.Fields[i].Name + "', " + Sql(field, s.Fields[i].Type, zone))) + ")";
            case (object?[] parts, VariantType) when parts is [byte[] bytes, byte[] names]:
                return "X'" + Convert.ToHexString(bytes) + Convert.ToHexString(names) + "'";
            case (_, UserDefinedType user):
                return Sql(value, user.SqlType, zone);
            default:
                return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
    }

    /// <summary>Prints a float or double as Java does.</summary>
    public static string FloatingText(double value) => Format(value, static (number, output) => NumberFormatter.FormatDouble(number, output));

    public static string FloatingText(float value) => Format(value, static (number, output) => NumberFormatter.FormatSingle(number, output));

    /// <summary>Prints a decimal with all its digits, without exponent.</summary>
    public static string DecimalText(Int128 unscaled, int scale) =>
        Format((unscaled, scale), static (value, output) => NumberFormatter.FormatDecimal(value.unscaled, value.scale, output));

    /// <summary>Prints a decimal as Java's BigDecimal does, with an exponent for very small values.</summary>
    public static string ScientificText(Int128 unscaled, int scale) =>
        Format((unscaled, scale), static (value, output) => NumberFormatter.FormatDecimalScientific(value.unscaled, value.scale, output));

    /// <summary>Prints numbers and plain strings bare; everything else as SQL.</summary>
    private static string Pretty(object? value, DataType type) => (value, type) switch
    {
        (null, _) => "NULL",
        (string text, StringType { IsBinaryCollation: true }) => text,
        (sbyte or short or int or long, IntegralType) => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        (float number, _) => FloatingText(number),
        (double number, _) => FloatingText(number),
        (Int128 unscaled, DecimalType d) => ScientificText(unscaled, d.Scale),
        _ => Sql(value, type, SessionZone.Current),
    };

    /// <summary>Prints the value alone, for plan text.</summary>
    private static string Plain(object? value, DataType type) => (value, type) switch
    {
        (null, _) => "null",
        (string text, _) => text,
        (int days, DateType) => Format(days, static (value, output) => DateTimeFormatter.FormatDate(value, output)),
        (long micros, TimestampType) => TimestampValue(micros, SessionZone.Current),
        (long micros, TimestampNtzType) => TimestampValue(micros, TimeZoneRules.Utc),
        (byte[] bytes, _) => "0x" + Convert.ToHexString(bytes),
        (object?[] elements, ArrayType a) => "[" + string.Join(",", elements.Select(element => Plain(element, a.Element))) + "]",
        (object?[] fields, StructType s) => "[" + string.Join(",", fields.Select((field, i) => Plain(field, s.Fields[i].Type))) + "]",
        (BoxedMap map, MapType m) => "keys: [" + string.Join(",", map.Keys.Select(key => Plain(key, m.Key))) + "], values: [" + string.Join(",", map.Values.Select(item => Plain(item, m.Value))) + "]",
        (CalendarInterval interval, _) => Format(interval, static (value, output) => IntervalFormatter.FormatCalendar(value.Months, value.Days, value.Microseconds, output)),
        _ => Pretty(value, type),
    };

    private static string TimestampValue(long micros, TimeZoneRules zone) =>
        Format((micros, zone), static (value, output) => DateTimeFormatter.FormatTimestamp(value.micros, value.zone, output));

    private static string NanosValue(Int128 nanos, TimeZoneRules zone)
    {
        var (micros, rest) = NanosTimestamp.Split(nanos);
        return Format((micros, rest, zone), static (value, output) => DateTimeFormatter.FormatLocal(value.zone.ToLocal(value.micros), value.rest, output));
    }

    private delegate int Formatter<T>(T value, Span<byte> destination);

    private static string Format<T>(T value, Formatter<T> formatter)
    {
        Span<byte> destination = stackalloc byte[IntervalFormatter.MaxBytes];
        int length = formatter(value, destination);
        return Encoding.UTF8.GetString(destination[..length]);
    }
}
