using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Reads INTERVAL literals: <c>INTERVAL 1 DAY 2 HOURS</c> and <c>INTERVAL '1-2' YEAR TO MONTH</c>.</summary>
internal sealed class IntervalRules(Grammar grammar)
{
    private static readonly string[] s_yearMonthFields = ["year", "month"];
    private static readonly string[] s_dayTimeFields = ["day", "hour", "minute", "second"];

    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Reads an interval where the word INTERVAL stands; null if the word is only a name or a typed literal.</summary>
    public Expression? TryInterval()
    {
        if (!StartsPart(1))
        {
            return null;
        }

        int start = _cursor.Index;
        _cursor.Advance();
        return Interval(start);
    }

    private Expression Interval(int start)
    {
        int body = _cursor.Index;
        var values = new List<string>();
        var units = new List<(TokenKind Kind, string Written)>();
        bool mixed = false;
        Literal? fromTo = null;
        do
        {
            string value = Value(out bool isString);
            var unit = _cursor.Kind;
            string written = _cursor.CurrentText;
            _cursor.Advance();
            if (_cursor.At(TokenKind.To) && IsFieldUnit(unit) && IsFieldUnit(_cursor.Peek()))
            {
                var end = _cursor.Peek();
                _cursor.Advance(2);
                mixed |= units.Count > 0 || fromTo is not null;
                fromTo = FromTo(value, isString, UnitName(unit), UnitName(end), _cursor.SpanFrom(body), mixed);
            }
            else
            {
                values.Add(value);
                units.Add((unit, written));
                mixed |= fromTo is not null;
            }
        }
        while (!_cursor.Failed && StartsPart(0));

        var span = _cursor.SpanFrom(start);
        if (mixed)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0024", span);
            return Literal.Null;
        }

