using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads SHOW of every kind.</summary>
internal sealed class ShowRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    public LogicalPlan Show()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        switch (_cursor.Kind)
        {
            case TokenKind.Tables:
                _cursor.Advance();
                var tablesFrom = FromNamespace();
                string? tablesPattern = Pattern();
                bool tablesJson = AsJson();
                return Bind(tablesFrom, start, parts => new ShowTables(parts, tablesPattern, tablesJson));
            case TokenKind.Table when _cursor.Peek() == TokenKind.Extended:
                return TableExtended(start);
            case TokenKind.Databases or TokenKind.Schemas or TokenKind.Namespaces:
                _cursor.Advance();
                ImmutableArray<string> parent = _cursor.AcceptAny(TokenKind.From, TokenKind.In) ? grammar.Names.Multipart() : [];
                return Done(start, new ShowNamespaces(parent, Pattern()));
            case TokenKind.Tblproperties:
                return TableProperties(start);
            case TokenKind.Columns:
                return Columns(start);
            case TokenKind.Views:
                _cursor.Advance();
                var viewsFrom = FromNamespace();
                string? viewsPattern = Pattern();
                return Bind(viewsFrom, start, parts => new ShowViews(parts, viewsPattern));
            case TokenKind.Partitions:
                _cursor.Advance();
                var table = grammar.Names.Reference();
                var partition = grammar.Statements.OptionalFullPartition();
                bool partitionsJson = AsJson();
                return Bind(table, start, parts => new ShowPartitions(parts, partition, partitionsJson));
            case TokenKind.Procedures:
                _cursor.Advance();
                return Bind(FromNamespace(), start, static parts => new ShowProcedures(parts));
            case TokenKind.Create when _cursor.Peek() == TokenKind.Table:
                _cursor.Advance(2);
                var mark = _cursor.Mark();
                var created = grammar.Names.Reference();
                bool asSerde = _cursor.Accept(TokenKind.As, TokenKind.Serde);
                if (_cursor.Failed || !_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
                {
                    _cursor.Reset(mark);
                    return new NativeCommandRules(grammar).Refuse(start, "SHOW CREATE TABLE");
                }

                return Bind(created, start, parts => new ShowCreateTable(parts, asSerde));
            case TokenKind.Current when grammar.Statements.AtNamespaceWord(1):
                _cursor.Advance(2);
                return Done(start, new ShowCurrentNamespace());
            case TokenKind.Catalogs:
                _cursor.Advance();
                return Done(start, new ShowCatalogs(Pattern()));
            case TokenKind.Collations:
                _cursor.Advance();
                return Done(start, new ShowCollations(Pattern()));
            default:
                return Functions(start);
        }
    }

    private LogicalPlan Done(int start, LogicalPlan plan) => plan with { Origin = _cursor.SpanFrom(start) };

    private LogicalPlan Bind(NameReference name, int start, Func<ImmutableArray<string>, LogicalPlan> make)
    {
        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => make(parts) with { Origin = span }, span);
    }

    /// <summary>FROM or IN and a name; no parts without it.</summary>
    private NameReference FromNamespace() =>
        _cursor.AcceptAny(TokenKind.From, TokenKind.In) ? grammar.Names.Reference() : new NameReference([], null, Origin.None);

    /// <summary>LIKE? string, when it is there.</summary>
    private string? Pattern()
    {
        if (_cursor.At(TokenKind.Like) && grammar.Literals.AtString(1))
        {
            _cursor.Advance();
        }

        return grammar.Literals.AtString(0) ? grammar.Literals.StringValue() : null;
    }

    private bool AsJson() => _cursor.Accept(TokenKind.As, TokenKind.Json);

    private LogicalPlan TableExtended(int start)
    {
        _cursor.Advance(2);
        var container = FromNamespace();
        _cursor.Expect(TokenKind.Like);
        int literal = _cursor.Index;
        string pattern = grammar.Literals.StringValue();
        var patternOrigin = _cursor.SpanFrom(literal);
        var partition = grammar.Statements.OptionalFullPartition();
        bool json = AsJson();
        return Bind(container, start, parts => new ShowTableExtended(parts, pattern, partition, json) { NameOrigin = patternOrigin });
    }

    private LogicalPlan TableProperties(int start)
    {
        _cursor.Advance();
        var table = grammar.Names.Reference();
        string? key = null;
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            key = grammar.Properties.Key();
            _cursor.Expect(TokenKind.RightParen);
        }

        return Bind(table, start, parts => new ShowTableProperties(parts, key));
    }

    private LogicalPlan Columns(int start)
    {
        _cursor.Advance();
        _cursor.ExpectAny(TokenKind.From, TokenKind.In);
        var table = grammar.Names.Reference();
        ImmutableArray<string> container = _cursor.AcceptAny(TokenKind.From, TokenKind.In) ? grammar.Names.Multipart() : [];
        return Bind(table, start, parts => new ShowColumns(parts, container));
    }

    private LogicalPlan Functions(int start)
    {
        string? word = null;
        if (!_cursor.At(TokenKind.Functions) || _cursor.Peek() == TokenKind.Functions)
        {
            word = grammar.Names.Word();
        }

        _cursor.Expect(TokenKind.Functions);
        var container = FromNamespace();
        bool like = _cursor.Accept(TokenKind.Like);
        string? pattern = null;
        ImmutableArray<string> legacy = [];
        if (grammar.Literals.AtString(0))
        {
            pattern = grammar.Literals.StringValue();
        }
        else if (like || _cursor.IsIdentifier(_cursor.Kind))
        {
            legacy = grammar.Names.Multipart();
            pattern = legacy[^1];
        }

        var span = _cursor.SpanFrom(start);
        var scope = word switch
        {
            null or "all" => FunctionScope.All,
            "system" => FunctionScope.System,
            "user" => FunctionScope.User,
            _ => (FunctionScope?)null,
        };
        if (scope is null)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE", span, ("scope", Quote.Id(word!)));
        }

        if (legacy.Length > 1)
        {
            container = container with { Parts = legacy[..^1] };
        }

        return container.Bind(parts => new ShowFunctions(scope ?? FunctionScope.All, parts, pattern) { Origin = span }, span);
    }
}
