using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing;

/// <summary>Reads identifiers, multipart names and IDENTIFIER(..) in place of names.</summary>
internal sealed class NameRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private int? _enclosing;

    /// <summary>Reads a name that is part of a larger rule: what is wrong inside IDENTIFIER('..') is blamed on that rule.</summary>
    public string Within(int start, Func<NameRules, string> read)
    {
        _enclosing = start;
        string name = read(this);
        _enclosing = null;
        return name;
    }

    /// <summary>identifier</summary>
    public string Identifier()
    {
        if (IsIdentifierLiteral())
        {
            return IdentifierLiteral();
        }

        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            _cursor.Fail();
            return "";
        }

        return _cursor.TakeName();
    }

    /// <summary>strictIdentifier</summary>
    public string StrictIdentifier()
    {
        if (!_cursor.IsStrictIdentifier(_cursor.Kind))
        {
            _cursor.Fail();
            return "";
        }

        return Identifier();
    }

    /// <summary>simpleIdentifier, lower-cased: a word of the language that is no keyword.</summary>
    public string Word()
    {
        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            _cursor.Fail();
            return "";
        }

        return _cursor.TakeName().ToLowerInvariant();
    }

    /// <summary>errorCapturingIdentifier: takes <c>a-b</c> to refuse it by name.</summary>
    public string CapturingIdentifier() => Capture(Identifier);

    public string CapturingStrictIdentifier() => Capture(StrictIdentifier);

    /// <summary>multipartIdentifier</summary>
    public ImmutableArray<string> Multipart()
    {
        if (IsIdentifierLiteral())
        {
            var combined = ImmutableArray.CreateBuilder<string>();
            combined.AddRange(IdentifierLiteralParts());
            while (_cursor.Accept(TokenKind.Dot))
            {
                combined.Add(CapturingIdentifier());
            }

            return combined.Count == 0 ? [""] : combined.ToImmutable();
        }

        string first = CapturingIdentifier();
        if (!_cursor.At(TokenKind.Dot))
        {
            return [first];
        }

        var parts = ImmutableArray.CreateBuilder<string>();
        parts.Add(first);
        while (_cursor.Accept(TokenKind.Dot))
        {
            parts.Add(CapturingIdentifier());
        }

        return parts.ToImmutable();
    }

    /// <summary>multipartIdentifierList</summary>
    public ImmutableArray<ImmutableArray<string>> MultipartList()
    {
        var list = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        do
        {
            list.Add(Multipart());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return list.ToImmutable();
    }

    /// <summary>multipartIdentifierList with the span of each name.</summary>
    public (ImmutableArray<ImmutableArray<string>> Names, ImmutableArray<Origin> Origins) LocatedList()
    {
        var names = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var origins = ImmutableArray.CreateBuilder<Origin>();
        do
        {
            int start = _cursor.Index;
            names.Add(Multipart());
            origins.Add(_cursor.SpanFrom(start));
        }
        while (_cursor.Accept(TokenKind.Comma));
        return (names.ToImmutable(), origins.ToImmutable());
    }

    /// <summary>identifierSeq</summary>
    public ImmutableArray<string> Sequence()
    {
        var list = ImmutableArray.CreateBuilder<string>();
        do
        {
            list.Add(CapturingIdentifier());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return list.ToImmutable();
    }

    /// <summary>identifierList: a sequence in parentheses.</summary>
    public ImmutableArray<string> List()
    {
        _cursor.Expect(TokenKind.LeftParen);
        var list = Sequence();
        _cursor.Expect(TokenKind.RightParen);
        return list;
    }

    /// <summary>identifierReference: a name, or IDENTIFIER(expression) that analysis evaluates.</summary>
    public NameReference Reference()
    {
        int start = _cursor.Index;
        if (!_cursor.At(TokenKind.IdentifierKw, TokenKind.LeftParen))
        {
            var parts = Multipart();
            return new NameReference(parts, null, _cursor.SpanFrom(start));
        }

        _cursor.Advance(2);
        var expression = grammar.Expressions.Expression();
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        if (ConstantName(expression, span) is { } constant)
        {
            return new NameReference(constant, null, span);
        }

        return new NameReference([], expression, span);
    }

    /// <summary>Gives the parts of a name that a string literal holds, or null where analysis must evaluate the expression.</summary>
    public ImmutableArray<string>? ConstantName(Expression expression, Origin span)
    {
        if (_cursor.Failed || expression is not Literal { Value: string text })
        {
            return null;
        }

        try
        {
            return grammar.Parser.ParseIdentifier(new SqlText(text));
        }
        catch (QueryException exception)
        {
            _cursor.Fault(exception.WithOrigin(span));
            return [text];
        }
    }

    private bool IsIdentifierLiteral() =>
        _cursor.At(TokenKind.IdentifierKw, TokenKind.LeftParen) && _cursor.IsString(_cursor.Peek(2)) && EndsAfterStrings(2);

    private bool EndsAfterStrings(int ahead)
    {
        while (_cursor.IsString(_cursor.Peek(ahead)))
        {
            ahead++;
        }

        return _cursor.Peek(ahead) == TokenKind.RightParen;
    }

    private string IdentifierLiteral()
    {
        var parts = IdentifierLiteralParts();
        return parts.Length == 1 ? parts[0] : string.Join('.', parts);
    }

    private ImmutableArray<string> IdentifierLiteralParts()
    {
        int start = _cursor.Index;
        _cursor.Advance(2);
        string text = grammar.Literals.StringValue();
        _cursor.Expect(TokenKind.RightParen);
        return ConstantName(Literal.Of(text), _cursor.SpanFrom(_enclosing ?? start)) ?? [];
    }

    private string Capture(Func<string> read)
    {
        int start = _cursor.Index;
        string name = read();
        if (!_cursor.At(TokenKind.Minus) || !_cursor.IsIdentifier(_cursor.Peek()))
        {
            return name;
        }

        while (_cursor.At(TokenKind.Minus) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
            name += "-" + _cursor.TakeName();
        }

        _cursor.BadIdentifier(start, name);
        return name;
    }
}

/// <summary>A name in a statement: its parts, or the expression that gives them.</summary>
internal readonly record struct NameReference(ImmutableArray<string> Parts, Expression? NameExpression, Origin Origin)
{
    /// <summary>Builds a plan from the name, at once or when analysis knows it.</summary>
    public LogicalPlan Bind(Func<ImmutableArray<string>, LogicalPlan> make, Origin planOrigin)
    {
        if (NameExpression is null)
        {
            return Located(make(Parts));
        }

        var reference = this;
        return new PlanIdentifierClause(NameExpression, parts => reference.Located(make(parts))) { Origin = planOrigin };
    }

    private LogicalPlan Located(LogicalPlan plan) => plan is Command { NameOrigin.IsKnown: false } command ? command with { NameOrigin = Origin } : plan;
}
