using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing;

/// <summary>
/// Decides by the tokens ahead whether a word opens a clause or is just a name: no keyword is reserved, so what follows it decides.
/// </summary>
internal sealed class Lookahead(TokenCursor cursor)
{
    private int _runStart = -1;
    private int _runEnd = -1;

    /// <summary>Tells whether the token may begin an expression and does not begin the next clause instead.</summary>
    public bool StartsOperand(int ahead)
    {
        var kind = cursor.Peek(ahead);
        switch (kind)
        {
            case TokenKind.LeftParen or TokenKind.Minus or TokenKind.Plus or TokenKind.Tilde or TokenKind.Asterisk or TokenKind.Question or TokenKind.Bang:
            case TokenKind.StringLiteral or TokenKind.DoublequotedString:
            case TokenKind.BackquotedIdentifier or TokenKind.Identifier:
                return true;
            case TokenKind.Colon:
                return cursor.IsIdentifier(cursor.Peek(ahead + 1));
        }

        return IsNumber(kind) || (Keywords.IsKeyword(kind) && (!cursor.IsIdentifier(kind) || !StartsClause(ahead)));
    }

    public static bool IsNumber(TokenKind kind) => kind is TokenKind.IntegerValue or TokenKind.DecimalValue or TokenKind.ExponentValue or TokenKind.BigintLiteral
        or TokenKind.SmallintLiteral or TokenKind.TinyintLiteral or TokenKind.FloatLiteral or TokenKind.DoubleLiteral or TokenKind.BigdecimalLiteral;

    /// <summary>Tells whether the word opens a clause that may follow an expression or a relation in a query.</summary>
    public bool StartsClause(int ahead)
    {
        TokenCursor.GuardDepth();
        var next = cursor.Peek(ahead + 1);
        switch (cursor.Peek(ahead))
        {
            case TokenKind.From:
                // Before a clause FROM is itself a name: SELECT a FROM WHERE b.
                return StartsRelation(ahead + 1) && !StartsClause(ahead + 1);
            case TokenKind.Where or TokenKind.Having or TokenKind.Qualify or TokenKind.Offset:
                return StartsOperand(ahead + 1);
            case TokenKind.Limit:
                return next == TokenKind.All || StartsOperand(ahead + 1);
            case TokenKind.Group or TokenKind.Order or TokenKind.Cluster or TokenKind.Distribute or TokenKind.Sort:
                return next == TokenKind.By;
            case TokenKind.Union or TokenKind.Except or TokenKind.Intersect or TokenKind.SetMinus:
                // Before FROM the word is rather the name of the item.
                return next is TokenKind.All or TokenKind.Distinct ? StartsQueryPrimary(ahead + 2) : next != TokenKind.From && StartsQueryPrimary(ahead + 1);
            case TokenKind.Lateral:
                return next == TokenKind.View;
            case TokenKind.With:
                return next is TokenKind.Rollup or TokenKind.Cube;
            case TokenKind.Grouping:
                return next == TokenKind.Sets;
            case TokenKind.Window:
                return cursor.IsIdentifier(next) && cursor.Peek(ahead + 2) == TokenKind.As;
            case TokenKind.For:
                // FOR READ ONLY of a cursor, FOR name IN of a pivot.
                return (next == TokenKind.Read && cursor.Peek(ahead + 2) == TokenKind.Only) || next == TokenKind.LeftParen || cursor.Peek(ahead + 2) == TokenKind.In;
            case TokenKind.Do:
                return InScript;
            case TokenKind.Insert:
                return next is TokenKind.Into or TokenKind.Overwrite;
            case TokenKind.Select or TokenKind.Map or TokenKind.Reduce:
                // FROM t SELECT a SELECT b: Hive's order of clauses.
                return FromFirst > 0 && (StartsOperand(ahead + 1) || next == TokenKind.HintStart || cursor.IsIdentifier(next));
            default:
                return false;
        }
    }

    /// <summary>Tells whether AS and the word behind it name something; else AS itself is the name.</summary>
    public bool IsNamedByWordAfterAs()
    {
        if (!cursor.IsIdentifier(cursor.Peek()))
        {
            return false;
        }

        return !StartsClause(1) || StartsClause(2)
            || cursor.Peek(2) is TokenKind.EndOfInput or TokenKind.Comma or TokenKind.RightParen or TokenKind.Semicolon or TokenKind.OperatorPipe or TokenKind.Pipe or TokenKind.Minus;
    }

