using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Reads what stands between operators: constants, columns, calls, CASE, parentheses, and what is attached behind them.</summary>
internal sealed class PrimaryRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly HashSet<int> _plainCase = [];
    private readonly HashSet<Expression> _identifierColumns = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Expression> _rows = new(ReferenceEqualityComparer.Instance);

    /// <summary>Tells whether the expression is a row that the text wrote as <c>(a, b)</c>.</summary>
    public bool IsRow(Expression expression) => _rows.Contains(expression);

    /// <summary>primaryExpression</summary>
    public Expression Primary()
    {
        TokenCursor.GuardDepth();
        int start = _cursor.Index;
        return Postfix(start, Start(start));
    }

    /// <summary>constant: NULL, a marker, an interval, a typed literal, a number, a boolean or a string.</summary>
    public Expression Constant()
    {
        int start = _cursor.Index;
        var kind = _cursor.Kind;
        bool isConstant = kind is TokenKind.Null or TokenKind.True or TokenKind.False or TokenKind.Question or TokenKind.Colon or TokenKind.Interval
            || Lookahead.IsNumber(kind) || (kind == TokenKind.Minus && Lookahead.IsNumber(_cursor.Peek())) || _cursor.IsString(kind)
            || (_cursor.IsString(_cursor.Peek()) && (_cursor.IsIdentifier(kind) || Keywords.IsKeyword(kind)));
        if (!isConstant)
        {
            _cursor.Fail();
            return Literal.Null;
        }

        return Start(start);
    }

    private Expression Start(int start)
    {
        var kind = _cursor.Kind;
        switch (kind)
        {
            case TokenKind.LeftParen:
                return Parenthesis(start);
            case TokenKind.Asterisk:
                _cursor.Advance();
                return Star(start, []);
            case TokenKind.Question:
                return grammar.Markers.Positional();
            case TokenKind.Colon:
                return grammar.Markers.Named();
            case TokenKind.StringLiteral:
            case TokenKind.DoublequotedString when _cursor.IsString(kind):
                return grammar.Literals.String();
            case TokenKind.Minus:
                return grammar.Literals.Number();
        }

        if (Lookahead.IsNumber(kind))
        {
            return grammar.Literals.Number();
        }

        if (Keywords.IsKeyword(kind) && Keyword(start, kind) is { } special)
        {
            return special;
        }

        if (!_cursor.IsIdentifier(kind) && !(kind is TokenKind.Filter or TokenKind.Left or TokenKind.Right && _cursor.Peek() == TokenKind.LeftParen))
        {
            // With reserved words enforced some words still name functions or values.
            if (!_cursor.IsString(_cursor.Peek()) || !Keywords.IsKeyword(kind))
            {
                _cursor.Fail();
                return Literal.Null;
            }
        }

        if (_cursor.IsString(_cursor.Peek()) && (kind is not (TokenKind.StringLiteral or TokenKind.DoublequotedString) || _cursor.Settings.DoubleQuotedIdentifiers))
        {
            return grammar.Literals.Typed();
        }

        if (_cursor.Settings.DoubleQuotedIdentifiers && _cursor.Peek() == TokenKind.DoublequotedString)
        {
            // Read as a typed literal even where its text is a name.
            _cursor.Advance();
            _cursor.Fail();
            return Literal.Null;
        }

        return Named(start);
    }

    /// <summary>Reads the forms that a keyword opens; null if the word is only a name here.</summary>
    private Expression? Keyword(int start, TokenKind kind)
    {
        var next = _cursor.Peek();
        if (kind is TokenKind.Null or TokenKind.True or TokenKind.False && (_cursor.IsString(next) || next == TokenKind.LeftParen))
        {
            return null;
        }

        switch (kind)
        {
            case TokenKind.Null:
                _cursor.Advance();
                return new Literal(null, Core.Types.NullType.Instance) { Origin = _cursor.SpanFrom(start) };
            case TokenKind.True or TokenKind.False:
                _cursor.Advance();
                return (kind == TokenKind.True ? Literal.True : Literal.False) with { Origin = _cursor.SpanFrom(start) };
            case TokenKind.Case:
                return Case(start);
            case TokenKind.Interval:
                return grammar.Intervals.TryInterval();
            case TokenKind.IdentifierKw when next == TokenKind.LeftParen && !IsCallOfIdentifier():
                return IdentifierClause(start);
            case TokenKind.CurrentDate or TokenKind.CurrentTimestamp or TokenKind.CurrentUser or TokenKind.User or TokenKind.SessionUser
                or TokenKind.CurrentTime or TokenKind.Localtime or TokenKind.CurrentPath when next is not (TokenKind.LeftParen or TokenKind.Dot) && !_cursor.IsIdentifier(kind):
                string name = kind is TokenKind.User or TokenKind.SessionUser ? "current_user" : _cursor.CurrentText.ToLowerInvariant();
                _cursor.Advance();
                return Grammar.Call(name, _cursor.SpanFrom(start));
            default:
                return next == TokenKind.LeftParen ? grammar.Calls.TrySpecial(start, kind) : null;
        }
    }

    /// <summary>A column, a lambda of one parameter, a call, or <c>t.*</c>.</summary>
    private Expression Named(int start)
    {
        if (_cursor.Peek() == TokenKind.Arrow)
        {
            var variable = new UnresolvedLambdaVariable([_cursor.TakeName()]) { Origin = _cursor.SpanFrom(start) };
            _cursor.Advance();
            return Lambda(start, [variable]);
        }

        int ahead = 0;
        while (_cursor.Peek(ahead + 1) == TokenKind.Dot && _cursor.IsIdentifier(_cursor.Peek(ahead + 2)))
        {
            ahead += 2;
        }

        if (_cursor.Peek(ahead + 1) == TokenKind.LeftParen)
        {
            return grammar.Calls.Call(start, Parts(ahead));
        }

        if (_cursor.Peek(ahead + 1) == TokenKind.Dot && _cursor.Peek(ahead + 2) == TokenKind.Asterisk)
        {
            var target = Parts(ahead);
            _cursor.Advance(2);
            return Star(start, target);
        }

        if (_cursor.At(TokenKind.BackquotedIdentifier) && IsRegex(_cursor.CurrentText) && _cursor.Settings.Configuration.Get(Core.Configuration.ConfigurationKeys.QuotedRegexColumnNames))
        {
            string pattern = _cursor.TakeName();
            return new UnresolvedRegex(pattern, null) { Origin = _cursor.SpanFrom(start) };
        }

        string name = _cursor.TakeName();
        return new UnresolvedAttribute([name]) { Origin = _cursor.SpanFrom(start) };
    }

    private ImmutableArray<string> Parts(int ahead)
    {
        var parts = ImmutableArray.CreateBuilder<string>((ahead / 2) + 1);
        parts.Add(_cursor.TakeName());
        for (int i = 0; i < ahead; i += 2)
        {
            _cursor.Advance();
            parts.Add(_cursor.TakeName());
        }

        return parts.ToImmutable();
    }

    private UnresolvedStar Star(int start, ImmutableArray<string> target)
    {
        ImmutableArray<ImmutableArray<string>>? except = null;
        if (_cursor.At(TokenKind.Except, TokenKind.LeftParen) && IsNameList(2))
        {
            _cursor.Advance(2);
            except = grammar.Names.MultipartList();
            _cursor.Expect(TokenKind.RightParen);
        }

        return new UnresolvedStar(target, null, except) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>Tells whether names, dots and commas run up to a closing parenthesis: then EXCEPT belongs to the star.</summary>
    private bool IsNameList(int ahead)
    {
        while (_cursor.IsIdentifier(_cursor.Peek(ahead)))
        {
            ahead++;
            if (_cursor.Peek(ahead) == TokenKind.RightParen)
            {
                return true;
            }

            if (_cursor.Peek(ahead) is not (TokenKind.Comma or TokenKind.Dot))
            {
                return false;
            }

            ahead++;
        }

        return false;
    }

    private Expression Case(int start)
    {
        if (_plainCase.Contains(start) || !(grammar.Lookahead.StartsOperand(1) || _cursor.Peek() == TokenKind.When))
        {
            return _cursor.Peek() == TokenKind.LeftParen ? grammar.Calls.Call(start, Parts(0)) : PlainWord(start);
        }

        var mark = _cursor.Mark();
        _cursor.Advance();
        var value = _cursor.At(TokenKind.When) ? null : grammar.Expressions.Expression();
        var branches = ImmutableArray.CreateBuilder<(Expression, Expression)>();
        var whenStarts = new List<int>();
        while (_cursor.Accept(TokenKind.When))
        {
            whenStarts.Add(_cursor.Index - 1);
            var condition = grammar.Expressions.Expression();
            _cursor.Expect(TokenKind.Then);
            branches.Add((condition, grammar.Expressions.Expression()));
        }

        if (branches.Count == 0)
        {
            _cursor.Fail();
        }

        var otherwise = _cursor.Accept(TokenKind.Else) ? grammar.Expressions.Expression() : null;
        _cursor.Expect(TokenKind.End);
        if (_cursor.Failed)
        {
            _cursor.Reset(mark);
            _plainCase.Add(start);
            return _cursor.IsIdentifier(TokenKind.Case) ? Case(start) : Fail();
        }

        var span = _cursor.SpanFrom(start);
        if (value is not null)
        {
            for (int i = 0; i < branches.Count; i++)
            {
                branches[i] = (Grammar.Call("=", span, value, branches[i].Item1), branches[i].Item2);
            }
        }

        return new CaseWhen(branches.ToImmutable(), otherwise) { Origin = span };
    }

    /// <summary>Tells whether a quoted name is more than a word.</summary>
    private static bool IsRegex(string quoted) => quoted.Any(static c => !char.IsLetterOrDigit(c) && c is not ('_' or '`'));

    private Expression PlainWord(int start)
    {
        if (_cursor.IsString(_cursor.Peek()))
        {
            return grammar.Literals.Typed();
        }

        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            return Fail();
        }

        return Named(start);
    }

    private Literal Fail()
    {
        _cursor.Fail();
        return Literal.Null;
    }

    /// <summary>Tells a call of a function that is named identifier: it has several arguments.</summary>
    private bool IsCallOfIdentifier()
    {
        int depth = 1;
        for (int ahead = 2; ; ahead++)
        {
            switch (_cursor.Peek(ahead))
            {
                case TokenKind.LeftParen or TokenKind.LeftBracket:
                    depth++;
                    break;
                case TokenKind.RightParen or TokenKind.RightBracket when --depth == 0:
                case TokenKind.EndOfInput:
                    return false;
                case TokenKind.Comma when depth == 1:
                    return true;
            }
        }
    }

    private Expression IdentifierClause(int start)
    {
        _cursor.Advance(2);
        var name = grammar.Expressions.Expression();
        _cursor.Expect(TokenKind.RightParen);
        if (_cursor.Failed)
        {
            return name;
        }

        var span = _cursor.SpanFrom(start);
        var constant = grammar.Names.ConstantName(name, span);
        if (_cursor.At(TokenKind.LeftParen))
        {
            return constant is { } parts
                ? grammar.Calls.Call(start, parts)
                : new IdentifierClause(name, grammar.Calls.CallWithName(start)) { Origin = span };
        }

        if (constant is { } columnParts)
        {
            var column = new UnresolvedAttribute(columnParts) { Origin = span };
            _identifierColumns.Add(column);
            return column;
        }

        return new IdentifierClause(name, parts => new UnresolvedAttribute(parts) { Origin = span }) { Origin = span };
    }

    /// <summary>A row, a query, a lambda of several parameters, or an expression in parentheses.</summary>
    private Expression Parenthesis(int start)
    {
        if (IsLambda(out int parameterCount))
        {
            _cursor.Advance();
            var variables = ImmutableArray.CreateBuilder<Expression>(parameterCount);
            do
            {
                int variable = _cursor.Index;
                variables.Add(new UnresolvedLambdaVariable([_cursor.TakeName()]) { Origin = _cursor.SpanFrom(variable) });
            }
            while (_cursor.Accept(TokenKind.Comma));
            _cursor.Advance(2);
            return Lambda(start, variables.ToImmutable());
        }

        if (grammar.Lookahead.StartsQuery(1) && grammar.Queries.TryParenthesizedQuery(out var plan))
        {
            return new ScalarSubquery(plan) { Origin = _cursor.SpanFrom(start) };
        }

        _cursor.Advance();
        var first = grammar.Expressions.NamedExpression();
        if (_cursor.At(TokenKind.Comma))
        {
            var values = ImmutableArray.CreateBuilder<Expression>();
            values.Add(first);
            while (_cursor.Accept(TokenKind.Comma))
            {
                values.Add(grammar.Expressions.NamedExpression());
            }

            _cursor.Expect(TokenKind.RightParen);
            var row = Row(values.ToImmutable(), _cursor.SpanFrom(start));
            _rows.Add(row);
            return row;
        }

        if (first is Alias or MultiAlias)
        {
            _cursor.Fail();
        }

        _cursor.Expect(TokenKind.RightParen);
        return first;
    }

    /// <summary>Reads a value of a variant; the last field of the path, if any, names the result.</summary>
    private static Expression SemiStructured(Expression variant, string path, Origin origin)
    {
        string absolute = path.StartsWith('$') ? path : path.StartsWith('[') ? "$" + path : "$." + path;
        var call = new UnresolvedFunction(["semi_structured_extract"], [variant, Literal.Of(absolute)], IsInternal: true) { Origin = origin };
        return VariantPath.TryCompile(System.Text.Encoding.UTF8.GetBytes(absolute), out var compiled) && compiled!.LastKey is { } key
            ? new Alias(call, System.Text.Encoding.UTF8.GetString(key)) { Origin = origin }
            : call;
    }

    private bool IsLambda(out int parameterCount)
    {
        parameterCount = 0;
        int ahead = 1;
        while (_cursor.IsIdentifier(_cursor.Peek(ahead)))
        {
            parameterCount++;
            if (_cursor.Peek(ahead + 1) == TokenKind.RightParen)
            {
                return parameterCount > 1 && _cursor.Peek(ahead + 2) == TokenKind.Arrow;
            }

            if (_cursor.Peek(ahead + 1) != TokenKind.Comma)
            {
                return false;
            }

            ahead += 2;
        }

        return false;
    }

    private LambdaFunction Lambda(int start, ImmutableArray<Expression> variables)
    {
        var body = grammar.Expressions.Expression();
        return new LambdaFunction(body, variables) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>A row names its fields by the columns and aliases in it, else by position.</summary>
    public static Expression Row(ImmutableArray<Expression> values, Origin origin)
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>(values.Length * 2);
        for (int i = 0; i < values.Length; i++)
        {
            string name = values[i] switch
            {
                UnresolvedAttribute attribute => attribute.NameParts[^1],
                Alias alias => alias.Name,
                _ => "col" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            arguments.Add(Literal.Of(name) with { Origin = origin });
            arguments.Add(values[i]);
        }

        return new UnresolvedFunction(["named_struct"], arguments.ToImmutable()) { Origin = origin };
    }

    private Expression Postfix(int start, Expression expression)
    {
        while (!_cursor.Failed)
        {
            switch (_cursor.Kind)
            {
                case TokenKind.Dot when _cursor.IsIdentifier(_cursor.Peek()):
                    if (expression is UnresolvedAttribute { NameParts: [var table] } && _cursor.Peek() == TokenKind.BackquotedIdentifier && IsRegex(_cursor.TextBetween(_cursor.Index + 1, _cursor.Index + 1)) && _cursor.Settings.Configuration.Get(Core.Configuration.ConfigurationKeys.QuotedRegexColumnNames))
                    {
                        _cursor.Advance();
                        expression = new UnresolvedRegex(_cursor.TakeName(), table) { Origin = _cursor.SpanFrom(start) };
                        break;
                    }
                    expression = Fields(start, expression);
                    break;
                case TokenKind.LeftBracket:
                    _cursor.Advance();
                    var key = grammar.Expressions.Value();
                    _cursor.Expect(TokenKind.RightBracket);
                    expression = new UnresolvedExtractValue(expression, key) { Origin = _cursor.SpanFrom(start) };
                    break;
                case TokenKind.DoubleColon:
                    _cursor.Advance();
                    var target = grammar.Types.DataType();
                    expression = UserCast(expression, target, isTry: false, _cursor.SpanFrom(start));
                    break;
                case TokenKind.Colon when _cursor.IsIdentifier(_cursor.Peek()) || (_cursor.Peek() == TokenKind.LeftBracket && _cursor.Peek(2) != TokenKind.RightBracket):
                    _cursor.Advance();
                    string path = SemiStructuredPath();
                    expression = SemiStructured(expression, path, _cursor.SpanFrom(start));
                    break;
                case TokenKind.Collate when _cursor.IsIdentifier(_cursor.Peek()) && !grammar.Lookahead.StartsClause(1):
                    _cursor.Advance();
                    string collation = Types.CollationNames.Written(_cursor, grammar.Names.Multipart());
                    var span = _cursor.SpanFrom(start);
                    expression = Grammar.Call("collate", span, expression, Literal.Of(collation) with { Origin = span });
                    break;
                default:
                    return expression;
            }
        }

        return expression;
    }

    /// <summary>A further part of a name, or a field of a value; a column from IDENTIFIER(..) is whole already.</summary>
    /// <summary>Takes all of <c>.a.b.c</c>: a name grows once by its parts, which may be many.</summary>
    private Expression Fields(int start, Expression parent)
    {
        if (parent is not UnresolvedAttribute attribute || _identifierColumns.Contains(parent))
        {
            _cursor.Advance();
            return Field(parent, grammar.Names.Identifier(), _cursor.SpanFrom(start));
        }

        var parts = attribute.NameParts.ToBuilder();
        while (_cursor.At(TokenKind.Dot) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
            parts.Add(grammar.Names.Identifier());
        }

        return attribute with { NameParts = parts.ToImmutable(), Origin = _cursor.SpanFrom(start) };
    }

    private static Expression Field(Expression parent, string name, Origin span) => parent switch
    {
        UnresolvedRegex regex => new UnresolvedAttribute([regex.Pattern, name]) { Origin = span },
        _ => new UnresolvedExtractValue(parent, Literal.Of(name) with { Origin = span }) { Origin = span },
    };

    public Expression UserCast(Expression child, Core.Types.DataType target, bool isTry, Origin span) => new Cast(child, grammar.Types.CastType(target), isTry ? EvaluationMode.Try : _cursor.Settings.Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy)
    {
        Origin = span,
        Tags = ExpressionTags.UserCast,
    };

    /// <summary>Tells a step of a path from an index by any other expression.</summary>
    private bool StartsPathBracket()
    {
        var key = _cursor.Peek();
        return _cursor.Peek(2) == TokenKind.RightBracket ? _cursor.IsString(key) || key is TokenKind.IntegerValue or TokenKind.Question || _cursor.IsIdentifier(key)
            : _cursor.IsString(key) || (key == TokenKind.Colon && _cursor.Peek(3) == TokenKind.RightBracket);
    }

    /// <summary>semiStructuredExtractionPath, as the JSON path that variant functions read.</summary>
    private string SemiStructuredPath()
    {
        var path = new System.Text.StringBuilder("$");
        bool first = true;
        while (!_cursor.Failed)
        {
            if (_cursor.At(TokenKind.LeftBracket))
            {
                if (!StartsPathBracket())
                {
                    break;
                }

                _cursor.Advance();
                if (grammar.Literals.AtString(0))
                {
                    path.Append("[\"").Append(grammar.Literals.StringValue().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"]");
                }
                else if (_cursor.At(TokenKind.IntegerValue) || grammar.Markers.AtMarker)
                {
                    path.Append('[').Append(grammar.Literals.IntegerText()).Append(']');
                }
                else
                {
                    path.Append('[').Append(grammar.Names.Identifier()).Append(']');
                }

                _cursor.Expect(TokenKind.RightBracket);
            }
            else if (first || (_cursor.At(TokenKind.Dot) && _cursor.IsIdentifier(_cursor.Peek())))
            {
                if (!first)
                {
                    _cursor.Advance();
                }

                bool quoted = _cursor.At(TokenKind.BackquotedIdentifier);
                string name = grammar.Names.Identifier();
                path.Append(quoted ? "[\"" + name.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"]" : "." + name);
            }
            else
            {
                break;
            }

            first = false;
        }

        return path.ToString();
    }
}
