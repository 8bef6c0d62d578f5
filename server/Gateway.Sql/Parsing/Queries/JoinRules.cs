using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads joins of every kind behind a relation.</summary>
internal sealed class JoinRules(Grammar grammar)
{
    private const int MaxNearest = 100_000;
    private readonly TokenCursor _cursor = grammar.Cursor;

    public bool AtJoin => StartsJoin(0);

    /// <summary>Tells whether the words ahead open a join.</summary>
    public bool StartsJoin(int ahead)
    {
        var next = _cursor.Peek(ahead + 1);
        return _cursor.Peek(ahead) switch
        {
            TokenKind.Join => true,
            TokenKind.Inner => next is TokenKind.Join or TokenKind.Asof,
            TokenKind.Cross or TokenKind.Semi or TokenKind.Anti => next == TokenKind.Join,
            TokenKind.Left => next is TokenKind.Join or TokenKind.Outer or TokenKind.Semi or TokenKind.Anti or TokenKind.Asof,
            TokenKind.Right or TokenKind.Full => next is TokenKind.Join or TokenKind.Outer,
            TokenKind.Natural => true,
            TokenKind.Asof => next == TokenKind.Join,
            _ => false,
        };
    }

    /// <summary>joinRelation</summary>
    public LogicalPlan Join(LogicalPlan left)
    {
        int start = _cursor.Index;
        bool natural = _cursor.Accept(TokenKind.Natural);
        var (kind, words) = Kind();
        if (!natural && _cursor.Accept(TokenKind.Asof))
        {
            return AsOf(start, left, kind);
        }

        _cursor.Expect(TokenKind.Join);
        bool lateral = grammar.Relations.AcceptLateral();
        var right = grammar.Relations.Primary(out bool correlatable);
        Expression? condition = null;
        ImmutableArray<string> columns = [];
        bool hasUsing = false;
        if (!natural)
        {
            if (_cursor.AtAny(TokenKind.Approx, TokenKind.Exact) && _cursor.Peek() == TokenKind.Nearest)
            {
                return Nearest(start, left, right, kind, words, lateral);
            }

            if (_cursor.Accept(TokenKind.On))
            {
                condition = grammar.Expressions.Expression();
            }
            else if (_cursor.At(TokenKind.Using, TokenKind.LeftParen))
            {
                _cursor.Advance();
                hasUsing = true;
                columns = grammar.Names.List();
            }
        }

        var span = _cursor.SpanFrom(start);
        Check(kind, words, natural, lateral, correlatable, hasUsing, span);
        if (lateral)
        {
            return new LateralJoin(left, right, kind, condition) { Origin = span };
        }

        return new Join(left, right, kind, condition, columns, natural) { Origin = span };
    }

    private void Check(JoinKind kind, string words, bool natural, bool lateral, bool correlatable, bool hasUsing, Origin span)
    {
        if (lateral && !correlatable)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC", span);
        }

        if (natural && lateral)
        {
            _cursor.Fault("INCOMPATIBLE_JOIN_TYPES", span, ("joinType1", "LATERAL"), ("joinType2", "NATURAL"));
        }

        if (natural && kind == JoinKind.Cross)
        {
            _cursor.Fault("INCOMPATIBLE_JOIN_TYPES", span, ("joinType1", "NATURAL"), ("joinType2", "CROSS"));
        }

