using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Gives the values of typed literals.</summary>
internal static class TypedLiterals
{
    private const string SupportedTypes = "\"DATE\", \"TIMESTAMP_NTZ\", \"TIMESTAMP_LTZ\", \"TIMESTAMP\", \"INTERVAL\", \"X\", \"TIME\"";
    private const int MaxFractionDigits = 9;

    public static Literal Read(TokenCursor cursor, string type, string text, Origin span)
    {
        if (cursor.Failed)
        {
            return Literal.Null;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Literal? literal = null;
        switch (type)
        {
            case "DATE":
                literal = Date(cursor.Settings, bytes);
                break;
            case "TIMESTAMP":
                literal = Timestamp(cursor, bytes, text, span);
                break;
            case "TIMESTAMP_LTZ":
                literal = TimestampLtz(cursor, bytes, text, span);
                break;
            case "TIMESTAMP_NTZ":
                literal = TimestampNtz(cursor, bytes, text, span);
                break;
            case "TIME":
                literal = Time(cursor, bytes, text, span);
                break;
            case "INTERVAL":
                literal = CalendarIntervalParser.Parse(bytes, out int months, out int days, out long micros, out _) == CalendarIntervalFault.None
                    ? IntervalRules.FromUnits(cursor, new CalendarInterval(months, days, micros), UnitWords(text), cursor.Settings.Configuration.Get(ConfigurationKeys.LegacyIntervals), span)
                    : null;
                break;
            case "X":
                literal = Binary(text);
                break;
            default:
                cursor.Fault("UNSUPPORTED_TYPED_LITERAL", span, ("unsupportedType", Quote.Type(type.Trim('`').Trim('\u0022'))), ("supportedTypes", SupportedTypes));
                return Literal.Null;
        }

        if (literal is null)
        {
            cursor.Fault("INVALID_TYPED_LITERAL", span, ("valueType", Quote.Type(type)), ("value", Quote.Value(text)));
            return Literal.Null;
        }

        return literal with { Origin = span };
    }

    /// <summary>The unit words of an interval's text, without plural endings.</summary>
    private static IEnumerable<string> UnitWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(static word => word.ToLowerInvariant())
        .Select(static word => word.EndsWith('s') ? word[..^1] : word)
        .Where(static word => word != "interval" && word.All(char.IsAsciiLetterLower));

    private static Literal? Date(ParserSettings settings, byte[] bytes)
    {
        var special = DateTimeParser.ParseSpecial(bytes);
        if (special != SpecialDateTime.None)
        {
            return new Literal(DateTimeParser.ToDays(special, settings.SessionZone, settings.Now), DateType.Instance);
        }

        return DateTimeParser.TryParseDate(bytes, out int days) ? new Literal(days, DateType.Instance) : null;
    }

    private static Literal? Timestamp(TokenCursor cursor, byte[] bytes, string text, Origin span)
    {
        if (cursor.Settings.Configuration.Get(ConfigurationKeys.TimestampType) != "TIMESTAMP_NTZ")
        {
            return TimestampLtz(cursor, bytes, text, span);
        }

        return DateTimeParser.TryInspect(bytes, out _, out bool hasZone) && hasZone ? TimestampLtz(cursor, bytes, text, span) : TimestampNtz(cursor, bytes, text, span);
    }

    private static Literal? TimestampLtz(TokenCursor cursor, byte[] bytes, string text, Origin span)
    {
        var settings = cursor.Settings;
        var special = DateTimeParser.ParseSpecial(bytes);
        if (special != SpecialDateTime.None)
        {
            return new Literal(DateTimeParser.ToMicros(special, settings.SessionZone, settings.Now), TimestampType.Instance);
        }

        if (!DateTimeParser.TryParseTimestamp(bytes, settings.SessionZone, settings.Now, out long micros, out int nanos))
        {
            return null;
        }

        return Nanoseconds(cursor, bytes, text, span, micros, nanos, withZone: true) ?? new Literal(micros, TimestampType.Instance);
    }

    private static Literal? TimestampNtz(TokenCursor cursor, byte[] bytes, string text, Origin span)
    {
        var settings = cursor.Settings;
        var special = DateTimeParser.ParseSpecial(bytes);
        if (special != SpecialDateTime.None)
        {
            return new Literal(DateTimeParser.ToMicrosNtz(special, settings.SessionZone, settings.Now), TimestampNtzType.Instance);
        }

        if (!DateTimeParser.TryParseTimestampNtz(bytes, allowTimeZone: true, out long micros, out int nanos))
        {
            return null;
        }

        return Nanoseconds(cursor, bytes, text, span, micros, nanos, withZone: false) ?? new Literal(micros, TimestampNtzType.Instance);
    }

    /// <summary>With nanosecond types on, seven to nine fraction digits make a literal of that precision.</summary>
    private static Literal? Nanoseconds(TokenCursor cursor, byte[] bytes, string text, Origin span, long micros, int nanos, bool withZone)
    {
        if (!cursor.Settings.Configuration.Get(ConfigurationKeys.NanosecondTimestamps)
            || !DateTimeParser.TryInspect(bytes, out int digits, out _) || digits <= 6)
        {
            return null;
        }

        if (digits > MaxFractionDigits)
        {
            cursor.Fault("INVALID_TIMESTAMP_LITERAL_PRECISION", span, ("value", Quote.Value(text)));
            digits = MaxFractionDigits;
        }

        return new Literal(((Int128)micros * 1000) + nanos, new TimestampNanosType(digits, withZone));
    }

    private static Literal? Time(TokenCursor cursor, byte[] bytes, string text, Origin span)
    {
        if (!cursor.Settings.Configuration.Get(ConfigurationKeys.TimeTypeEnabled))
        {
            cursor.Fault(new QueryException(QueryException.Create("UNSUPPORTED_TIME_TYPE", Origin.None, "AnalysisException")));
            return Literal.Null;
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        int digits = point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text.Length - point - 1 : end;
        if (digits > MaxFractionDigits)
        {
            cursor.Fault("INVALID_TIME_LITERAL_PRECISION", span, ("value", Quote.Value(text)));
            return Literal.Null;
        }

        return DateTimeParser.TryParseTime(bytes, out long nanos) ? new Literal(nanos, new TimeType(Math.Max(digits, 6))) : null;
    }

    private static Literal? Binary(string text)
    {
        string padded = text.Length % 2 == 0 ? text : "0" + text;
        foreach (char digit in padded)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return null;
            }
        }

        return new Literal(Convert.FromHexString(padded), BinaryType.Instance);
    }
}
