using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads SET, RESET and USE. Settings are raw text up to the end of the input.</summary>
internal sealed partial class SettingRules(Grammar grammar)
{
    private const string TimeZoneKey = "spark.sql.session.timeZone";
    private const long MaxOffsetMicros = 18 * TimeUnits.MicrosPerHour;
    private readonly TokenCursor _cursor = grammar.Cursor;

    [GeneratedRegex(@"^([a-zA-Z_\d\\.:]+)\s*=([^;]*);*$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"^([a-zA-Z_\d\\.:]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAlone();

    [GeneratedRegex(@"^([^;]*);*$", RegexOptions.CultureInvariant)]
    private static partial Regex ValueAlone();

    /// <summary>SET in all its forms but SET CATALOG.</summary>
    public LogicalPlan Set()
    {
        int start = _cursor.Index;
        var mark = _cursor.Mark();
        _cursor.Advance();
        switch (_cursor.Kind)
        {
            case TokenKind.Role:
                string words = _cursor.TextBetween(start, start).ToUpperInvariant() + " " + _cursor.CurrentText.ToUpperInvariant();
                return new NativeCommandRules(grammar).Refuse(start, words);
            case TokenKind.Time when _cursor.Peek() == TokenKind.Zone:
                _cursor.Advance(2);
                return TimeZone(start);
            case TokenKind.Path when _cursor.Peek() == TokenKind.Equal:
                if (TryPath(start, out var path))
                {
                    return path;
                }

                break;
            case TokenKind.Var or TokenKind.Variable:
                _cursor.Advance();
                if (TryVariable(start, out var assignment))
                {
                    return assignment;
                }

                break;
        }

        _cursor.Reset(mark);
        return Raw(start);
    }

    /// <summary>Assigns script variables: <c>SET x = 1</c> inside a script.</summary>
    public LogicalPlan ScriptSet()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        if (TryVariable(start, out var assignment))
        {
            return assignment;
        }

        _cursor.Fail();
        return new OneRowRelation();
    }

    /// <summary>RESET</summary>
    public LogicalPlan Reset()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        if (_cursor.At(TokenKind.BackquotedIdentifier) && _cursor.Peek() is TokenKind.EndOfInput or TokenKind.Semicolon)
        {
            string quoted = _cursor.TakeName();
            return new ResetCommand(quoted) { Origin = _cursor.SpanFrom(start) };
        }

        string rest = Rest();
        var span = _cursor.SpanFrom(start);
        if (rest.Length == 0)
        {
            return new ResetCommand(null) { Origin = span };
        }

        if (!KeyAlone().IsMatch(rest))
        {
            _cursor.Fault("INVALID_RESET_COMMAND_FORMAT", span);
        }

        return new ResetCommand(rest) { Origin = span };
    }

    /// <summary>SET CATALOG</summary>
    public LogicalPlan Catalog()
    {
        int start = _cursor.Index;
        _cursor.Advance(2);
        var name = grammar.Expressions.Expression();
        if (name is UnresolvedAttribute { NameParts: [var single] })
        {
            name = Literal.Of(single) with { Origin = name.Origin };
        }

        return new SetCatalog(name) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>USE</summary>
    public LogicalPlan Use()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        bool namespaceOnly = grammar.Statements.AtNamespaceWord(0) && _cursor.IsIdentifier(_cursor.Peek());
        if (namespaceOnly)
        {
            _cursor.Advance();
        }

        var reference = grammar.Names.Reference();
        var span = _cursor.SpanFrom(start);
        return reference.Bind(parts => new UseNamespace(parts, namespaceOnly) { Origin = span }, span);
    }

    private LogicalPlan Raw(int start)
    {
        _cursor.Advance();
        bool quotedKey = _cursor.At(TokenKind.BackquotedIdentifier) && _cursor.Peek() is TokenKind.Equal or TokenKind.EndOfInput or TokenKind.Semicolon;
        if (quotedKey)
        {
            return QuotedKey(start);
        }

        if (_cursor.At(TokenKind.DoublequotedString) && _cursor.Peek() is TokenKind.Equal or TokenKind.EndOfInput or TokenKind.Semicolon)
        {
            if (_cursor.Settings.DoubleQuotedIdentifiers)
            {
                return QuotedKey(start);
            }

            _cursor.Fail();
        }

        if (QuotedValue(start) is { } quotedValue)
        {
            return quotedValue;
        }

        string rest = Rest();
        var span = _cursor.SpanFrom(start);
        if (KeyAndValue().Match(rest) is { Success: true } pair)
        {
            return new SetCommand(pair.Groups[1].Value, pair.Groups[2].Value.Trim()) { Origin = span };
        }

        string alone = rest.TrimEnd(';').TrimEnd();
        if (KeyAlone().IsMatch(alone))
        {
            return new SetCommand(alone) { Origin = span };
        }

        if (rest is "" or "-v")
        {
            return new SetCommand(null, Verbose: rest == "-v") { Origin = span };
        }

        _cursor.Fault("INVALID_SET_SYNTAX", span);
        return new SetCommand(null) { Origin = span };
    }

    private SetCommand QuotedKey(int start)
    {
        string key = _cursor.TakeName();
        if (!_cursor.Accept(TokenKind.Equal))
        {
            return new SetCommand(key) { Origin = _cursor.SpanFrom(start) };
        }

        if (_cursor.At(TokenKind.BackquotedIdentifier) && _cursor.Peek() is TokenKind.EndOfInput or TokenKind.Semicolon)
        {
            string quoted = _cursor.TakeName();
            return new SetCommand(key, quoted) { Origin = _cursor.SpanFrom(start) };
        }

        string value = Rest();
        var span = _cursor.SpanFrom(start);
        if (ValueAlone().Match(value) is { Success: true } match)
        {
            return new SetCommand(key, match.Groups[1].Value) { Origin = span };
        }

        _cursor.Fault("INVALID_PROPERTY_VALUE", span, ("value", value), ("key", key));
        return new SetCommand(key) { Origin = span };
    }

    /// <summary><c>SET key = `value`</c>.</summary>
    private SetCommand? QuotedValue(int start)
    {
        int first = _cursor.Index;
        int ahead = 0;
        while (_cursor.Peek(ahead) is not (TokenKind.EndOfInput or TokenKind.Equal))
        {
            ahead++;
        }

        if (ahead == 0 || _cursor.Peek(ahead) != TokenKind.Equal || _cursor.Peek(ahead + 1) != TokenKind.BackquotedIdentifier || _cursor.Peek(ahead + 2) is not (TokenKind.EndOfInput or TokenKind.Semicolon))
        {
            return null;
        }

        string key = _cursor.TextBetween(first, first + ahead - 1).Trim();
        _cursor.Advance(ahead + 1);
        string value = _cursor.TakeName();
        var span = _cursor.SpanFrom(start);
        if (!KeyAlone().IsMatch(key))
        {
            _cursor.Fault("INVALID_PROPERTY_KEY", span, ("key", Core.Errors.Quote.Conf(key)), ("value", Core.Errors.Quote.Conf(value)));
        }

        return new SetCommand(key, value) { Origin = span };
    }

    /// <summary>The text behind the last token read, up to the end, without blanks around it.</summary>
    private string Rest()
    {
        int first = _cursor.Index;
        string text = _cursor.TextAfter(first - 1).Trim();
        while (!AtEnd())
        {
            _cursor.Advance();
        }

        return text.TrimEnd(';').TrimEnd();
    }

    /// <summary>Tells whether nothing but semicolons follows.</summary>
    private bool AtEnd()
    {
        int ahead = 0;
        while (_cursor.Peek(ahead) == TokenKind.Semicolon)
        {
            ahead++;
        }

        return _cursor.Peek(ahead) == TokenKind.EndOfInput;
    }

    private LogicalPlan TimeZone(int start)
    {
        if (_cursor.At(TokenKind.Interval) && grammar.Intervals.TryInterval() is { } interval)
        {
            return OffsetZone(start, interval);
        }

        if (_cursor.At(TokenKind.Local) && _cursor.Peek() is TokenKind.EndOfInput or TokenKind.Semicolon)
        {
            _cursor.Advance();
            return new SetLocalTimeZone { Origin = _cursor.SpanFrom(start) };
        }

        if (grammar.Literals.AtString(0))
        {
            string zone = grammar.Literals.StringValue();
            if (_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
            {
                return new SetCommand(TimeZoneKey, zone) { Origin = _cursor.SpanFrom(start) };
            }
        }

        if (_cursor.At(TokenKind.DoublequotedString) && _cursor.Settings.DoubleQuotedIdentifiers)
        {
            _cursor.Fail();
        }

        grammar.Statements.SkipRest();
        var span = _cursor.SpanFrom(start);
        _cursor.Fault("_LEGACY_ERROR_TEMP_0045", span);
        return new SetCommand(TimeZoneKey) { Origin = span };
    }

    private SetCommand OffsetZone(int start, Expression interval)
    {
        var span = _cursor.SpanFrom(start);
        var (months, days, micros) = interval is Literal literal
            ? literal.Value switch
            {
                int value => (value, 0, 0L),
                long value => (0, 0, value),
                CalendarInterval value => (value.Months, value.Days, value.Microseconds),
                _ => (0, 0, 0L),
            }
            : (0, 0, 0L);
        if (months != 0 || days != 0 || Math.Abs(micros) > MaxOffsetMicros || micros % TimeUnits.MicrosPerSecond != 0)
        {
            int first = interval is Literal { Type: DayTimeIntervalType type } ? type.Start : DayTimeIntervalType.Second;
            long shown = months != 0 ? months : days != 0 ? days
                : Math.Abs(micros) >= TimeUnits.MicrosPerDay && first != DayTimeIntervalType.Day && interval is Literal { Type: DayTimeIntervalType { Start: DayTimeIntervalType.Hour, End: not DayTimeIntervalType.Hour } } ? micros / TimeUnits.MicrosPerDay
                : micros / IntervalParser.FieldSize(first);
            _cursor.Fault("INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE", span, ("input", shown.ToString(CultureInfo.InvariantCulture)));
        }

        long seconds = Math.Abs(micros / TimeUnits.MicrosPerSecond);
        string text = seconds == 0 ? "Z" : string.Create(CultureInfo.InvariantCulture, $"{(micros < 0 ? '-' : '+')}{seconds / 3600:00}:{seconds / 60 % 60:00}{(seconds % 60 == 0 ? "" : ":" + (seconds % 60).ToString("00", CultureInfo.InvariantCulture))}");
        return new SetCommand(TimeZoneKey, text) { Origin = span };
    }

    private bool TryPath(int start, out LogicalPlan plan)
    {
        var mark = _cursor.Mark();
        _cursor.Advance(2);
        var elements = ImmutableArray.CreateBuilder<string>();
        do
        {
            int first = _cursor.Index;
            if (_cursor.IsIdentifier(_cursor.Kind))
            {
                grammar.Names.Multipart();
                if (_cursor.Accept(TokenKind.LeftParen))
                {
                    _cursor.Expect(TokenKind.RightParen);
                }
            }
            else
            {
                _cursor.Fail();
            }

            elements.Add(_cursor.Failed ? "" : _cursor.TextBetween(first, _cursor.Index - 1));
        }
        while (_cursor.Accept(TokenKind.Comma));
        plan = new SetPath(elements.ToImmutable()) { Origin = _cursor.SpanFrom(start) };
        if (!_cursor.Failed && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            return true;
        }

        _cursor.Reset(mark);
        return false;
    }

    /// <summary>Assignments of variables; false if the text is none and may be a setting.</summary>
    private bool TryVariable(int start, out LogicalPlan plan)
    {
        var mark = _cursor.Mark();
        var targets = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var origins = ImmutableArray.CreateBuilder<Core.Errors.Origin>();
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            var list = grammar.Names.LocatedList();
            targets.AddRange(list.Names);
            origins.AddRange(list.Origins);
            _cursor.Expect(TokenKind.RightParen);
            _cursor.Expect(TokenKind.Equal);
            if (!_cursor.At(TokenKind.LeftParen) || !grammar.Queries.TryParenthesizedQuery(out var query))
            {
                _cursor.Fail();
                query = new OneRowRelation();
            }

            plan = new SetVariableFromQuery(targets.ToImmutable(), query) { Origin = _cursor.SpanFrom(start), TargetOrigins = origins.ToImmutable() };
        }
        else
        {
            var values = ImmutableArray.CreateBuilder<Expression>();
            do
            {
                int target = _cursor.Index;
                targets.Add(grammar.Names.Multipart());
                origins.Add(_cursor.SpanFrom(target));
                _cursor.Expect(TokenKind.Equal);
                values.Add(grammar.Expressions.Expression());
            }
            while (_cursor.Accept(TokenKind.Comma));
            plan = new SetVariable(targets.ToImmutable(), values.ToImmutable()) { Origin = _cursor.SpanFrom(start), TargetOrigins = origins.ToImmutable() };
        }

        if (!_cursor.Failed && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            return true;
        }

        _cursor.Reset(mark);
        return false;
    }
}
