using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads the small statements around tables: comments, caches, statistics, files, calls.</summary>
internal sealed class MaintenanceRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    public LogicalPlan Read()
    {
        int start = _cursor.Index;
        var word = _cursor.Kind;
        _cursor.Advance();
        return word switch
        {
            TokenKind.Comment => CommentOn(start),
            TokenKind.Refresh => Refresh(start),
            TokenKind.Cache => Cache(start),
            TokenKind.Uncache => Uncache(start),
            TokenKind.Clear => Clear(start),
            TokenKind.Load => Load(start),
            TokenKind.Truncate => Truncate(start),
            TokenKind.Msck or TokenKind.Repair => Repair(start, word),
            TokenKind.Add or TokenKind.List => Resources(start, word),
            TokenKind.Analyze => Analyze(start),
            _ => Call(start),
        };
    }

    private LogicalPlan Bind(NameReference name, int start, Func<ImmutableArray<string>, LogicalPlan> make)
    {
        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => make(parts) with { Origin = span }, span);
    }

    private LogicalPlan CommentOn(int start)
    {
        _cursor.Expect(TokenKind.On);
        if (grammar.Statements.AtNamespaceWord(0))
        {
            _cursor.Advance();
            var target = grammar.Names.Reference();
            _cursor.Expect(TokenKind.Is);
            string text = Comment();
            return Bind(target, start, parts => new CommentOnNamespace(parts, text));
        }

        if (_cursor.Accept(TokenKind.Column))
        {
            var column = grammar.Names.Multipart();
            _cursor.Expect(TokenKind.Is);
            string text = Comment();
            var span = _cursor.SpanFrom(start);
            if (column.Length < 2)
            {
                _cursor.Fault("INVALID_SQL_SYNTAX.COMMENT_ON_COLUMN_INCORRECT_IDENTIFIER", span);
            }

            return new CommentOnColumns(column.Length > 1 ? column[..^1] : [], [(column[^1..], text)]) { Origin = span };
        }

        _cursor.Expect(TokenKind.Table);
        var table = grammar.Names.Reference();
        if (_cursor.Accept(TokenKind.Column))
        {
            _cursor.Expect(TokenKind.LeftParen);
            var comments = ImmutableArray.CreateBuilder<(ImmutableArray<string>, string)>();
            do
            {
                var column = grammar.Names.Multipart();
                _cursor.Expect(TokenKind.Is);
                comments.Add((column, Comment()));
            }
            while (_cursor.Accept(TokenKind.Comma));
            _cursor.Expect(TokenKind.RightParen);
            return Bind(table, start, parts => new CommentOnColumns(parts, comments.ToImmutable()));
        }

        _cursor.Expect(TokenKind.Is);
        string comment = Comment();
        return Bind(table, start, parts => new CommentOnTable(parts, comment));
    }

    private string Comment() => _cursor.Accept(TokenKind.Null) ? "" : grammar.Literals.StringValue();

    private LogicalPlan Refresh(int start)
    {
        if (_cursor.AtAny(TokenKind.Table, TokenKind.Function) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            bool isTable = _cursor.At(TokenKind.Table);
            var mark = _cursor.Mark();
            _cursor.Advance();
            var name = grammar.Names.Reference();
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
            {
                return Bind(name, start, parts => isTable ? new RefreshTable(parts) : new RefreshFunction(parts));
            }

            _cursor.Reset(mark);
        }

        if (grammar.Literals.AtString(0))
        {
            var mark = _cursor.Mark();
            string quoted = grammar.Literals.StringValue();
            if (_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
            {
                return new RefreshPath(quoted) { Origin = _cursor.SpanFrom(start) };
            }

            _cursor.Reset(mark);
        }

        int first = _cursor.Index;
        grammar.Statements.SkipRest();
        string path = _cursor.TextBetween(first, _cursor.Index - 1).Trim();
        var span = _cursor.SpanFrom(start);
        if (path.Length == 0)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.EMPTY_REFRESH_RESOURCE_PATH", span);
        }
        else if (path.Any(static unit => unit is ' ' or '\n' or '\r' or '\t'))
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.INVALID_REFRESH_RESOURCE_PATH", span);
        }

        return new RefreshPath(path) { Origin = span };
    }

    private LogicalPlan Cache(int start)
    {
        bool lazy = _cursor.Accept(TokenKind.Lazy);
        _cursor.Expect(TokenKind.Table);
        var name = grammar.Names.Reference();
        var options = _cursor.Accept(TokenKind.Options) ? grammar.Properties.Options() : ImmutableDictionary<string, string>.Empty;
        if (_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            return Bind(name, start, parts => new CacheTable(parts, lazy, options));
        }

        _cursor.Accept(TokenKind.As);
        var (query, text) = grammar.Statements.QueryWithText();
        var span = _cursor.SpanFrom(start);
        if (name.Parts.Length > 1)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0037", span, ("quoted", IdentifierText.QuoteIfNeeded(name.Parts[..^1])));
        }

        return name.Bind(parts => new CacheTableAsSelect(parts[^1], query, text, lazy, options) { Origin = span }, span);
    }

    private LogicalPlan Uncache(int start)
    {
        _cursor.Expect(TokenKind.Table);
        bool ifExists = grammar.Statements.IfExists();
        return Bind(grammar.Names.Reference(), start, parts => new UncacheTable(parts, ifExists));
    }

    private LogicalPlan Clear(int start)
    {
        _cursor.Expect(TokenKind.Cache);
        return new ClearCache { Origin = _cursor.SpanFrom(start) };
    }

    private LogicalPlan Load(int start)
    {
        _cursor.Expect(TokenKind.Data);
        bool local = _cursor.Accept(TokenKind.Local);
        _cursor.Expect(TokenKind.Inpath);
        string path = grammar.Literals.StringValue();
        bool overwrite = _cursor.Accept(TokenKind.Overwrite);
        _cursor.Expect(TokenKind.Into, TokenKind.Table);
        var table = grammar.Names.Reference();
        var partition = grammar.Statements.OptionalFullPartition();
        return Bind(table, start, parts => new LoadData(path, local, overwrite, parts, partition));
    }

    private LogicalPlan Truncate(int start)
    {
        _cursor.Expect(TokenKind.Table);
        var table = grammar.Names.Reference();
        var partition = grammar.Statements.OptionalFullPartition();
        return Bind(table, start, parts => new TruncateTable(parts, partition));
    }

    private LogicalPlan Repair(int start, TokenKind word)
    {
        if (word == TokenKind.Msck)
        {
            _cursor.Expect(TokenKind.Repair);
        }

        _cursor.Expect(TokenKind.Table);
        var table = grammar.Names.Reference();
        var mode = RepairMode.Add;
        if (_cursor.AtAny(TokenKind.Add, TokenKind.Drop, TokenKind.Sync))
        {
            mode = _cursor.Kind switch { TokenKind.Drop => RepairMode.Drop, TokenKind.Sync => RepairMode.Sync, _ => RepairMode.Add };
            _cursor.Advance();
            _cursor.Expect(TokenKind.Partitions);
        }

        return Bind(table, start, parts => new RepairTable(parts, mode, FromAlter: false));
    }

    /// <summary>ADD and LIST of files, jars and archives: raw text behind the kind.</summary>
    private LogicalPlan Resources(int start, TokenKind word)
    {
        string kind = grammar.Names.Word();
        var paths = ImmutableArray.CreateBuilder<string>();
        while (!_cursor.Failed && !_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            if (grammar.Literals.AtString(0))
            {
                paths.Add(grammar.Literals.Piece());
                continue;
            }

            int piece = _cursor.Index;
            _cursor.Advance();
            while (!_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon) && _cursor.TextBetween(piece, _cursor.Index).AsSpan().IndexOfAny(" \t\r\n") < 0)
            {
                _cursor.Advance();
            }

            paths.Add(_cursor.TextBetween(piece, _cursor.Index - 1));
        }

        var span = _cursor.SpanFrom(start);
        string upper = kind.ToUpperInvariant();
        string resource = upper.EndsWith('S') ? upper[..^1] : upper;
        if (resource is not ("FILE" or "JAR" or "ARCHIVE"))
        {
            string verb = word == TokenKind.Add ? "ADD" : "LIST";
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", $"{verb} with resource type '{kind}'"));
        }

        return word == TokenKind.Add ? new AddResources(resource, paths.ToImmutable()) { Origin = span } : new ListResources(resource, paths.ToImmutable()) { Origin = span };
    }

    private LogicalPlan Analyze(int start)
    {
        if (_cursor.Accept(TokenKind.Tables))
        {
            var from = _cursor.AcceptAny(TokenKind.From, TokenKind.In) ? grammar.Names.Reference() : new NameReference([], null, Origin.None);
            _cursor.Expect(TokenKind.Compute, TokenKind.Statistics);
            bool tablesNoScan = NoScan(start);
            return Bind(from, start, parts => new AnalyzeTables(parts, tablesNoScan));
        }

        _cursor.Expect(TokenKind.Table);
        var table = grammar.Names.Reference();
        var partition = grammar.Statements.OptionalPartition();
        _cursor.Expect(TokenKind.Compute, TokenKind.Statistics);
        if (_cursor.Accept(TokenKind.For))
        {
            bool all = _cursor.Accept(TokenKind.All);
            _cursor.Expect(TokenKind.Columns);
            ImmutableArray<string> columns = all ? [] : grammar.Names.Sequence();
            return Bind(table, start, parts => new AnalyzeColumns(parts, columns, all));
        }

        bool noScan = NoScan(start);
        return Bind(table, start, parts => new AnalyzeTable(parts, partition, noScan));
    }

    private bool NoScan(int start)
    {
        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            return false;
        }

        string word = _cursor.CurrentText;
        _cursor.Advance();
        if (!word.Equals("NOSCAN", StringComparison.OrdinalIgnoreCase))
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN", _cursor.SpanFrom(start), ("ctx", word));
        }

        return true;
    }

    private LogicalPlan Call(int start)
    {
        var name = grammar.Names.Reference();
        _cursor.Expect(TokenKind.LeftParen);
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        if (!_cursor.At(TokenKind.RightParen))
        {
            do
            {
                arguments.Add(grammar.Calls.Argument(name.Parts));
            }
            while (_cursor.Accept(TokenKind.Comma));
        }

        _cursor.Expect(TokenKind.RightParen);
        return Bind(name, start, parts => new CallProcedure(parts, arguments.ToImmutable()));
    }
}
