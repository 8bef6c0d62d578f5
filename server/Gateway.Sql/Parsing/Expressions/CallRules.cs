using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Reads calls: the general form with all its modifiers, and the special forms that keywords give to some functions.</summary>
internal sealed class CallRules(Grammar grammar)
{
    /// <summary>Tells that <c>OVER FROM t</c> can be read as a window and an alias, which the grammar prefers over an alias and a relation.</summary>
    private bool IsWindowNamedFrom() => _cursor.Peek() == TokenKind.From && _cursor.IsIdentifier(_cursor.Peek(2))
        && (_cursor.Peek(3) is TokenKind.EndOfInput or TokenKind.RightParen or TokenKind.Semicolon or TokenKind.Comma || grammar.Lookahead.StartsClause(3));

    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Reads a keyword's own form of call, e.g. CAST(a AS INT); null if the tokens are an ordinary call.</summary>
    public Expression? TrySpecial(int start, TokenKind kind)
    {
        switch (kind)
        {
            case TokenKind.Cast or TokenKind.TryCast when _cursor.Peek(2) != TokenKind.RightParen:
                return Cast(start, kind == TokenKind.TryCast);
            case TokenKind.Extract when _cursor.IsIdentifier(_cursor.Peek(2)) && _cursor.Peek(3) == TokenKind.From:
                return Extract(start);
            case TokenKind.Trim:
                return Trim(start);
            case TokenKind.Substr or TokenKind.Substring or TokenKind.Position or TokenKind.Overlay:
                return TextForm(start, kind);
            case TokenKind.First or TokenKind.Last or TokenKind.AnyValue:
                return FirstLast(start);
            case TokenKind.Struct:
                return Struct(start);
            case TokenKind.Timestampadd or TokenKind.Dateadd or TokenKind.DateAdd:
                return UnitCall(start, "timestampadd");
            case TokenKind.Timestampdiff or TokenKind.Datediff or TokenKind.DateDiff or TokenKind.Timediff:
                return UnitCall(start, "timestampdiff");
            default:
                return null;
        }
    }

    /// <summary>Reads the arguments and modifiers of a call whose name is already read.</summary>
    public Expression Call(int start, ImmutableArray<string> name)
    {
        _cursor.Expect(TokenKind.LeftParen);
        if (_cursor.Accept(TokenKind.RightParen))
        {
            return Finish(start, name, [], isDistinct: false);
        }

        bool isDistinct = Quantifier();
        return Arguments(start, name, isDistinct, Argument(name));
    }

    /// <summary>Reads a call whose name is known only to analysis.</summary>
    public Func<ImmutableArray<string>, Expression> CallWithName(int start)
    {
        var call = Call(start, [""]);
        return parts => Rename(call, parts);
    }

    private static Expression Rename(Expression call, ImmutableArray<string> parts) => call switch
    {
        UnresolvedFunction function => function with { NameParts = parts },
        WindowExpression window => window with { Function = Rename(window.Function, parts) },
        UnresolvedWindowExpression window => window with { Function = Rename(window.Function, parts) },
        _ => call,
    };

    private Expression Arguments(int start, ImmutableArray<string> name, bool isDistinct, Expression first)
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        arguments.Add(first);
        while (_cursor.Accept(TokenKind.Comma))
        {
            arguments.Add(Argument(name));
        }