        if (lateral && hasUsing)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.LATERAL_JOIN_USING", span);
        }

        if (lateral && kind is not (JoinKind.Inner or JoinKind.Cross or JoinKind.LeftOuter))
        {
            _cursor.Fault("INVALID_LATERAL_JOIN_TYPE", span, ("joinType", words));
        }
    }

    /// <summary>joinType, with the words messages use for it.</summary>
    private (JoinKind Kind, string Words) Kind()
    {
        switch (_cursor.Kind)
        {
            case TokenKind.Inner:
                _cursor.Advance();
                return (JoinKind.Inner, "INNER");
            case TokenKind.Cross:
                _cursor.Advance();
                return (JoinKind.Cross, "CROSS");
            case TokenKind.Semi:
                _cursor.Advance();
                return (JoinKind.LeftSemi, "LEFT SEMI");
            case TokenKind.Anti:
                _cursor.Advance();
                return (JoinKind.LeftAnti, "LEFT ANTI");
            case TokenKind.Right:
                _cursor.Advance();
                _cursor.Accept(TokenKind.Outer);
                return (JoinKind.RightOuter, "RIGHT OUTER");
            case TokenKind.Full:
                _cursor.Advance();
                _cursor.Accept(TokenKind.Outer);
                return (JoinKind.FullOuter, "FULL OUTER");
            case TokenKind.Left:
                _cursor.Advance();
                if (_cursor.Accept(TokenKind.Semi))
                {
                    return (JoinKind.LeftSemi, "LEFT SEMI");
                }

                if (_cursor.Accept(TokenKind.Anti))
                {
                    return (JoinKind.LeftAnti, "LEFT ANTI");
                }

                _cursor.Accept(TokenKind.Outer);
                return (JoinKind.LeftOuter, "LEFT OUTER");
            default:
                return (JoinKind.Inner, "INNER");
        }
    }

    private UnresolvedAsOfJoin AsOf(int start, LogicalPlan left, JoinKind kind)
    {
        _cursor.Expect(TokenKind.Join);
        var right = grammar.Relations.Primary(out _);
        _cursor.Expect(TokenKind.MatchCondition, TokenKind.LeftParen);
        int matchStart = _cursor.Index;
        var match = grammar.Expressions.Expression();
        var matchSpan = _cursor.SpanFrom(matchStart);
        _cursor.Expect(TokenKind.RightParen);
        Expression? condition = null;
        ImmutableArray<string> columns = [];
        if (_cursor.Accept(TokenKind.On))
        {
            condition = grammar.Expressions.Expression();
        }
        else if (_cursor.Accept(TokenKind.Using))
        {
            columns = grammar.Names.List();
        }

        var span = _cursor.SpanFrom(start);
        if (!_cursor.Settings.IsOn("spark.sql.join.asofJoin.enabled"))
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.ASOF_JOIN", span, ("config", Quote.Conf("spark.sql.join.asofJoin.enabled")));
        }

        if (match is not UnresolvedFunction { IsOperator: true, NameParts: ["<" or "<=" or ">" or ">="] })
        {
            _cursor.Fault("ASOF_JOIN_MATCH_CONDITION_INVALID_OPERATOR", span, ("operator", OperatorText(match, matchSpan.Text!.Text[matchSpan.Start..(matchSpan.Stop + 1)])));
        }

        return new UnresolvedAsOfJoin(left, right, kind, match, condition, columns) { Origin = span };
    }

    /// <summary>Names the operator of a match that is no inequality: a comparison's symbol (below NOT, too), AND, OR, else the whole text.</summary>
    private static string OperatorText(Expression match, string text) => match switch
    {
        UnresolvedFunction { IsOperator: true, NameParts: ["not"], Arguments: [UnresolvedFunction { NameParts: ["="] } equality] } unequal when unequal.Origin == equality.Origin =>
            text.Contains("<>", StringComparison.Ordinal) ? "<>" : "!=",
        UnresolvedFunction { IsOperator: true, NameParts: ["not"], Arguments: [var inner] } => OperatorText(inner, text),
        UnresolvedFunction { IsOperator: true, NameParts: ["=" or "<=>" or "<" or "<=" or ">" or ">=" or "and" or "or"] } call => call.NameParts[0].ToUpperInvariant(),
        _ => text,
    };

    private NearestByJoin Nearest(int start, LogicalPlan left, LogicalPlan right, JoinKind kind, string words, bool lateral)
    {
        bool approximate = _cursor.At(TokenKind.Approx);
        _cursor.Advance(2);
        string countText = _cursor.At(TokenKind.IntegerValue) ? grammar.Literals.IntegerText() : "1";
        _cursor.Expect(TokenKind.By);
        bool byDistance = _cursor.At(TokenKind.Distance);
        _cursor.ExpectAny(TokenKind.Distance, TokenKind.Similarity);
        var ranking = grammar.Expressions.Expression();
        var span = _cursor.SpanFrom(start);
        if (lateral)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.LATERAL_JOIN_NEAREST_BY", span);
        }

        if (kind is not (JoinKind.Inner or JoinKind.LeftOuter))
        {
            _cursor.Fault("NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE", span, ("joinType", words), ("supported", "'INNER', 'LEFT OUTER'"));
        }

        if (!int.TryParse(countText, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > MaxNearest)
        {
            _cursor.Fault("NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE", span, ("numResults", countText), ("min", "1"), ("max", "100000"));
            count = 1;
        }

        return new NearestByJoin(left, right, kind, approximate, count, byDistance, ranking) { Origin = span };
    }
}