    /// <summary>Tells whether the word opens a clause that may follow a table name in place of an alias.</summary>
    public bool StartsRelationClause(int ahead)
    {
        var next = cursor.Peek(ahead + 1);
        switch (cursor.Peek(ahead))
        {
            case TokenKind.Pivot:
                return next == TokenKind.LeftParen;
            case TokenKind.Unpivot:
                return next is TokenKind.LeftParen or TokenKind.Include or TokenKind.Exclude;
            case TokenKind.Tablesample:
                return next is TokenKind.LeftParen or TokenKind.System or TokenKind.Bernoulli;
            case TokenKind.Asof:
                return next == TokenKind.Join;
            case TokenKind.Approx or TokenKind.Exact:
                return next == TokenKind.Nearest;
            case TokenKind.MatchCondition:
                return next == TokenKind.LeftParen;
            case TokenKind.Bin:
                return next == TokenKind.By;
            case TokenKind.Watermark:
                return StartsOperand(ahead + 1);
            case TokenKind.Version or TokenKind.SystemVersion or TokenKind.Timestamp or TokenKind.SystemTime:
                return next == TokenKind.As && cursor.Peek(ahead + 2) == TokenKind.Of;
            case TokenKind.For:
                return next is TokenKind.Version or TokenKind.SystemVersion or TokenKind.Timestamp or TokenKind.SystemTime || StartsClause(ahead);
            case TokenKind.Changes:
                return next == TokenKind.From;
            case TokenKind.Identified:
                return next == TokenKind.By;
            case TokenKind.With:
                return next == TokenKind.LeftParen || StartsClause(ahead);
            case TokenKind.Set:
                return cursor.IsIdentifier(next) && cursor.Peek(ahead + 2) is TokenKind.Equal or TokenKind.Dot;
            case TokenKind.When:
                return next is TokenKind.Matched or TokenKind.Not or TokenKind.Bang;
            case TokenKind.Replace:
                return next is TokenKind.On or TokenKind.Where or TokenKind.Using;
            case TokenKind.By:
                return next == TokenKind.Name;
            default:
                return StartsClause(ahead);
        }
    }

    /// <summary>Tells whether the token may begin a relation in FROM.</summary>
    public bool StartsRelation(int ahead)
    {
        var kind = cursor.Peek(ahead);
        return kind is TokenKind.LeftParen or TokenKind.Lateral or TokenKind.Values or TokenKind.StringLiteral || cursor.IsIdentifier(kind);
    }

    /// <summary>Tells whether the token may begin a query: only then is a parenthesis worth trying as one.</summary>
    public bool StartsQuery(int ahead)
    {
        ahead = BehindParentheses(ahead);
        return cursor.Peek(ahead) == TokenKind.With ? cursor.IsIdentifier(cursor.Peek(ahead + 1)) : StartsQueryPrimary(ahead);
    }

    /// <summary>Counts the statements around that began with FROM: SELECT may follow their clauses.</summary>
    public int FromFirst { get; set; }

    /// <summary>True inside a script, where DO ends the query of a FOR loop.</summary>
    public bool InScript { get; set; }

    /// <summary>Gives the distance to the first token behind a run of opening parentheses; a run is walked once.</summary>
    private int BehindParentheses(int ahead)
    {
        int token = cursor.Index + ahead;
        if (cursor.KindAt(token) != TokenKind.LeftParen)
        {
            return ahead;
        }

        if (token < _runStart || token >= _runEnd)
        {
            _runStart = token;
            _runEnd = token;
            while (cursor.KindAt(_runEnd) == TokenKind.LeftParen)
            {
                _runEnd++;
            }
        }

        return _runEnd - cursor.Index;
    }

    private bool StartsQueryPrimary(int ahead)
    {
        var next = cursor.Peek(ahead + 1);
        return cursor.Peek(ahead) switch
        {
            TokenKind.LeftParen => true,
            TokenKind.Select => next is not (TokenKind.EndOfInput or TokenKind.Comma or TokenKind.RightParen or TokenKind.Dot or TokenKind.Equal),
            TokenKind.From => StartsRelation(ahead + 1),
            TokenKind.Values => next is not (TokenKind.EndOfInput or TokenKind.Comma or TokenKind.RightParen or TokenKind.Dot or TokenKind.Equal),
            TokenKind.Table => cursor.IsIdentifier(next),
            TokenKind.Map or TokenKind.Reduce => StartsOperand(ahead + 1),
            _ => false,
        };
    }
}
