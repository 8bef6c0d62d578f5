using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads DESCRIBE and EXPLAIN.</summary>
internal sealed class DescribeRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    public LogicalPlan Explain()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        var word = _cursor.Kind;
        bool hasMode = word is TokenKind.Extended or TokenKind.Codegen or TokenKind.Cost or TokenKind.Formatted or TokenKind.Logical;
        if (hasMode)
        {
            _cursor.Advance();
        }

        var mode = word switch
        {
            TokenKind.Extended => ExplainMode.Extended,
            TokenKind.Codegen => ExplainMode.Codegen,
            TokenKind.Cost => ExplainMode.Cost,
            TokenKind.Formatted => ExplainMode.Formatted,
            TokenKind.Logical => ExplainMode.Logical,
            _ => ExplainMode.Simple,
        };
        var statement = grammar.Statements.WithSettings();
        var span = _cursor.SpanFrom(start);
        if (mode == ExplainMode.Logical)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", "EXPLAIN LOGICAL"));
        }

        return new Explain(mode, statement) { Origin = span };
    }

    public LogicalPlan Describe()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        var mark = _cursor.Mark();
        if (_cursor.At(TokenKind.Function) && TryFunction(start) is { } function)
        {
            return function;
        }

        _cursor.Reset(mark);
        if (_cursor.At(TokenKind.Procedure) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
            return Bind(grammar.Names.Reference(), start, static parts => new DescribeProcedure(parts));
        }

        if (grammar.Statements.AtNamespaceWord(0) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
            bool extended = _cursor.At(TokenKind.Extended) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Accept(TokenKind.Extended);
            return Bind(grammar.Names.Reference(), start, parts => new DescribeNamespace(parts, extended));
        }

        if (TryTable(start) is { } table)
        {
            return table;
        }

        _cursor.Reset(mark);
        if (_cursor.At(TokenKind.Query) && grammar.Lookahead.StartsQuery(1))
        {
            _cursor.Advance();
        }

        var (query, text) = grammar.Statements.QueryWithText();
        return new DescribeQuery(query, text) { Origin = _cursor.SpanFrom(start) };
    }

    private LogicalPlan Bind(NameReference name, int start, Func<ImmutableArray<string>, LogicalPlan> make)
    {
        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => make(parts) with { Origin = span }, span);
    }

    private bool AtEnd => _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon);

    private LogicalPlan? TryFunction(int start)
    {
        _cursor.Advance();
        bool extended = _cursor.At(TokenKind.Extended) && _cursor.Peek() is not (TokenKind.EndOfInput or TokenKind.Semicolon) && _cursor.Accept(TokenKind.Extended);
        NameReference name;
        if (grammar.Literals.AtString(0))
        {
            int literal = _cursor.Index;
            string text = grammar.Literals.StringValue();
            name = new NameReference([text], null, _cursor.SpanFrom(literal));
        }
        else if (IsOperator(_cursor.Kind))
        {
            name = new NameReference([_cursor.CurrentText.ToLowerInvariant()], null, _cursor.SpanOf(_cursor.Index));
            _cursor.Advance();
        }
        else
        {
            name = grammar.Names.Reference();
        }

        return _cursor.Failed || !AtEnd ? null : Bind(name, start, parts => new DescribeFunction(parts, extended));
    }

    private static bool IsOperator(TokenKind kind) => kind is TokenKind.Equal or TokenKind.NullSafeEqual or TokenKind.NotEqual or TokenKind.NotEqualBang or TokenKind.Less
        or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual or TokenKind.Plus or TokenKind.Minus or TokenKind.Asterisk or TokenKind.Slash
        or TokenKind.Percent or TokenKind.Div or TokenKind.Tilde or TokenKind.Ampersand or TokenKind.Pipe or TokenKind.ConcatPipe or TokenKind.Hat or TokenKind.Or
        or TokenKind.And or TokenKind.In or TokenKind.Not or TokenKind.ShiftLeft or TokenKind.ShiftRight or TokenKind.ShiftRightUnsigned or TokenKind.Bang;

    /// <summary>DESCRIBE TABLE with a partition, a column or AS JSON; null if a query stands here.</summary>
    private LogicalPlan? TryTable(int start)
    {
        if (_cursor.At(TokenKind.Table) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
        }

        bool extended = _cursor.AtAny(TokenKind.Extended, TokenKind.Formatted) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek() != TokenKind.As
            && _cursor.AcceptAny(TokenKind.Extended, TokenKind.Formatted);
        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            return null;
        }

        var name = grammar.Names.Reference();
        var partition = grammar.Statements.OptionalPartition();
        ImmutableArray<string> column = [];
        if (_cursor.IsIdentifier(_cursor.Kind) && !(_cursor.At(TokenKind.As, TokenKind.Json)))
        {
            column = grammar.Names.Multipart();
        }

        bool json = _cursor.Accept(TokenKind.As, TokenKind.Json);
        if (_cursor.Failed || !AtEnd)
        {
            return null;
        }

        var span = _cursor.SpanFrom(start);
        if (json && !extended)
        {
            _cursor.Fault("DESCRIBE_JSON_NOT_EXTENDED", Origin.None, ("tableName", string.Join('.', name.Parts)));
        }

        if (partition?.Entries.FirstOrDefault(static entry => entry.Value is null) is { Name: { } open })
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE", span, ("partKey", Quote.Id(open)));
        }

        if (column.IsEmpty)
        {
            return name.Bind(parts => new DescribeTable(parts, partition, extended, json) { Origin = span }, span);
        }

        if (partition is not null)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION", span);
        }
        else if (json)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON", Origin.None);
        }

        return name.Bind(parts => new DescribeColumn(parts, column, extended) { Origin = span }, span);
    }
}
