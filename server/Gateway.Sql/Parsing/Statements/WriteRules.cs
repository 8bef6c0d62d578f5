using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads INSERT, DELETE and UPDATE, also behind FROM and WITH.</summary>
internal sealed class WriteRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>What INSERT says before its query.</summary>
    private sealed record Header(Func<LogicalPlan, LogicalPlan> Make);

    /// <summary>Tells whether a statement that writes stands here; FROM counts if an INSERT follows its relations.</summary>
    public bool StartsWrite
    {
        get
        {
            if (!_cursor.At(TokenKind.From))
            {
                return _cursor.AtAny(TokenKind.Insert, TokenKind.Delete, TokenKind.Update, TokenKind.Merge);
            }

            int depth = 0;
            for (int ahead = 1; _cursor.Peek(ahead) is not (TokenKind.EndOfInput or TokenKind.Semicolon or TokenKind.Select); ahead++)
            {
                depth += _cursor.Peek(ahead) switch { TokenKind.LeftParen => 1, TokenKind.RightParen => -1, _ => 0 };
                if (depth > 0)
                {
                    while (depth > 0 && _cursor.Peek(ahead) != TokenKind.EndOfInput)
                    {
                        ahead++;
                        depth += _cursor.Peek(ahead) switch { TokenKind.LeftParen => 1, TokenKind.RightParen => -1, _ => 0 };
                    }
                }
                else if (_cursor.Peek(ahead) == TokenKind.Insert && _cursor.Peek(ahead + 1) is TokenKind.Into or TokenKind.Overwrite or TokenKind.With)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public LogicalPlan Write()
    {
        int start = _cursor.Index;
        switch (_cursor.Kind)
        {
            case TokenKind.From:
                return MultiInsert();
            case TokenKind.Delete:
                return Delete(start);
            case TokenKind.Update:
                return Update(start);
            case TokenKind.Merge:
                return new MergeRules(grammar).Merge();
        }

        int headerFaults = _cursor.FaultCount;
        var header = Insert();
        int queryFaults = _cursor.FaultCount;
        var query = Query();
        _cursor.MoveFaults(queryFaults, headerFaults);
        return header.Make(query);
    }

    /// <summary>The query of an INSERT; in parentheses it may have a meaningless alias.</summary>
    private LogicalPlan Query()
    {
        bool parenthesized = _cursor.At(TokenKind.LeftParen);
        var query = grammar.Queries.Query();
        if (parenthesized && _cursor.KindAt(_cursor.Index - 1) == TokenKind.RightParen && !_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            grammar.Relations.Alias();
        }

        return query;
    }

    private LogicalPlan MultiInsert()
    {
        int start = _cursor.Index;
        grammar.Lookahead.FromFirst++;
        var from = grammar.Relations.FromClause();
        var inserts = ImmutableArray.CreateBuilder<LogicalPlan>();
        while (_cursor.At(TokenKind.Insert))
        {
            var header = Insert();
            inserts.Add(header.Make(grammar.Selects.FromBody(_cursor.Index, from)));
        }

        grammar.Lookahead.FromFirst--;
        return inserts.Count == 1 ? inserts[0] : new MultiInsert(inserts.ToImmutable()) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>insertInto</summary>
    private Header Insert()
    {
        int start = _cursor.Index;
        _cursor.Expect(TokenKind.Insert);
        bool evolution = _cursor.Accept(TokenKind.With, TokenKind.Schema) && Expect(TokenKind.Evolution);
        bool overwrite = _cursor.At(TokenKind.Overwrite);
        _cursor.ExpectAny(TokenKind.Into, TokenKind.Overwrite);
        if (overwrite && (IsDirectory(0) || (_cursor.At(TokenKind.Local) && IsDirectory(1))))
        {
            return Directory(start);
        }

        if (_cursor.At(TokenKind.Table) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
        }

        var reference = grammar.Names.Reference();
        var options = grammar.Relations.OptionalOptions();
        string? alias = null;
        if (!overwrite && grammar.Relations.AtAlias && StartsReplace(_cursor.At(TokenKind.As) ? 2 : 1))
        {
            alias = grammar.Relations.Alias().Name;
        }

        options ??= grammar.Relations.OptionalOptions();
        var partition = grammar.Statements.OptionalPartition();
        bool ifNotExists = grammar.Statements.IfNotExists();
        bool byName = _cursor.Accept(TokenKind.By, TokenKind.Name);
        ImmutableArray<string> columns = [];
        if (!byName && _cursor.At(TokenKind.LeftParen) && IsNameList())
        {
            columns = grammar.Names.List();
        }

        Expression? condition = null;
        bool replaceOn = false;
        ImmutableArray<string> replaceUsing = [];
        if (!overwrite && _cursor.At(TokenKind.Replace) && _cursor.Peek() is TokenKind.Where or TokenKind.On or TokenKind.Using)
        {
            _cursor.Advance();
            replaceOn = _cursor.At(TokenKind.On);
            bool isUsing = _cursor.At(TokenKind.Using);
            _cursor.Advance();
            if (isUsing)
            {
                replaceUsing = grammar.Names.List();
            }
            else
            {
                condition = grammar.Expressions.Expression();
            }
        }

        var span = _cursor.SpanFrom(start);
        Check(overwrite, ifNotExists, partition, span);
        if (condition is not null || !replaceUsing.IsEmpty)
        {
            CheckReplace(condition is not null && !replaceOn, replaceOn, byName, alias is not null, !columns.IsEmpty, span);
        }

        return new Header(query =>
        {
            var table = grammar.Relations.Relation(reference, options);
            if (alias is not null)
            {
                table = new SubqueryAlias(table, alias) { Origin = reference.Origin };
            }

            return new InsertInto(table, partition, columns, byName, overwrite, ifNotExists, evolution, query)
            {
                Origin = span,
                ReplaceCondition = condition,
                ReplaceOn = replaceOn,
                ReplaceUsing = replaceUsing,
            };
        });
    }

    private bool Expect(TokenKind kind)
    {
        _cursor.Expect(kind);
        return true;
    }

    private void Check(bool overwrite, bool ifNotExists, PartitionSpec? partition, Origin span)
    {
        if (!ifNotExists)
        {
            return;
        }

        if (!overwrite)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", "INSERT INTO ... IF NOT EXISTS"));
            return;
        }

        string[] dynamic = [.. (partition?.Entries ?? []).Where(static entry => entry.Value is null).Select(static entry => entry.Name)];
        if (dynamic.Length > 0)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", "IF NOT EXISTS with dynamic partitions: " + string.Join(", ", dynamic)));
        }
    }

    private void CheckReplace(bool where, bool on, bool byName, bool hasAlias, bool hasColumns, Origin span)
    {
        string? fault = (where, on) switch
        {
            (true, _) when hasAlias => "INSERT_REPLACE_WHERE_TABLE_ALIAS_NOT_ALLOWED",
            (true, _) when hasColumns => "INSERT_REPLACE_WHERE_COLUMN_LIST_NOT_ENABLED",
            (true, _) => null,
            (_, true) when !_cursor.Settings.IsOn("spark.sql.insertIntoReplaceOn.enabled") => "INSERT_REPLACE_ON_NOT_ENABLED",
            (_, true) when byName && !_cursor.Settings.IsOn("spark.sql.insertIntoReplaceOnByName.enabled") => "INSERT_REPLACE_ON_BY_NAME_NOT_ENABLED",
            (_, true) when hasColumns => "INSERT_REPLACE_ON_COLUMN_LIST_NOT_ALLOWED",
            (_, true) => null,
            _ when !_cursor.Settings.IsOn("spark.sql.insertIntoReplaceUsing.enabled") => "INSERT_REPLACE_USING_NOT_ENABLED",
            _ when byName && !_cursor.Settings.IsOn("spark.sql.insertIntoReplaceUsingByName.enabled") => "INSERT_REPLACE_USING_BY_NAME_NOT_ENABLED",
            _ => null,
        };
        if (fault is not null)
        {
            _cursor.Fault(fault, span);
        }
    }

    private bool StartsReplace(int ahead)
    {
        if (_cursor.Peek(ahead) == TokenKind.By && _cursor.Peek(ahead + 1) == TokenKind.Name)
        {
            ahead += 2;
        }

        return _cursor.Peek(ahead) == TokenKind.Replace && _cursor.Peek(ahead + 1) is TokenKind.Where or TokenKind.On or TokenKind.Using;
    }

    /// <summary>Tells a list of columns from a query in parentheses.</summary>
    private bool IsNameList()
    {
        int ahead = 1;
        while (_cursor.IsIdentifier(_cursor.Peek(ahead)))
        {
            ahead++;
            while (_cursor.Peek(ahead) == TokenKind.Minus && _cursor.IsIdentifier(_cursor.Peek(ahead + 1)))
            {
                ahead += 2;
            }

            if (_cursor.Peek(ahead) == TokenKind.RightParen)
            {
                return _cursor.Peek(ahead + 1) is not (TokenKind.EndOfInput or TokenKind.Semicolon);
            }

            if (_cursor.Peek(ahead) != TokenKind.Comma)
            {
                return false;
            }

            ahead++;
        }

        return false;
    }

    private bool IsDirectory(int ahead) => _cursor.Peek(ahead) == TokenKind.Directory && (grammar.Literals.AtString(ahead + 1) || _cursor.Peek(ahead + 1) == TokenKind.Using);

    private Header Directory(int start)
    {
        bool local = _cursor.Accept(TokenKind.Local);
        _cursor.Advance();
        string? path = grammar.Literals.AtString(0) ? grammar.Literals.StringValue() : null;
        string? provider = null;
        var options = ImmutableDictionary<string, string>.Empty;
        var hive = new HiveFormatRules(grammar);
        if (_cursor.Accept(TokenKind.Using))
        {
            provider = string.Join('.', grammar.Names.Multipart());
            if (_cursor.Accept(TokenKind.Options))
            {
                options = grammar.Properties.Options();
            }
        }
        else
        {
            hive.OptionalRowFormat();
            hive.OptionalStored();
        }

        var span = _cursor.SpanFrom(start);
        if (provider is not null && (path is null) == !options.Keys.Any(static key => key.Equals("path", StringComparison.OrdinalIgnoreCase)))
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0049", span);
        }

        return new Header(query => new InsertIntoDirectory(local, path, provider, options, hive.Build(), query) { Origin = span });
    }

    private LogicalPlan Delete(int start)
    {
        _cursor.Advance();
        _cursor.Expect(TokenKind.From);
        var table = new MergeRules(grammar).Target("DELETE");
        var condition = _cursor.Accept(TokenKind.Where) ? grammar.Expressions.Expression() : null;
        return new DeleteFrom(table, condition) { Origin = _cursor.SpanFrom(start) };
    }

    private LogicalPlan Update(int start)
    {
        _cursor.Advance();
        var rules = new MergeRules(grammar);
        var table = rules.Target("UPDATE");
        _cursor.Expect(TokenKind.Set);
        var assignments = rules.Assignments();
        var condition = _cursor.Accept(TokenKind.Where) ? grammar.Expressions.Expression() : null;
        return new UpdateTable(table, assignments, condition) { Origin = _cursor.SpanFrom(start) };
    }
}
