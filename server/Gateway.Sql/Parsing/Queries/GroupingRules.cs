using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads GROUP BY: keys, ROLLUP, CUBE and GROUPING SETS.</summary>
internal sealed class GroupingRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly List<string> _emptySets = [];

    /// <summary>Notes the empty sets that ROLLUP and CUBE held; the whole SELECT is blamed.</summary>
    public void Report(Origin specification)
    {
        foreach (string element in _emptySets)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0051", specification, ("element", element));
        }

        _emptySets.Clear();
    }

    /// <summary>aggregationClause</summary>
    /// <param name="all">GROUP BY ALL was written.</param>
    /// <param name="allowNames">Keys may have names, as in pipes; elsewhere a name is an error by hand.</param>
    public ImmutableArray<Expression> Clause(out bool all, bool allowNames = false)
    {
        _cursor.Advance(2);
        var groupings = ImmutableArray.CreateBuilder<Expression>();
        bool hasAnalytics = false;
        int start = _cursor.Index;
        do
        {
            var analytics = TryAnalytics();
            hasAnalytics |= analytics is not null;
            groupings.Add(analytics ?? GroupingKey(allowNames));
        }
        while (_cursor.Accept(TokenKind.Comma));
        all = groupings is [UnresolvedAttribute { NameParts: [var word] }] && word.Equals("ALL", StringComparison.OrdinalIgnoreCase);
        if (hasAnalytics)
        {
            return groupings.ToImmutable();
        }

        if (_cursor.At(TokenKind.With) && _cursor.Peek() is TokenKind.Rollup or TokenKind.Cube)
        {
            var kind = _cursor.Peek() == TokenKind.Rollup ? GroupingAnalyticsKind.Rollup : GroupingAnalyticsKind.Cube;
            _cursor.Advance(2);
            all = false;
            return [new GroupingAnalytics(kind, [.. groupings.Select(static key => ImmutableArray.Create(key))]) { Origin = _cursor.SpanFrom(start) }];
        }

        if (_cursor.Accept(TokenKind.Grouping, TokenKind.Sets))
        {
            _cursor.Expect(TokenKind.LeftParen);
            var sets = GroupingSets(allowAnalytics: false);
            _cursor.Expect(TokenKind.RightParen);
            all = false;
            return [new GroupingAnalytics(GroupingAnalyticsKind.GroupingSets, sets) { Keys = groupings.ToImmutable(), Origin = _cursor.SpanFrom(start) }];
        }

        return groupings.ToImmutable();
    }

    private Expression GroupingKey(bool allowNames)
    {
        var key = grammar.Expressions.NamedExpression();
        if (allowNames || key is not Alias alias)
        {
            return key;
        }

        string name = _cursor.TextBetween(_cursor.Index - 1, _cursor.Index - 1);
        _cursor.Fault("PARSE_SYNTAX_ERROR", Origin.None, ("error", $"'{name}'"), ("hint", $": extra input '{name}'"));
        return alias.Child;
    }

    private GroupingAnalytics? TryAnalytics()
    {
        int start = _cursor.Index;
        if (_cursor.AtAny(TokenKind.Cube, TokenKind.Rollup) && _cursor.Peek() == TokenKind.LeftParen && _cursor.Peek(2) != TokenKind.RightParen)
        {
            var kind = _cursor.At(TokenKind.Cube) ? GroupingAnalyticsKind.Cube : GroupingAnalyticsKind.Rollup;
            _cursor.Advance(2);
            var sets = GroupingSets(allowAnalytics: false);
            if (sets.Any(static set => set.IsEmpty))
            {
                _emptySets.Add(kind == GroupingAnalyticsKind.Cube ? "CUBE" : "ROLLUP");
            }

            _cursor.Expect(TokenKind.RightParen);
            return new GroupingAnalytics(kind, sets) { Origin = _cursor.SpanFrom(start) };
        }

        if (_cursor.Accept(TokenKind.Grouping, TokenKind.Sets, TokenKind.LeftParen))
        {
            var sets = GroupingSets(allowAnalytics: true);
            _cursor.Expect(TokenKind.RightParen);
            return new GroupingAnalytics(GroupingAnalyticsKind.GroupingSets, sets) { Origin = _cursor.SpanFrom(start) };
        }

        return null;
    }

    private ImmutableArray<ImmutableArray<Expression>> GroupingSets(bool allowAnalytics)
    {
        var sets = ImmutableArray.CreateBuilder<ImmutableArray<Expression>>();
        do
        {
            sets.Add(allowAnalytics && TryAnalytics() is { } analytics ? [analytics] : GroupingSet());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return sets.ToImmutable();
    }

    private ImmutableArray<Expression> GroupingSet()
    {
        if (_cursor.Accept(TokenKind.LeftParen, TokenKind.RightParen))
        {
            return [];
        }

        var mark = _cursor.Mark();
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            var items = grammar.Expressions.Sequence();
            _cursor.Expect(TokenKind.RightParen);
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.Comma, TokenKind.RightParen))
            {
                return items;
            }

            _cursor.Reset(mark);
        }

        return [grammar.Expressions.Expression()];
    }
}
