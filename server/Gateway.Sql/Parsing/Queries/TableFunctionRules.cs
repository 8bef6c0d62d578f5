using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads table functions, UNNEST, JSON_TABLE and STREAM in FROM.</summary>
internal sealed class TableFunctionRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Tells whether a name and a parenthesis stand here.</summary>
    public bool AtCall
    {
        get
        {
            if (_cursor.At(TokenKind.IdentifierKw, TokenKind.LeftParen))
            {
                return IdentifierCallEnd() is > 0 and var end && _cursor.Peek(end) == TokenKind.LeftParen;
            }

            int ahead = 0;
            while (_cursor.IsIdentifier(_cursor.Peek(ahead)))
            {
                if (_cursor.Peek(ahead + 1) == TokenKind.LeftParen)
                {
                    return true;
                }

                if (_cursor.Peek(ahead + 1) != TokenKind.Dot)
                {
                    return false;
                }

                ahead += 2;
            }

            return false;
        }
    }

    /// <summary>tableFunctionCallWithTrailingClauses</summary>
    public LogicalPlan Call(int start)
    {
        var plan = CallAlone();
        AcceptIdentifiedBy();
        plan = grammar.Relations.Watermarked(plan);
        var (alias, columns) = grammar.Relations.Alias();
        var span = _cursor.SpanFrom(start);
        plan = plan with { Origin = span };
        if (!columns.IsEmpty)
        {
            plan = new UnresolvedColumnAliases(plan, columns) { Origin = span };
        }

        return alias is null ? plan : new SubqueryAlias(plan, alias) { Origin = span };
    }

    /// <summary>tableFunctionCall</summary>
    private LogicalPlan CallAlone()
    {
        int start = _cursor.Index;
        Expression? nameExpression = null;
        ImmutableArray<string> name;
        if (_cursor.At(TokenKind.IdentifierKw, TokenKind.LeftParen) && IdentifierCallEnd() is > 0 and var end && _cursor.Peek(end) == TokenKind.LeftParen)
        {
            _cursor.Advance(2);
            nameExpression = grammar.Expressions.Expression();
            _cursor.Expect(TokenKind.RightParen);
            var constant = grammar.Names.ConstantName(nameExpression, _cursor.SpanFrom(start));
            name = constant ?? [""];
            nameExpression = constant is null ? nameExpression : null;
        }
        else
        {
            var parts = ImmutableArray.CreateBuilder<string>();
            do
            {
                parts.Add(_cursor.TakeName());
            }
            while (_cursor.Accept(TokenKind.Dot));
            name = parts.ToImmutable();
        }

        _cursor.Expect(TokenKind.LeftParen);
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        if (!_cursor.At(TokenKind.RightParen))
        {
            do
            {
                arguments.Add(Argument(name));
            }
            while (_cursor.Accept(TokenKind.Comma));
        }

        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        var call = new UnresolvedTableFunction(name, arguments.ToImmutable()) { Origin = span };
        return nameExpression is null ? call : new PlanIdentifierClause(nameExpression, parts => call with { NameParts = parts }) { Origin = span };
    }

    /// <summary>Gives the distance to the token behind IDENTIFIER(..), or 0 if it does not close.</summary>
    private int IdentifierCallEnd()
    {
        int depth = 0;
        for (int ahead = 1; _cursor.Peek(ahead) != TokenKind.EndOfInput; ahead++)
        {
            depth += _cursor.Peek(ahead) switch { TokenKind.LeftParen => 1, TokenKind.RightParen => -1, _ => 0 };
            if (depth == 0)
            {
                return ahead + 1;
            }
        }

        return 0;
    }

    private Expression Argument(ImmutableArray<string> functionName)
    {
        int start = _cursor.Index;
        if (_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.FatArrow && StartsTableArgument(2))
        {
            string name = grammar.Names.Identifier();
            _cursor.Advance();
            var value = TableArgument();
            return new NamedArgument(name, value) { Origin = _cursor.SpanFrom(start) };
        }

        return StartsTableArgument(0) ? TableArgument() : grammar.Calls.Argument(functionName);
    }

    private bool StartsTableArgument(int ahead) => _cursor.Peek(ahead) == TokenKind.Table
        && (_cursor.Peek(ahead + 1) == TokenKind.LeftParen || (_cursor.IsIdentifier(_cursor.Peek(ahead + 1)) && _cursor.Peek(ahead + 2) != TokenKind.FatArrow));

    /// <summary>functionTableSubqueryArgument: a relation with its partitioning and order.</summary>
    private TableArgument TableArgument()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        LogicalPlan plan;
        if (!_cursor.At(TokenKind.LeftParen))
        {
            plan = grammar.Relations.Relation(grammar.Names.Reference());
        }
        else if (!grammar.Lookahead.StartsQuery(1) || !grammar.Queries.TryParenthesizedQuery(out plan!))
        {
            _cursor.Advance();
            plan = grammar.Relations.Relation(grammar.Names.Reference());
            _cursor.Expect(TokenKind.RightParen);
        }

        bool single = false;
        ImmutableArray<Expression> partitionBy = [];
        ImmutableArray<SortOrder> orderBy = [];
        if (_cursor.Accept(TokenKind.With, TokenKind.Single))
        {
            _cursor.Expect(TokenKind.Partition);
            single = true;
        }
        else if (_cursor.AtAny(TokenKind.Partition, TokenKind.Distribute) && _cursor.Peek() == TokenKind.By)
        {
            _cursor.Advance(2);
            partitionBy = Keys(static grammar => grammar.Expressions.Expression(), "PARTITION BY");
        }

        if ((single || !partitionBy.IsEmpty) && _cursor.AtAny(TokenKind.Order, TokenKind.Sort) && _cursor.Peek() == TokenKind.By)
        {
            _cursor.Advance(2);
            orderBy = Keys(static grammar => grammar.Expressions.SortItem(), "ORDER BY");
        }

        return new TableArgument(plan, [], partitionBy, orderBy, single) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>One key, or several in parentheses; several without them are refused by name.</summary>
    private ImmutableArray<T> Keys<T>(Func<Grammar, T> read, string clause)
        where T : Expression
    {
        int start = _cursor.Index;
        var mark = _cursor.Mark();
        var keys = ImmutableArray.CreateBuilder<T>();
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            do
            {
                keys.Add(read(grammar));
            }
            while (_cursor.Accept(TokenKind.Comma));
            _cursor.Expect(TokenKind.RightParen);
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.RightParen, TokenKind.Comma, TokenKind.Order, TokenKind.Sort))
            {
                return keys.ToImmutable();
            }

            _cursor.Reset(mark);
            keys.Clear();
        }

        keys.Add(read(grammar));
        while (_cursor.At(TokenKind.Comma) && !(_cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek(2) == TokenKind.FatArrow) && !StartsTableArgument(1) && clause == "PARTITION BY")
        {
            _cursor.Advance();
            keys.Add(read(grammar));
        }

        if (keys.Count > 1)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.INVALID_TABLE_FUNCTION_TABLE_ARGUMENT_PARTITIONING", _cursor.SpanFrom(start), ("clause", clause));
        }

        return keys.ToImmutable();
    }

    public LogicalPlan Unnest(int start)
    {
        _cursor.Advance(2);
        var arrays = grammar.Expressions.Sequence();
        _cursor.Expect(TokenKind.RightParen);
        bool ordinality = _cursor.Accept(TokenKind.With, TokenKind.Ordinality);
        var (alias, names) = grammar.Relations.Alias();
        return Named(new Unnest(arrays, ordinality), alias, names, _cursor.SpanFrom(start));
    }

    public LogicalPlan JsonTable(int start)
    {
        _cursor.Advance(2);
        var document = grammar.Expressions.Expression();
        _cursor.Expect(TokenKind.Comma);
        string path = grammar.Literals.StringValue();
        _cursor.Expect(TokenKind.Columns, TokenKind.LeftParen);
        var columns = ImmutableArray.CreateBuilder<JsonTableColumn>();
        do
        {
            columns.Add(JsonColumn());
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        bool error = _cursor.At(TokenKind.Error);
        if (_cursor.AtAny(TokenKind.Error, TokenKind.Null) && _cursor.Peek() == TokenKind.On)
        {
            _cursor.Advance(2);
            _cursor.Expect(TokenKind.Error);
        }

        _cursor.Expect(TokenKind.RightParen);
        var (alias, names) = grammar.Relations.Alias();
        var span = _cursor.SpanFrom(start);
        var duplicate = columns.GroupBy(column => _cursor.Settings.CaseSensitive ? column.Name : column.Name.ToLowerInvariant()).FirstOrDefault(static group => group.Count() > 1);
        if (duplicate is not null)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.DUPLICATE_JSON_TABLE_COLUMN", span, ("columnName", Quote.Id(duplicate.Last().Name)));
        }

        return Named(new JsonTable(document, path, columns.ToImmutable(), error), alias, names, span);
    }

    /// <summary>Puts an alias over a relation whose faults point at everything up to the alias.</summary>
    private static LogicalPlan Named(LogicalPlan relation, string? alias, ImmutableArray<string> names, Origin span)
    {
        var plan = relation with { Origin = span };
        if (!names.IsEmpty)
        {
            plan = new UnresolvedColumnAliases(plan, names) { Origin = span };
        }

        return alias is null ? plan : new SubqueryAlias(plan, alias) { Origin = span };
    }

    private JsonTableColumn JsonColumn()
    {
        string name = grammar.Names.CapturingIdentifier();
        if (_cursor.Accept(TokenKind.For, TokenKind.Ordinality))
        {
            return new JsonTableColumn(name, JsonTableColumnKind.Ordinality, LongType.Instance, null);
        }

        var type = grammar.Types.DataType();
        bool exists = _cursor.Accept(TokenKind.Exists);
        string? path = _cursor.Accept(TokenKind.Path) ? grammar.Literals.StringValue() : null;
        return new JsonTableColumn(name, exists ? JsonTableColumnKind.Exists : JsonTableColumnKind.Value, type, path);
    }

    /// <summary>streamRelationPrimary: STREAM t, STREAM(t), STREAM f(..).</summary>
    public bool TryStream(int start, [NotNullWhen(true)] out LogicalPlan? plan)
    {
        plan = null;
        var mark = _cursor.Mark();
        _cursor.Advance();
        bool parenthesized = _cursor.Accept(TokenKind.LeftParen);
        if (parenthesized && !_cursor.IsIdentifier(_cursor.Kind))
        {
            _cursor.Reset(mark);
            return false;
        }

        if (AtCall)
        {
            plan = CallAlone();
        }
        else
        {
            int name = _cursor.Index;
            var parts = grammar.Names.Multipart();
            var origin = _cursor.SpanFrom(name);
            if (parenthesized && !_cursor.At(TokenKind.RightParen))
            {
                _cursor.Reset(mark);
                return false;
            }

            plan = new UnresolvedRelation(parts, ImmutableDictionary<string, string>.Empty, true) { Origin = origin };
        }

        if (parenthesized)
        {
            _cursor.Expect(TokenKind.RightParen);
        }

        if (_cursor.At(TokenKind.Changes) && !parenthesized)
        {
            plan = _cursor.Peek() == TokenKind.From
                ? grammar.Relations.Changes() with { Input = plan }
                : AllChanges(plan);
        }

        if (grammar.Relations.OptionalOptions() is { } options && plan is UnresolvedRelation relation)
        {
            plan = relation with { Options = options };
        }

        AcceptIdentifiedBy();
        plan = grammar.Relations.Aliased(grammar.Relations.Watermarked(plan), start);
        if (!_cursor.Failed)
        {
            return true;
        }

        plan = null;
        return false;
    }

    private TableChanges AllChanges(LogicalPlan plan)
    {
        _cursor.Advance();
        return new TableChanges(plan, true, null, null, true, true) { Origin = plan.Origin };
    }

    private void AcceptIdentifiedBy()
    {
        if (_cursor.Accept(TokenKind.Identified, TokenKind.By))
        {
            grammar.Names.CapturingIdentifier();
        }
    }
}
