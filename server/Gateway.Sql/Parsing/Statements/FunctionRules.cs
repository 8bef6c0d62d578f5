using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads CREATE FUNCTION: of a class, or written in SQL.</summary>
internal sealed class FunctionRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly ColumnRules _columns = new(grammar);

    public LogicalPlan Create(int start, bool replace, bool temporary)
    {
        bool ifNotExists = grammar.Statements.IfNotExists();
        var name = grammar.Names.Reference();
        return _cursor.At(TokenKind.As)
            ? External(start, name, replace, temporary, ifNotExists)
            : Sql(start, name, replace, temporary, ifNotExists);
    }

    private LogicalPlan External(int start, NameReference name, bool replace, bool temporary, bool ifNotExists)
    {
        _cursor.Advance();
        string className = grammar.Literals.StringValue();
        var resources = ImmutableArray.CreateBuilder<(string, string)>();
        string? unsupported = null;
        if (_cursor.Accept(TokenKind.Using))
        {
            do
            {
                string kind = grammar.Names.Word();
                unsupported ??= kind is "jar" or "file" or "archive" ? null : kind;
                resources.Add((kind, grammar.Literals.StringValue()));
            }
            while (_cursor.Accept(TokenKind.Comma));
        }

        var span = _cursor.SpanFrom(start);
        if (unsupported is not null)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", $"CREATE FUNCTION with resource type '{unsupported}'"));
        }

        CheckExistence(replace, temporary, ifNotExists, span);
        return name.Bind(
            parts => new CreateExternalFunction(Own(parts, temporary, span), className, resources.ToImmutable(), temporary, ifNotExists, replace) { Origin = span }, span);
    }

    private LogicalPlan Sql(int start, NameReference name, bool replace, bool temporary, bool ifNotExists)
    {
        _cursor.Expect(TokenKind.LeftParen);
        bool hasConstraints = false;
        int firstParameter = _cursor.Index;
        ImmutableArray<ColumnDefinition> parameters = _cursor.At(TokenKind.RightParen) ? [] : _columns.Definitions(out hasConstraints);
        string parameterText = parameters.IsEmpty || _cursor.Failed ? "" : _cursor.TextBetween(firstParameter, _cursor.Index - 1);
        _cursor.Expect(TokenKind.RightParen);
        DataType? returns = null;
        ImmutableArray<StructField>? returnColumns = null;
        string returnText = "";
        bool isTable = false;
        if (_cursor.At(TokenKind.Returns) && _cursor.Peek() != TokenKind.Null)
        {
            _cursor.Advance();
            if (_cursor.Accept(TokenKind.Table))
            {
                isTable = true;
                if (_cursor.Accept(TokenKind.LeftParen))
                {
                    int firstColumn = _cursor.Index;
                    returnColumns = grammar.Types.ColumnList().Fields;
                    returnText = _cursor.Failed ? "" : _cursor.TextBetween(firstColumn, _cursor.Index - 1);
                    _cursor.Expect(TokenKind.RightParen);
                }
            }
            else
            {
                returns = grammar.Types.DataType();
            }
        }

        var characteristics = Characteristics();
        _cursor.Expect(TokenKind.Return);
        int bodyStart = _cursor.Index;
        var (query, body) = Body();
        string text = _cursor.TextBetween(bodyStart, _cursor.Index - 1);
        var span = _cursor.SpanFrom(start);
        CheckExistence(replace, temporary, ifNotExists, span);
        if (parameters.Any(static parameter => parameter.Generation is not null || parameter.Identity is not null))
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.CREATE_FUNC_WITH_GENERATED_COLUMNS_AS_PARAMETERS", span);
        }

        if (hasConstraints)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.CREATE_FUNC_WITH_COLUMN_CONSTRAINTS", span);
        }

        if (!_cursor.Failed && _cursor.FaultCount == 0 && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            // Errors in the body and in defaults count from their own start: they are read again as texts of their own.
            query = query is null ? null : grammar.Parser.ParseQuery(new SqlText(text));
            body = body is null ? null : grammar.Parser.ParseExpression(new SqlText(text));
            parameters = [.. parameters.Select(Detach)];
        }

        int firstCodePoint = _cursor.SpanOf(bodyStart).Start;
        return name.Bind(
            parts => new CreateSqlFunction(
                Own(parts, temporary, span), parameters, returns, returnColumns, isTable, body, query, text, firstCodePoint, characteristics, temporary, ifNotExists, replace) { Origin = span, ParameterText = parameterText, ReturnText = returnText },
            span);
    }

    private ColumnDefinition Detach(ColumnDefinition parameter) => parameter.Default is not { } value
        ? parameter
        : parameter with { Default = value with { Expression = grammar.Parser.ParseExpression(new SqlText(value.Text)) } };

    /// <summary>A query comes before an expression in the grammar: parentheses may hold either.</summary>
    private (LogicalPlan? Query, Expression? Body) Body()
    {
        if (grammar.Lookahead.StartsQuery(0))
        {
            var mark = _cursor.Mark();
            var query = grammar.Queries.Query();
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
            {
                return (query, null);
            }

            _cursor.Reset(mark);
        }

        return (null, grammar.Expressions.Expression());
    }

    private ImmutableArray<string> Own(ImmutableArray<string> parts, bool temporary, Origin span) =>
        temporary ? TemporaryNames.Check(_cursor, parts, "FUNCTION", span) : parts;

    private void CheckExistence(bool replace, bool temporary, bool ifNotExists, Origin span)
    {
        if (ifNotExists && replace)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE", span);
        }

        if (ifNotExists && temporary)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS", span);
        }
    }

    /// <summary>routineCharacteristics</summary>
    private RoutineCharacteristics Characteristics()
    {
        int start = _cursor.Index;
        var seen = new ClauseList();
        var result = new RoutineCharacteristics();
        string? badLanguage = null;
        (Core.Errors.Origin Span, string Clause)? refused = null;
        int languageStart = start, languageEnd = start;
        while (!_cursor.Failed)
        {
            if (_cursor.At(TokenKind.Language))
            {
                seen.Add("LANGUAGE");
                languageStart = _cursor.Index;
                _cursor.Advance();
                string language = _cursor.CurrentText;
                _cursor.ExpectAny(TokenKind.Sql, TokenKind.Identifier);
                languageEnd = _cursor.Index - 1;
                badLanguage ??= language.Equals("SQL", StringComparison.OrdinalIgnoreCase) ? null : language.ToUpperInvariant();
                result = result with { Language = language.ToUpperInvariant() };
            }
            else if (_cursor.At(TokenKind.Specific))
            {
                seen.Add("SPECIFIC");
                int clause = _cursor.Index;
                _cursor.Advance();
                result = result with { SpecificName = grammar.Names.CapturingIdentifier() };
                refused ??= (_cursor.SpanFrom(clause), "SPECIFIC name");
            }
            else if (_cursor.At(TokenKind.Deterministic) || (_cursor.Kind is TokenKind.Not or TokenKind.Bang && _cursor.Peek() == TokenKind.Deterministic))
            {
                seen.Add("DETERMINISTIC");
                bool negated = !_cursor.At(TokenKind.Deterministic);
                _cursor.Advance(negated ? 2 : 1);
                result = result with { Deterministic = !negated };
            }
            else if (_cursor.Accept(TokenKind.Contains, TokenKind.Sql))
            {
                seen.Add("SQL DATA ACCESS");
                result = result with { ContainsSql = true };
            }
            else if (_cursor.At(TokenKind.No, TokenKind.Sql))
            {
                seen.Add("SQL DATA ACCESS");
                int clause = _cursor.Index;
                _cursor.Advance(2);
                refused ??= (_cursor.SpanFrom(clause), "NO SQL");
            }
            else if (_cursor.AtAny(TokenKind.Reads, TokenKind.Modifies) && _cursor.Peek() == TokenKind.Sql)
            {
                seen.Add("SQL DATA ACCESS");
                int clause = _cursor.Index;
                bool modifies = _cursor.At(TokenKind.Modifies);
                _cursor.Advance(2);
                _cursor.Expect(TokenKind.Data);
                refused ??= modifies ? (_cursor.SpanFrom(clause), "MODIFIES SQL DATA") : null;
                result = result with { ContainsSql = false };
            }
            else if (_cursor.At(TokenKind.Returns, TokenKind.Null) || _cursor.At(TokenKind.Called, TokenKind.On))
            {
                seen.Add("NULL CALL");
                int clause = _cursor.Index;
                bool skips = _cursor.At(TokenKind.Returns);
                _cursor.Advance(skips ? 2 : 1);
                _cursor.Expect(TokenKind.On, TokenKind.Null);
                _cursor.Expect(TokenKind.Input);
                refused ??= skips ? (_cursor.SpanFrom(clause), "RETURNS NULL ON NULL INPUT") : null;
            }
            else if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
            {
                seen.Add("COMMENT");
                _cursor.Advance();
                result = result with { Comment = grammar.Literals.StringValue() };
            }
            else if (_cursor.Accept(TokenKind.Default, TokenKind.Collation))
            {
                seen.Add("DEFAULT COLLATION");
                result = result with { Collation = Types.CollationNames.Resolve(_cursor, [grammar.Names.Identifier()]) };
            }
            else if (_cursor.At(TokenKind.Sql, TokenKind.Security))
            {
                seen.Add("SQL SECURITY RIGHTS");
                int clause = _cursor.Index;
                _cursor.Advance(2);
                bool invoker = _cursor.At(TokenKind.Invoker);
                _cursor.ExpectAny(TokenKind.Invoker, TokenKind.Definer);
                refused ??= invoker ? (_cursor.SpanFrom(clause), "SQL SECURITY INVOKER") : null;
            }
            else
            {
                break;
            }
        }

        seen.RefuseDuplicates(_cursor, _cursor.SpanFrom(start));
        if (badLanguage is not null)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.Span(languageStart, languageEnd), ("message", "Unsupported language for user defined functions: " + badLanguage));
        }
        else if (refused is { } clause)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", clause.Span, ("message", $"SQL function with {clause.Clause} is not supported"));
        }

        return result;
    }
}