        return (fromTo ?? MultiUnit(values, units, body, span)) with { Origin = span };
    }

    /// <summary>Tells whether a value and a unit stand ahead.</summary>
    private bool StartsPart(int ahead)
    {
        if (_cursor.Peek(ahead) is TokenKind.Plus or TokenKind.Minus)
        {
            ahead++;
        }

        if (_cursor.Peek(ahead) is TokenKind.IntegerValue or TokenKind.DecimalValue)
        {
            ahead++;
        }
        else if (_cursor.IsString(_cursor.Peek(ahead)))
        {
            while (_cursor.IsString(_cursor.Peek(ahead)))
            {
                ahead++;
            }
        }
        else if (_cursor.Peek(ahead) == TokenKind.Question)
        {
            ahead++;
        }
        else if (_cursor.Peek(ahead) == TokenKind.Colon)
        {
            ahead += 2;
        }
        else
        {
            return false;
        }

        return UnitName(_cursor.Peek(ahead)).Length > 0;
    }

    private string Value(out bool isString)
    {
        bool negative = _cursor.At(TokenKind.Minus);
        _cursor.AcceptAny(TokenKind.Minus, TokenKind.Plus);
        isString = grammar.Literals.AtString(0);
        string text;
        if (isString)
        {
            text = grammar.Literals.StringValue();
        }
        else
        {
            text = _cursor.CurrentText;
            _cursor.Advance();
        }

        return !negative ? text : text.StartsWith('-') ? text[1..] : "-" + text;
    }

    private Literal MultiUnit(List<string> values, List<(TokenKind Kind, string Written)> units, int body, Origin span)
    {
        var bodySpan = _cursor.SpanFrom(body);
        var text = new StringBuilder();
        var words = new List<string>();
        for (int i = 0; i < units.Count; i++)
        {
            words.Add(UnitName(units[i].Kind));
            text.Append(' ').Append(values[i]).Append(' ').Append(units[i].Written);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        var fault = CalendarIntervalParser.Parse(bytes, out int months, out int days, out long micros, out int faultPosition);
        if (fault != CalendarIntervalFault.None)
        {
            if (_cursor.Failed)
            {
                return Literal.Null;
            }

            // A value with letters in it is refused as a value, anything else as a text.
            string? bad = values.Find(static value => value.Any(char.IsLetter));
            if (bad is not null)
            {
                _cursor.Fault("_LEGACY_ERROR_TEMP_0026", bodySpan, ("value", bad));
            }
            else
            {
                _cursor.Fault(IntervalFaults.Of(fault, text.ToString(), bytes, faultPosition));
            }

            return Literal.Null;
        }

        return FromUnits(_cursor, new CalendarInterval(months, days, micros), words, _cursor.Settings.Configuration.Get(ConfigurationKeys.LegacyIntervals), span);
    }

    /// <summary>Types an interval by the units that were written; year-month and day-time units do not mix.</summary>
    public static Literal FromUnits(TokenCursor cursor, CalendarInterval interval, IEnumerable<string> units, bool legacy, Origin span)
    {
        if (legacy)
        {
            return new Literal(interval, CalendarIntervalType.Instance);
        }

        var yearMonth = new List<int>();
        var dayTime = new List<int>();
        foreach (string unit in units)
        {
            int field = Array.IndexOf(s_yearMonthFields, unit);
            if (field >= 0)
            {
                yearMonth.Add(field);
            }
            else
            {
                dayTime.Add(unit == "week" ? 0 : Array.IndexOf(s_dayTimeFields, unit) is >= 0 and var known ? known : DayTimeIntervalType.Second);
            }
        }

        if (yearMonth.Count > 0 && dayTime.Count > 0)
        {
            cursor.Fault("_LEGACY_ERROR_TEMP_0029", span, ("literal", cursor.Text.Text.Substring(span.Start, span.Stop - span.Start + 1)));
            return Literal.Null;
        }

        if (yearMonth.Count > 0)
        {
            return new Literal(interval.Months, new YearMonthIntervalType((byte)yearMonth.Min(), (byte)yearMonth.Max()));
        }

        Int128 micros = ((Int128)interval.Days * TimeUnits.MicrosPerDay) + interval.Microseconds;
        if (micros > long.MaxValue || micros < long.MinValue)
        {
            cursor.Fault(new QueryException(QueryException.Create("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", Origin.None, "SparkArithmeticException")));
            return Literal.Null;
        }

        return dayTime.Count == 0
            ? new Literal((long)micros, DayTimeIntervalType.Default)
            : new Literal((long)micros, new DayTimeIntervalType((byte)dayTime.Min(), (byte)dayTime.Max()));
    }

    private Literal FromTo(string value, bool isString, string from, string to, Origin span, bool ignore)
    {
        if (ignore || _cursor.Failed)
        {
            return Literal.Null;
        }

        if (!isString)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0027", span);
            return Literal.Null;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(value);
        if (from == "year" && to == "month")
        {
            return YearMonth(bytes, value, span);
        }

        int first = Array.IndexOf(s_dayTimeFields, from);
        int last = Array.IndexOf(s_dayTimeFields, to);
        if (first < 0 || last <= first)
        {
            _cursor.Fault("INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION", span, ("input", value), ("from", from), ("to", to));
            return Literal.Null;
        }

        return DayTime(bytes, value, first, last, span);
    }

    private Literal YearMonth(byte[] bytes, string value, Origin span)
    {
        switch (IntervalParser.ParseYearMonth(bytes, 0, 1, out int months))
        {
            case ParseStatus.Ok:
                return _cursor.Settings.Configuration.Get(ConfigurationKeys.LegacyIntervals)
                    ? new Literal(new CalendarInterval(months, 0, 0), CalendarIntervalType.Instance)
                    : new Literal(months, YearMonthIntervalType.Default);
            case ParseStatus.OutOfRange:
                _cursor.Fault("INVALID_INTERVAL_FORMAT.INTERVAL_PARSING", span, ("input", value), ("interval", "year-month"));
                return Literal.Null;
            default:
                _cursor.Fault(IntervalFaults.Unmatched(value, "year-month", "interval year to month", "`[+|-]y-m`, `INTERVAL [+|-]'[+|-]y-m' YEAR TO MONTH`", span));
                return Literal.Null;
        }
    }

    private Literal DayTime(byte[] bytes, string value, int first, int last, Origin span)
    {
        switch (IntervalParser.ParseDayTime(bytes, first, last, out long micros, out var fault))
        {
            case ParseStatus.Ok when _cursor.Settings.Configuration.Get(ConfigurationKeys.LegacyIntervals):
                long days = micros / TimeUnits.MicrosPerDay;
                return new Literal(new CalendarInterval(0, (int)days, micros - (days * TimeUnits.MicrosPerDay)), CalendarIntervalType.Instance);
            case ParseStatus.Ok:
                return new Literal(micros, new DayTimeIntervalType((byte)first, (byte)last));
            case ParseStatus.OutOfRange when fault.Field is { Length: > 0 }:
                _cursor.Fault("_LEGACY_ERROR_TEMP_0063", span, ("msg", "requirement failed: " + fault.Describe()));
                return Literal.Null;
            case ParseStatus.OutOfRange:
                _cursor.Fault("INVALID_INTERVAL_FORMAT.DAY_TIME_PARSING", span, ("input", value), ("msg", "long overflow"));
                return Literal.Null;
            default:
                string shape = IntervalFaults.DayTimeShape(first, last);
                string fields = (s_dayTimeFields[first] + " to " + s_dayTimeFields[last]).ToUpperInvariant();
                _cursor.Fault(IntervalFaults.Unmatched(value, "day-time", "interval " + fields.ToLowerInvariant(), $"`[+|-]{shape}`, `INTERVAL [+|-]'[+|-]{shape}' {fields}`", span));
                return Literal.Null;
        }
    }

    private static bool IsFieldUnit(TokenKind kind) => kind is TokenKind.Year or TokenKind.Month or TokenKind.Day or TokenKind.Hour or TokenKind.Minute or TokenKind.Second;

    private static string UnitName(TokenKind kind) => kind switch
    {
        TokenKind.Year or TokenKind.Years => "year",
        TokenKind.Month or TokenKind.Months => "month",
        TokenKind.Week or TokenKind.Weeks => "week",
        TokenKind.Day or TokenKind.Days => "day",
        TokenKind.Hour or TokenKind.Hours => "hour",
        TokenKind.Minute or TokenKind.Minutes => "minute",
        TokenKind.Second or TokenKind.Seconds => "second",
        TokenKind.Millisecond or TokenKind.Milliseconds => "millisecond",
        TokenKind.Microsecond or TokenKind.Microseconds => "microsecond",
        TokenKind.Nanosecond or TokenKind.Nanoseconds => "nanosecond",
        _ => "",
    };
}
