using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Reads expressions: OR, AND, NOT, one predicate an operand, and the operators between values by their precedence.</summary>
internal sealed class ExpressionRules(Grammar grammar)
{
    private const int Comparison = 1, BitOr = 2, BitXor = 3, BitAnd = 4, Shift = 5, Additive = 6, Multiplicative = 7;

    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>expression (booleanExpression)</summary>
    public Expression Expression()
    {
        int start = _cursor.Index;
        return Disjunction(start, Conjunction(start, Negation()));
    }

    /// <summary>Goes on with an expression whose first value is already read.</summary>
    public Expression Continue(int start, Expression value) => Disjunction(start, Conjunction(start, Predicate(value)));

    /// <summary>expressionSeq</summary>
    public ImmutableArray<Expression> Sequence()
    {
        var list = ImmutableArray.CreateBuilder<Expression>();
        do
        {
            list.Add(Expression());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return list.ToImmutable();
    }

    /// <summary>namedExpression: an expression with an optional name or list of names.</summary>
    public Expression NamedExpression()
    {
        int start = _cursor.Index;
        if (IsNamedCurrentValue())
        {
            string word = _cursor.AtAny(TokenKind.User, TokenKind.SessionUser) ? "current_user" : _cursor.CurrentText.ToLowerInvariant();
            _cursor.Advance();
            return Names(start, Grammar.Call(word, _cursor.SpanFrom(start)));
        }
        var expression = Expression();
        if (_cursor.At(TokenKind.As))
        {
            if (_cursor.Peek() == TokenKind.LeftParen)
            {
                _cursor.Advance();
                return Names(start, expression);
            }

            if (grammar.Lookahead.IsNamedByWordAfterAs())
            {
                _cursor.Advance();
            }

            return Name(start, expression);
        }

        if (_cursor.At(TokenKind.LeftParen))
        {
            return Names(start, expression);
        }

        return _cursor.IsIdentifier(_cursor.Kind) && !grammar.Lookahead.StartsClause(0) ? Name(start, expression) : expression;
    }

    /// <summary>Names in parentheses behind a word like CURRENT_DATE are names of the item, not arguments, where nothing follows.</summary>
    private bool IsNamedCurrentValue()
    {
        bool isBracketed = _cursor.Index > 0 && _cursor.KindAt(_cursor.Index - 1) == TokenKind.LeftParen;
        if (isBracketed || _cursor.Peek() != TokenKind.LeftParen || !_cursor.AtAny(TokenKind.CurrentDate, TokenKind.CurrentTimestamp, TokenKind.CurrentTime, TokenKind.Localtime,
            TokenKind.CurrentUser, TokenKind.User, TokenKind.SessionUser))
        {
            return false;
        }
        int ahead = 2;
        while (_cursor.IsIdentifier(_cursor.Peek(ahead)))
        {
            switch (_cursor.Peek(ahead + 1))
            {
                case TokenKind.Comma:
                    ahead += 2;
                    break;
                case TokenKind.RightParen:
                    return _cursor.Peek(ahead + 2) is TokenKind.EndOfInput or TokenKind.Comma or TokenKind.RightParen or TokenKind.Semicolon || grammar.Lookahead.StartsClause(ahead + 2);
                default:
                    return false;
            }
        }
        return false;
    }

    /// <summary>namedExpressionSeq</summary>
    public ImmutableArray<Expression> NamedSequence()
    {
        var list = ImmutableArray.CreateBuilder<Expression>();
        do
        {
            list.Add(NamedExpression());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return list.ToImmutable();
    }

    /// <summary>sortItem</summary>
    public SortOrder SortItem()
    {
        int start = _cursor.Index;
        var child = Expression();
        bool ascending = !_cursor.Accept(TokenKind.Desc);
        if (ascending)
        {
            _cursor.Accept(TokenKind.Asc);
        }

        bool? nullsFirst = null;
        if (_cursor.Accept(TokenKind.Nulls))
        {
            nullsFirst = _cursor.At(TokenKind.First);
            _cursor.ExpectAny(TokenKind.First, TokenKind.Last);
        }

        return new SortOrder(child, ascending, nullsFirst) { Origin = _cursor.SpanFrom(start) };
    }

    public ImmutableArray<SortOrder> SortItems()
    {
        var list = ImmutableArray.CreateBuilder<SortOrder>();
        do
        {
            list.Add(SortItem());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return list.ToImmutable();
    }

    /// <summary>valueExpression</summary>
    public Expression Value() => Binary(_cursor.Index, Unary(), Comparison);

    private Expression Disjunction(int start, Expression first)
    {
        if (!AtConnective(TokenKind.Or))
        {
            return first;
        }

        var operands = new List<Expression> { first };
        while (AtConnective(TokenKind.Or))
        {
            _cursor.Advance();
            int operandStart = _cursor.Index;
            operands.Add(Conjunction(operandStart, Negation()));
        }

        return Balance("or", operands, 0, operands.Count - 1, _cursor.SpanFrom(start));
    }

    private Expression Conjunction(int start, Expression first)
    {
        if (!AtConnective(TokenKind.And))
        {
            return first;
        }

        var operands = new List<Expression> { first };
        while (AtConnective(TokenKind.And))
        {
            _cursor.Advance();
            operands.Add(Negation());
        }

        return Balance("and", operands, 0, operands.Count - 1, _cursor.SpanFrom(start));
    }

    private bool AtConnective(TokenKind kind) => _cursor.At(kind) && (grammar.Lookahead.StartsOperand(1) || !_cursor.IsIdentifier(kind));

    /// <summary>Long chains of one connective become a balanced tree, so that no later walk over them is deep.</summary>
    private static Expression Balance(string name, List<Expression> operands, int low, int high, Origin origin)
    {
        if (low == high)
        {
            return operands[low];
        }

        int middle = low + ((high - low) / 2);
        return Grammar.Call(name, origin, Balance(name, operands, low, middle, origin), Balance(name, operands, middle + 1, high, origin));
    }

    private Expression Negation()
    {
        TokenCursor.GuardDepth();
        int start = _cursor.Index;
        if (_cursor.At(TokenKind.Bang) || (_cursor.At(TokenKind.Not) && grammar.Lookahead.StartsOperand(1) && !(_cursor.Peek() == TokenKind.LeftParen && _cursor.Peek(2) == TokenKind.RightParen)))
        {
            _cursor.Advance();
            var operand = Negation();
            return Grammar.Call("not", _cursor.SpanFrom(start), operand);
        }

        if (_cursor.At(TokenKind.Exists, TokenKind.LeftParen) && grammar.Lookahead.StartsQuery(2))
        {
            var mark = _cursor.Mark();
            _cursor.Advance();
            if (grammar.Queries.TryParenthesizedQuery(out var plan))
            {
                return new Exists(plan) { Origin = _cursor.SpanFrom(start) };
            }

            _cursor.Reset(mark);
        }

        return Predicate(Value());
    }

    /// <summary>Reads the one predicate that may follow a value; its span does not hold the value.</summary>
    private Expression Predicate(Expression value)
    {
        int start = _cursor.Index;
        bool negated = _cursor.Kind is TokenKind.Not or TokenKind.Bang;
        switch (_cursor.Peek(negated ? 1 : 0))
        {
            case TokenKind.Between when grammar.Lookahead.StartsOperand(negated ? 2 : 1):
                TakeNot(negated);
                _cursor.Advance();
                var lower = Value();
                _cursor.Expect(TokenKind.And);
                var upper = Value();
                var between = _cursor.SpanFrom(start);
                return Grammar.Negate(negated, Grammar.Call("between", between, value, lower, upper), between);
            case TokenKind.In when _cursor.Peek(negated ? 2 : 1) == TokenKind.LeftParen:
                TakeNot(negated);
                _cursor.Advance();
                return InList(start, value, negated);
            case TokenKind.Rlike when grammar.Lookahead.StartsOperand(negated ? 2 : 1):
                TakeNot(negated);
                _cursor.Advance();
                var pattern = Value();
                var regular = _cursor.SpanFrom(start);
                return Grammar.Negate(negated, Grammar.Call("rlike", regular, value, pattern), regular);
            case TokenKind.Like or TokenKind.Ilike when grammar.Lookahead.StartsOperand(negated ? 2 : 1):
                TakeNot(negated);
                return Like(start, value, negated);
            case TokenKind.Is when !negated && StartsIsPredicate():
                return Is(start, value);
            default:
                return value;
        }
    }

    private void TakeNot(bool negated)
    {
        if (!negated)
        {
            return;
        }

        RefuseBang();
        _cursor.Advance();
    }

    /// <summary>Refuses <c>!</c> where the standard says NOT.</summary>
    public void RefuseBang()
    {
        if (_cursor.At(TokenKind.Bang) && !_cursor.Settings.IsOn("spark.sql.legacy.bangEqualsNot"))
        {
            _cursor.Fault("SYNTAX_DISCONTINUED.BANG_EQUALS_NOT", _cursor.SpanOf(_cursor.Index), ("clause", "!"));
        }
    }

    private Expression InList(int start, Expression value, bool negated)
    {
        if (_cursor.Accept(TokenKind.LeftParen, TokenKind.RightParen))
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE", _cursor.SpanFrom(start));
            return Literal.False;
        }

        ImmutableArray<Expression> list = [];
        bool isQuery = false;
        LogicalPlan? plan = null;
        if (!grammar.Lookahead.StartsQuery(1) || grammar.Queries.IsKnownQuery(_cursor.Index) || !TryList(out list))
        {
            isQuery = grammar.Lookahead.StartsQuery(1) && grammar.Queries.TryParenthesizedQuery(out plan);
            if (!isQuery)
            {
                _cursor.Expect(TokenKind.LeftParen);
                list = Sequence();
                _cursor.Expect(TokenKind.RightParen);
            }
        }

        var span = _cursor.SpanFrom(start);
        if (isQuery)
        {
            return Grammar.Negate(negated, new InSubquery(RowValues(value), plan!) { Origin = span }, span);
        }

        return Grammar.Negate(negated, new In(value, list) { Origin = span }, span);
    }

    /// <summary>Tries a list of expressions where a query is possible too: the list comes first in the grammar.</summary>
    private bool TryList(out ImmutableArray<Expression> list)
    {
        var mark = _cursor.Mark();
        _cursor.Expect(TokenKind.LeftParen);
        list = Sequence();
        _cursor.Expect(TokenKind.RightParen);
        if (!_cursor.Failed)
        {
            return true;
        }

        _cursor.Reset(mark);
        grammar.Queries.ExpectQuery(_cursor.Index);
        return false;
    }

    /// <summary>The values of a row that the query wrote; any other value is alone.</summary>
    private ImmutableArray<Expression> RowValues(Expression value)
    {
        if (grammar.Primaries.IsRow(value))
        {
            return [.. ((UnresolvedFunction)value).Arguments.Where(static (_, i) => i % 2 == 1)];
        }

        return value is UnresolvedFunction { NameParts: ["struct"], IsDistinct: false, Filter: null } call ? call.Arguments : [value];
    }

    private Expression Like(int start, Expression value, bool negated)
    {
        bool insensitive = _cursor.At(TokenKind.Ilike);
        _cursor.Advance();
        if (_cursor.AtAny(TokenKind.Any, TokenKind.Some, TokenKind.All) && _cursor.Peek() == TokenKind.LeftParen)
        {
            return QuantifiedLike(start, value, negated, insensitive);
        }

        var pattern = Value();
        Expression? escape = null;
        if (_cursor.At(TokenKind.Escape) && grammar.Literals.AtString(1))
        {
            _cursor.Advance();
            string text = grammar.Literals.StringValue();
            if (text.EnumerateRunes().Count() != 1)
            {
                _cursor.Fault("INVALID_ESC", _cursor.SpanFrom(start), ("invalidEscape", Quote.Value(text)));
            }

            escape = Literal.Of(text);
        }

        var span = _cursor.SpanFrom(start);
        string name = insensitive ? "ilike" : "like";
        return Grammar.Negate(negated, escape is null ? Grammar.Call(name, span, value, pattern) : Grammar.Call(name, span, value, pattern, escape), span);
    }

    /// <summary>LIKE ANY and LIKE ALL: NOT belongs to each pattern, so it has functions of its own.</summary>
    private Expression QuantifiedLike(int start, Expression value, bool negated, bool insensitive)
    {
        bool all = _cursor.At(TokenKind.All);
        _cursor.Advance(2);
        ImmutableArray<Expression> patterns = [];
        if (_cursor.At(TokenKind.RightParen))
        {
            _cursor.Advance();
            _cursor.Fault("INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN", _cursor.SpanFrom(start));
        }
        else
        {
            patterns = Sequence();
            _cursor.Expect(TokenKind.RightParen);
        }

        var span = _cursor.SpanFrom(start);
        if (insensitive)
        {
            value = Grammar.Call("lower", span, value);
            patterns = [.. patterns.Select(pattern => Grammar.Call("lower", span, pattern))];
        }

        return new UnresolvedFunction([(negated ? "notlike" : "like") + (all ? "all" : "any")], [value, .. patterns]) { Origin = span, RefusesStars = true };
    }

    private bool StartsIsPredicate()
    {
        int ahead = _cursor.Peek() is TokenKind.Not or TokenKind.Bang ? 2 : 1;
        return _cursor.Peek(ahead) is TokenKind.Null or TokenKind.True or TokenKind.False or TokenKind.Unknown
            || (_cursor.Peek(ahead) == TokenKind.Distinct && _cursor.Peek(ahead + 1) == TokenKind.From);
    }

    private Expression Is(int start, Expression value)
    {
        _cursor.Advance();
        bool negated = _cursor.Kind is TokenKind.Not or TokenKind.Bang;
        TakeNot(negated);
        var kind = _cursor.Kind;
        _cursor.Advance();
        if (kind == TokenKind.Distinct)
        {
            _cursor.Expect(TokenKind.From);
            var other = Value();
            var distinct = _cursor.SpanFrom(start);
            return Grammar.Negate(!negated, Grammar.Call("<=>", distinct, value, other), distinct);
        }

        var span = _cursor.SpanFrom(start);
        return kind switch
        {
            TokenKind.Null or TokenKind.Unknown => Grammar.Call(negated ? "isnotnull" : "isnull", span, value),
            _ => Grammar.Negate(negated, Grammar.Call("<=>", span, value, kind == TokenKind.True ? Literal.True : Literal.False), span),
        };
    }

    private Expression Binary(int start, Expression left, int lowest)
    {
        while (true)
        {
            var kind = _cursor.Kind;
            int level = Level(kind);
            if (level < lowest)
            {
                return left;
            }

            _cursor.Advance();
            int rightStart = _cursor.Index;
            var right = Binary(rightStart, Unary(), level + 1);
            if (_cursor.Failed)
            {
                return left;
            }

            var span = _cursor.SpanFrom(start);
            left = kind is TokenKind.NotEqual or TokenKind.NotEqualBang
                ? Grammar.Call("not", span, Grammar.Call("=", span, left, right))
                : Grammar.Call(OperatorName(kind), span, left, right);
        }
    }

    private int Level(TokenKind kind) => kind switch
    {
        TokenKind.Equal or TokenKind.NullSafeEqual or TokenKind.NotEqual or TokenKind.NotEqualBang or TokenKind.Less or TokenKind.LessOrEqual
            or TokenKind.Greater or TokenKind.GreaterOrEqual => Comparison,
        TokenKind.Pipe => PipeStart() ? 0 : BitOr,
        TokenKind.Hat => BitXor,
        TokenKind.Ampersand => BitAnd,
        TokenKind.ShiftLeft or TokenKind.ShiftRight or TokenKind.ShiftRightUnsigned => Shift,
        TokenKind.Plus or TokenKind.Minus or TokenKind.ConcatPipe => Additive,
        TokenKind.Asterisk or TokenKind.Slash or TokenKind.Percent => Multiplicative,
        TokenKind.Div when grammar.Lookahead.StartsOperand(1) => Multiplicative,
        _ => 0,
    };

    private bool PipeStart() => Queries.PipeRules.StartsOperator(_cursor.Peek());

    private static string OperatorName(TokenKind kind) => kind switch
    {
        TokenKind.Equal => "=",
        TokenKind.NullSafeEqual => "<=>",
        TokenKind.Less => "<",
        TokenKind.LessOrEqual => "<=",
        TokenKind.Greater => ">",
        TokenKind.GreaterOrEqual => ">=",
        TokenKind.Pipe => "|",
        TokenKind.Hat => "^",
        TokenKind.Ampersand => "&",
        TokenKind.ShiftLeft => "<<",
        TokenKind.ShiftRight => ">>",
        TokenKind.ShiftRightUnsigned => ">>>",
        TokenKind.Plus => "+",
        TokenKind.Minus => "-",
        TokenKind.ConcatPipe => "concat",
        TokenKind.Asterisk => "*",
        TokenKind.Slash => "/",
        TokenKind.Percent => "%",
        TokenKind.Div => "div",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Expression Unary()
    {
        int start = _cursor.Index;
        var kind = _cursor.Kind;
        if (kind is not (TokenKind.Plus or TokenKind.Minus or TokenKind.Tilde) || (kind == TokenKind.Minus && Lookahead.IsNumber(_cursor.Peek())))
        {
            return grammar.Primaries.Primary();
        }

        TokenCursor.GuardDepth();
        _cursor.Advance();
        var operand = Unary();
        return Grammar.Call(kind switch { TokenKind.Minus => "-", TokenKind.Plus => "positive", _ => "~" }, _cursor.SpanFrom(start), operand);
    }

    private Expression Name(int start, Expression expression)
    {
        string name = grammar.Names.Within(start, static names => names.CapturingIdentifier());
        return new Alias(expression, name) { Origin = _cursor.SpanFrom(start) };
    }

    private Expression Names(int start, Expression expression)
    {
        var names = grammar.Names.List();
        return new MultiAlias(expression, names) { Origin = _cursor.SpanFrom(start) };
    }
}