        _cursor.Expect(TokenKind.RightParen);
        return Finish(start, name, arguments.ToImmutable(), isDistinct);
    }

    private bool Quantifier()
    {
        if (_cursor.AtAny(TokenKind.Distinct, TokenKind.All) && StartsLoosely(1))
        {
            bool distinct = _cursor.At(TokenKind.Distinct);
            _cursor.Advance();
            return distinct;
        }

        return false;
    }

    private bool StartsLoosely(int ahead) =>
        grammar.Lookahead.StartsOperand(ahead) || _cursor.IsIdentifier(_cursor.Peek(ahead));

    /// <summary>functionArgument</summary>
    public Expression Argument(ImmutableArray<string> functionName)
    {
        int start = _cursor.Index;
        if (_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.FatArrow)
        {
            string name = grammar.Names.Identifier();
            _cursor.Advance();
            var value = grammar.Expressions.Expression();
            if (!_cursor.Settings.IsOn("spark.sql.allowNamedFunctionArguments"))
            {
                _cursor.Fault("NAMED_PARAMETER_SUPPORT_DISABLED", Origin.None, ("functionName", Quote.Id(functionName)), ("argument", Quote.Id(name)));
            }

            return new NamedArgument(name, value) { Origin = _cursor.SpanFrom(start) };
        }

        return grammar.Expressions.Expression();
    }

    /// <summary>Reads WITHIN GROUP, FILTER, IGNORE NULLS and OVER behind the closing parenthesis.</summary>
    private Expression Finish(int start, ImmutableArray<string> name, ImmutableArray<Expression> arguments, bool isDistinct)
    {
        ImmutableArray<Expression> withinGroup = default;
        if (_cursor.Accept(TokenKind.Within, TokenKind.Group, TokenKind.LeftParen))
        {
            _cursor.Expect(TokenKind.Order, TokenKind.By);
            withinGroup = [.. grammar.Expressions.SortItems()];
            _cursor.Expect(TokenKind.RightParen);
        }

        Expression? filter = null;
        if (_cursor.Accept(TokenKind.Filter, TokenKind.LeftParen, TokenKind.Where))
        {
            filter = grammar.Expressions.Expression();
            _cursor.Expect(TokenKind.RightParen);
        }

        bool? ignoreNulls = null;
        if (_cursor.AtAny(TokenKind.Ignore, TokenKind.Respect) && _cursor.Peek() == TokenKind.Nulls)
        {
            ignoreNulls = _cursor.At(TokenKind.Ignore);
            _cursor.Advance(2);
        }

        if (name is [var single] && single.Equals("count", StringComparison.OrdinalIgnoreCase) && !isDistinct
            && arguments is [UnresolvedStar { Target.IsEmpty: true, Except: null }])
        {
            arguments = [Literal.Of(1) with { Origin = arguments[0].Origin }];
        }

        WindowRules.OverClause? over = null;
        if (_cursor.At(TokenKind.Over) && (_cursor.Peek() == TokenKind.LeftParen || (_cursor.IsIdentifier(_cursor.Peek()) && (!grammar.Lookahead.StartsClause(1) || IsWindowNamedFrom()))))
        {
            _cursor.Advance();
            over = grammar.Windows.Over();
        }

        var span = _cursor.SpanFrom(start);
        var function = new UnresolvedFunction(name, arguments, isDistinct, filter, ignoreNulls, withinGroup) { Origin = span };
        return over switch
        {
            null => function,
            { Name: { } windowName } => new UnresolvedWindowExpression(function, windowName) { Origin = span },
            { Spec: { } spec } => new WindowExpression(function, spec, ignoreNulls == true) { Origin = span },
            _ => function,
        };
    }

    private Expression Cast(int start, bool isTry)
    {
        string name = _cursor.CurrentText;
        _cursor.Advance(2);
        bool distinct = Quantifier();
        var child = Argument([name]);
        if (distinct || !_cursor.At(TokenKind.As))
        {
            return Arguments(start, [name], distinct, child);
        }

        _cursor.Advance();
        var target = grammar.Types.DataType();
        _cursor.Expect(TokenKind.RightParen);
        return grammar.Primaries.UserCast(child, target, isTry, _cursor.SpanFrom(start));
    }

    private Expression Extract(int start)
    {
        _cursor.Advance(2);
        string field = grammar.Names.Identifier();
        _cursor.Expect(TokenKind.From);
        var source = grammar.Expressions.Value();
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        return Grammar.Call("extract", span, Literal.Of(field) with { Origin = span }, source);
    }

    private Expression Trim(int start)
    {
        string written = _cursor.CurrentText;
        _cursor.Advance(2);
        string function = "trim";
        bool sided = false;
        if (_cursor.AtAny(TokenKind.Both, TokenKind.Leading, TokenKind.Trailing)
            && (_cursor.Peek() == TokenKind.From || grammar.Lookahead.StartsOperand(1)) && !_cursor.IsString(TokenKind.EndOfInput))
        {
            sided = true;
            function = _cursor.Kind switch { TokenKind.Leading => "ltrim", TokenKind.Trailing => "rtrim", _ => "trim" };
            _cursor.Advance();
        }

        if (_cursor.At(TokenKind.RightParen))
        {
            _cursor.Advance();
            return Finish(start, [written], [], isDistinct: false);
        }

        Expression? characters = null;
        bool distinct = false;
        if (!(_cursor.At(TokenKind.From) && (sided || grammar.Lookahead.StartsOperand(1))))
        {
            distinct = !sided && Quantifier();
            characters = sided ? grammar.Expressions.Value() : Argument([written]);
        }

        if (!_cursor.At(TokenKind.From))
        {
            if (sided || characters is null)
            {
                _cursor.Fail();
                return Literal.Null;
            }

            return Arguments(start, [written], distinct, characters);
        }

        _cursor.Advance();
        var source = grammar.Expressions.Value();
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        return characters is null ? Grammar.Call(function, span, source) : Grammar.Call(function, span, characters, source);
    }

    /// <summary>SUBSTRING(a FROM b FOR c), POSITION(a IN b), OVERLAY(a PLACING b FROM c FOR d).</summary>
    private Expression TextForm(int start, TokenKind kind)
    {
        string written = _cursor.CurrentText;
        _cursor.Advance(2);
        if (_cursor.Accept(TokenKind.RightParen))
        {
            return Finish(start, [written], [], isDistinct: false);
        }

        bool distinct = Quantifier();
        if (kind == TokenKind.Position && !(_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.FatArrow))
        {
            int argument = _cursor.Index;
            var value = grammar.Expressions.Value();
            if (_cursor.Accept(TokenKind.In))
            {
                var text = grammar.Expressions.Value();
                _cursor.Expect(TokenKind.RightParen);
                return Grammar.Call("locate", _cursor.SpanFrom(start), value, text);
            }

            return Arguments(start, [written], distinct, grammar.Expressions.Continue(argument, value));
        }

        var first = Argument([written]);
        var separator = kind == TokenKind.Overlay ? TokenKind.Placing : TokenKind.From;
        if (!_cursor.At(separator))
        {
            return Arguments(start, [written], distinct, first);
        }

        _cursor.Advance();
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        arguments.Add(first);
        arguments.Add(grammar.Expressions.Value());
        if (kind == TokenKind.Overlay)
        {
            _cursor.Expect(TokenKind.From);
            arguments.Add(grammar.Expressions.Value());
        }

        if (_cursor.Accept(TokenKind.For) || (kind != TokenKind.Overlay && _cursor.Accept(TokenKind.Comma)))
        {
            arguments.Add(grammar.Expressions.Value());
        }

        _cursor.Expect(TokenKind.RightParen);
        string name = kind == TokenKind.Overlay ? "overlay" : "substring";
        return Grammar.Call(name, _cursor.SpanFrom(start), arguments.ToImmutable());
    }

    private Expression FirstLast(int start)
    {
        string written = _cursor.CurrentText;
        _cursor.Advance(2);
        if (_cursor.Accept(TokenKind.RightParen))
        {
            return Finish(start, [written], [], isDistinct: false);
        }

        bool distinct = Quantifier();
        var first = Argument([written]);
        if (!_cursor.At(TokenKind.Ignore, TokenKind.Nulls))
        {
            var call = Arguments(start, [written], distinct, first);
            return call is UnresolvedFunction { Arguments: [_], IsDistinct: false, Filter: null, IgnoreNulls: null } single ? single with { RefusesStars = true } : call;
        }

        _cursor.Advance(2);
        _cursor.Expect(TokenKind.RightParen);
        return new UnresolvedFunction([written], [first], IgnoreNulls: true) { Origin = _cursor.SpanFrom(start), RefusesStars = true };
    }

    private Expression Struct(int start)
    {
        string written = _cursor.CurrentText;
        _cursor.Advance(2);
        if (_cursor.Accept(TokenKind.RightParen))
        {
            return Finish(start, [written], [], isDistinct: false);
        }

        var arguments = ImmutableArray.CreateBuilder<Expression>();
        bool distinct = Quantifier();
        do
        {
            arguments.Add(_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.FatArrow
                ? Argument([written])
                : grammar.Expressions.NamedExpression());
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        return Finish(start, ["struct"], arguments.ToImmutable(), distinct);
    }

    /// <summary>DATEADD(unit, n, t) and DATEDIFF(unit, a, b): the unit is a word, other arguments make it an ordinary call.</summary>
    private Expression UnitCall(int start, string function)
    {
        string written = _cursor.CurrentText;
        bool unit = IsUnit(_cursor.Peek(2)) && _cursor.Peek(3) == TokenKind.Comma;
        bool quoted = _cursor.IsString(_cursor.Peek(2)) && _cursor.Peek(3) == TokenKind.Comma;
        string unitText = unit || quoted ? _cursor.TextOf(_cursor.Index + 2).ToString() : "";
        _cursor.Advance(1);
        var call = Call(start, [written]);
        if (!(unit || quoted) || call is not UnresolvedFunction { Arguments: [var first, var amount, var time], IsDistinct: false, Filter: null, IgnoreNulls: null } ordinary
            || first is NamedArgument || amount is NamedArgument || time is NamedArgument)
        {
            return call;
        }

        if (quoted)
        {
            _cursor.Fault("INVALID_PARAMETER_VALUE.DATETIME_UNIT", ordinary.Origin, ("functionName", Quote.Id(written)), ("parameter", Quote.Id("unit")), ("invalidValue", unitText));
            return call;
        }

        // No name of SQL leads to these functions: other units are calls of unknown ones.
        return new UnresolvedFunction([function], [Literal.Of(unitText) with { Origin = ordinary.Origin }, amount, time], IsInternal: true) { Origin = ordinary.Origin, RefusesStars = true };
    }

    private static bool IsUnit(TokenKind kind) => kind is TokenKind.Year or TokenKind.Quarter or TokenKind.Month or TokenKind.Week or TokenKind.Day or TokenKind.Dayofyear
        or TokenKind.Hour or TokenKind.Minute or TokenKind.Second or TokenKind.Millisecond or TokenKind.Microsecond;
}
