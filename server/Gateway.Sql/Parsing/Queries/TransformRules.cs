using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads TRANSFORM, MAP and REDUCE: rows that go through a script.</summary>
internal sealed class TransformRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Tells the clause from a call of the function transform by what follows the closing parenthesis.</summary>
    public bool AtTransform
    {
        get
        {
            if (!_cursor.At(TokenKind.Select, TokenKind.Transform, TokenKind.LeftParen))
            {
                return false;
            }

            int depth = 0;
            for (int ahead = 2; _cursor.Peek(ahead) != TokenKind.EndOfInput; ahead++)
            {
                depth += _cursor.Peek(ahead) switch { TokenKind.LeftParen => 1, TokenKind.RightParen => -1, _ => 0 };
                if (depth == 0)
                {
                    return _cursor.Peek(ahead + 1) is TokenKind.Using or TokenKind.Row or TokenKind.Recordwriter && _cursor.Peek(ahead + 2) is not (TokenKind.Comma or TokenKind.From or TokenKind.EndOfInput);
                }
            }

            return false;
        }
    }

    /// <summary>transformClause with the clauses that may follow it: rows go through a script.</summary>
    public LogicalPlan Read(int start, LogicalPlan? from)
    {
        ImmutableArray<Expression> inputs;
        bool quantified = false;
        if (_cursor.Accept(TokenKind.Select))
        {
            _cursor.Advance(2);
            quantified = _cursor.AcceptAny(TokenKind.All, TokenKind.Distinct);
            inputs = grammar.Expressions.NamedSequence();
            _cursor.Expect(TokenKind.RightParen);
        }
        else
        {
            _cursor.Advance();
            inputs = grammar.Expressions.NamedSequence();
        }

        SkipRowFormat();
        if (_cursor.Accept(TokenKind.Recordwriter))
        {
            grammar.Literals.StringValue();
        }

        _cursor.Expect(TokenKind.Using);
        string script = grammar.Literals.StringValue();
        StructType? output = null;
        if (_cursor.Accept(TokenKind.As))
        {
            bool parenthesized = _cursor.Accept(TokenKind.LeftParen);
            output = TransformColumns();
            if (parenthesized)
            {
                _cursor.Expect(TokenKind.RightParen);
            }
        }

        SkipRowFormat();
        if (_cursor.Accept(TokenKind.Recordreader))
        {
            grammar.Literals.StringValue();
        }

        from ??= _cursor.At(TokenKind.From) ? grammar.Relations.FromClause() : new OneRowRelation();
        var plan = grammar.Selects.ClausesOver(start, inputs, from);
        var span = _cursor.SpanFrom(start);
        if (quantified)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL", span);
        }

        return new ScriptTransformation(plan, script, output) { Origin = span };
    }

    private StructType TransformColumns()
    {
        var columns = ImmutableArray.CreateBuilder<StructField>();
        do
        {
            if (_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() is TokenKind.Comma or TokenKind.RightParen or TokenKind.EndOfInput or TokenKind.From or TokenKind.Recordreader or TokenKind.Row)
            {
                columns.Add(new StructField(grammar.Names.CapturingIdentifier(), StringType.Instance, true));
            }
            else
            {
                columns.Add(grammar.Types.Column(allowColon: false));
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        return new StructType(columns.ToImmutable());
    }

    /// <summary>rowFormat: read and left out, scripts get tab-separated text.</summary>
    private void SkipRowFormat()
    {
        if (!_cursor.Accept(TokenKind.Row, TokenKind.Format))
        {
            return;
        }

        if (_cursor.Accept(TokenKind.Serde))
        {
            grammar.Literals.StringValue();
            return;
        }

        _cursor.Expect(TokenKind.Delimited);
        while (!_cursor.Failed && _cursor.AtAny(TokenKind.Fields, TokenKind.Collection, TokenKind.Map, TokenKind.Lines, TokenKind.Null, TokenKind.Escaped))
        {
            while (!_cursor.Failed && !grammar.Literals.AtString(0))
            {
                _cursor.Advance();
                if (_cursor.At(TokenKind.EndOfInput))
                {
                    _cursor.Fail();
                }
            }

            grammar.Literals.StringValue();
        }
    }
}
