using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Reads window specifications, frames and the WINDOW clause.</summary>
internal sealed class WindowRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>What OVER says: the name of a window or a specification.</summary>
    public sealed record OverClause(string? Name, WindowSpec? Spec);

    /// <summary>windowSpec</summary>
    public OverClause Over()
    {
        if (!_cursor.At(TokenKind.LeftParen))
        {
            return new OverClause(grammar.Names.CapturingIdentifier(), null);
        }

        int start = _cursor.Index;
        _cursor.Advance();
        if (_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.RightParen)
        {
            string name = grammar.Names.CapturingIdentifier();
            _cursor.Advance();
            return new OverClause(name, null);
        }

        ImmutableArray<Expression> partitionBy = [];
        ImmutableArray<SortOrder> orderBy = [];
        if (_cursor.Accept(TokenKind.Cluster, TokenKind.By))
        {
            partitionBy = grammar.Expressions.Sequence();
        }
        else
        {
            if (_cursor.AtAny(TokenKind.Partition, TokenKind.Distribute) && _cursor.Peek() == TokenKind.By)
            {
                _cursor.Advance(2);
                partitionBy = grammar.Expressions.Sequence();
            }

            if (_cursor.AtAny(TokenKind.Order, TokenKind.Sort) && _cursor.Peek() == TokenKind.By)
            {
                _cursor.Advance(2);
                orderBy = grammar.Expressions.SortItems();
            }
        }

        var frame = _cursor.AtAny(TokenKind.Rows, TokenKind.Range) ? Frame() : null;
        _cursor.Expect(TokenKind.RightParen);
        return new OverClause(null, new WindowSpec(partitionBy, orderBy, frame) { Origin = _cursor.SpanFrom(start) });
    }

    /// <summary>windowClause: puts the definitions above the plan.</summary>
    public LogicalPlan? Clause(Func<ImmutableDictionary<string, WindowSpec>, LogicalPlan>? apply)
    {
        int start = _cursor.Index;
        _cursor.Advance();
        var specs = ImmutableDictionary.CreateBuilder<string, WindowSpec>(StringComparer.Ordinal);
        var references = new List<(string Name, string Target)>();
        var repeated = new List<string>();
        do
        {
            string name = grammar.Names.CapturingIdentifier();
            _cursor.Expect(TokenKind.As);
            var over = Over();
            if (specs.ContainsKey(name) || references.Exists(reference => reference.Name == name))
            {
                repeated.Add(name);
            }
            else if (over.Spec is { } spec)
            {
                specs[name] = spec;
            }
            else
            {
                references.Add((name, over.Name!));
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        var span = _cursor.SpanFrom(start);
        foreach (string name in repeated)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION", span, ("windowName", Quote.Id(name)));
        }

        foreach (var (name, target) in references)
        {
            if (specs.TryGetValue(target, out var spec))
            {
                specs[name] = spec;
            }
            else
            {
                bool known = references.Exists(reference => reference.Name == target);
                _cursor.Fault(known ? "INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE" : "INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE", span, ("windowName", Quote.Id(target)));
            }
        }

        return apply?.Invoke(specs.ToImmutable());
    }

    private WindowFrame Frame()
    {
        var kind = _cursor.At(TokenKind.Rows) ? FrameKind.Rows : FrameKind.Range;
        _cursor.Advance();
        if (_cursor.At(TokenKind.Between) && grammar.Lookahead.StartsOperand(1))
        {
            _cursor.Advance();
            var lower = Bound();
            _cursor.Expect(TokenKind.And);
            return new WindowFrame(kind, lower, Bound());
        }

        return new WindowFrame(kind, Bound(), new FrameBound(FrameBoundKind.CurrentRow));
    }

    private FrameBound Bound()
    {
        int start = _cursor.Index;
        if (_cursor.At(TokenKind.Unbounded) && _cursor.Peek() is TokenKind.Preceding or TokenKind.Following)
        {
            bool preceding = _cursor.Peek() == TokenKind.Preceding;
            _cursor.Advance(2);
            return new FrameBound(preceding ? FrameBoundKind.UnboundedPreceding : FrameBoundKind.UnboundedFollowing);
        }

        if (_cursor.Accept(TokenKind.Current, TokenKind.Row))
        {
            return new FrameBound(FrameBoundKind.CurrentRow);
        }

        var offset = grammar.Expressions.Expression();
        bool isPreceding = _cursor.At(TokenKind.Preceding);
        _cursor.ExpectAny(TokenKind.Preceding, TokenKind.Following);
        var span = _cursor.SpanFrom(start);
        if (offset.Any(static node => node is UnresolvedAttribute or SubqueryExpression or UnresolvedStar || node is UnresolvedFunction { NameParts: [var name] } && char.IsLetter(name[0])))
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND", span);
        }

        return new FrameBound(FrameBoundKind.Offset, isPreceding ? Grammar.Call("-", span, offset) : offset);
    }
}
