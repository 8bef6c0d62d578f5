using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads DECLARE, cursors and EXECUTE IMMEDIATE.</summary>
internal sealed class VariableRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>DECLARE of a variable or a cursor.</summary>
    public LogicalPlan Declare()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        if (_cursor.IsIdentifier(_cursor.Kind) && (_cursor.Peek() == TokenKind.Cursor || (_cursor.Peek() is TokenKind.Asensitive or TokenKind.Insensitive && _cursor.Peek(2) == TokenKind.Cursor)))
        {
            return CursorDeclaration(start);
        }

        bool replace = _cursor.Accept(TokenKind.Or, TokenKind.Replace);
        if (_cursor.AtAny(TokenKind.Var, TokenKind.Variable) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
        }

        var references = new List<NameReference>();
        do
        {
            references.Add(grammar.Names.Reference());
        }
        while (_cursor.Accept(TokenKind.Comma));
        DataType? type = null;
        bool isType = _cursor.At(TokenKind.Default) && _cursor.Peek() is TokenKind.EndOfInput or TokenKind.Semicolon;
        if (isType || !_cursor.AtAny(TokenKind.Default, TokenKind.Equal, TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            type = grammar.Types.DataType();
        }

        Expression? value = null;
        string? text = null;
        if (_cursor.AcceptAny(TokenKind.Default, TokenKind.Equal))
        {
            int first = _cursor.Index;
            value = grammar.Expressions.Expression();
            text = _cursor.TextBetween(first, _cursor.Index - 1);
        }

        var span = _cursor.SpanFrom(start);
        if (type is null && value is null)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED", span);
        }

        var names = references.Select(static reference => reference.Parts).ToImmutableArray();
        return references is [{ NameExpression: not null } single]
            ? single.Bind(parts => new DeclareVariable([parts], type, value, text, replace) { Origin = span }, span)
            : new DeclareVariable(names, type, value, text, replace) { Origin = span, NameOrigin = references[0].Origin };
    }

    /// <summary>OPEN, FETCH and CLOSE.</summary>
    public LogicalPlan Cursor()
    {
        int start = _cursor.Index;
        RequireCursors();
        var word = _cursor.Kind;
        _cursor.Advance();
        if (word == TokenKind.Fetch)
        {
            if (_cursor.At(TokenKind.Next, TokenKind.From))
            {
                _cursor.Advance(2);
            }
            else if (_cursor.At(TokenKind.From) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek() != TokenKind.Into)
            {
                _cursor.Advance();
            }
        }

        int nameStart = _cursor.Index;
        var name = grammar.Names.Multipart();
        var nameOrigin = _cursor.SpanFrom(nameStart);
        switch (word)
        {
            case TokenKind.Open:
                ImmutableArray<Expression> arguments = _cursor.Accept(TokenKind.Using) ? UsingArguments() : [];
                return new OpenCursor(name, arguments) { Origin = _cursor.SpanFrom(start), NameOrigin = nameOrigin };
            case TokenKind.Fetch:
                _cursor.Expect(TokenKind.Into);
                var (targets, origins) = grammar.Names.LocatedList();
                return new FetchCursor(name, targets) { Origin = _cursor.SpanFrom(start), NameOrigin = nameOrigin, TargetOrigins = origins };
            default:
                return new CloseCursor(name) { Origin = _cursor.SpanFrom(start), NameOrigin = nameOrigin };
        }
    }

    /// <summary>EXECUTE IMMEDIATE</summary>
    public LogicalPlan ExecuteImmediate()
    {
        int start = _cursor.Index;
        _cursor.Advance(2);
        int statementStart = _cursor.Index;
        var statement = grammar.Expressions.Expression();
        string text = _cursor.Failed ? "" : _cursor.TextBetween(statementStart, _cursor.Index - 1);
        ImmutableArray<ImmutableArray<string>> targets = [];
        ImmutableArray<Core.Errors.Origin> origins = [];
        ImmutableArray<Expression> arguments = [];
        if (_cursor.Accept(TokenKind.Into))
        {
            (targets, origins) = grammar.Names.LocatedList();
        }

        int usingStart = _cursor.Index;
        if (_cursor.Accept(TokenKind.Using))
        {
            arguments = UsingArguments();
            string? repeated = arguments.OfType<Alias>().GroupBy(static alias => alias.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1)?.Key;
            if (repeated is not null)
            {
                _cursor.Fault("EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES", _cursor.SpanFrom(usingStart), ("aliases", Core.Errors.Quote.Id([repeated])));
            }
        }

        return new ExecuteImmediate(statement, targets, arguments) { Origin = _cursor.SpanFrom(start), TargetOrigins = origins, StatementText = text };
    }

    /// <summary>A list of named expressions, with or without parentheses around it.</summary>
    private ImmutableArray<Expression> UsingArguments()
    {
        if (_cursor.At(TokenKind.LeftParen))
        {
            var mark = _cursor.Mark();
            _cursor.Advance();
            var list = grammar.Expressions.NamedSequence();
            _cursor.Expect(TokenKind.RightParen);
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
            {
                return list;
            }

            _cursor.Reset(mark);
        }

        return grammar.Expressions.NamedSequence();
    }

    private void RequireCursors()
    {
        if (!_cursor.Settings.IsOn("spark.sql.scripting.cursorEnabled"))
        {
            _cursor.Fault(new QueryException("UNSUPPORTED_FEATURE.SQL_CURSOR").As("SqlScriptingException"));
        }
    }

    private DeclareCursor CursorDeclaration(int start)
    {
        RequireCursors();
        string name = grammar.Names.CapturingIdentifier();
        bool insensitive = _cursor.At(TokenKind.Insensitive);
        _cursor.AcceptAny(TokenKind.Asensitive, TokenKind.Insensitive);
        _cursor.Expect(TokenKind.Cursor, TokenKind.For);
        var mark = _cursor.Mark();
        var (query, text) = grammar.Statements.QueryWithText();

        // Markers in the query get their values at OPEN, which reads the text again.
        _cursor.ForgetParameterFaults(mark);
        if (_cursor.Accept(TokenKind.For, TokenKind.Read))
        {
            _cursor.Expect(TokenKind.Only);
        }

        return new DeclareCursor(name, query, insensitive, text) { Origin = _cursor.SpanFrom(start) };
    }
}
