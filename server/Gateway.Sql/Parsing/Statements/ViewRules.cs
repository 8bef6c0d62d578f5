using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads CREATE VIEW in its three forms: over a query, over a data source, over metrics.</summary>
internal sealed class ViewRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>The clauses between a view's columns and its body.</summary>
    private sealed class Clauses
    {
        public ClauseList Seen { get; } = new();
        public string? Comment { get; set; }
        public string? Collation { get; set; }
        public SchemaBinding Binding { get; set; } = SchemaBinding.Default;
        public bool PartitionedOn { get; set; }
        public bool Metrics { get; set; }
        public bool Language { get; set; }
        public ImmutableDictionary<string, string> Properties { get; set; } = ImmutableDictionary<string, string>.Empty;
    }

    public LogicalPlan Create(int start, bool replace, bool temporary, bool global)
    {
        bool ifNotExists = grammar.Statements.IfNotExists();
        var name = grammar.Names.Reference();
        if (temporary && !ifNotExists && TryUsing(start, name, replace, global) is { } source)
        {
            return source;
        }

        ImmutableArray<(string Name, string? Comment)> columns = [];
        if (_cursor.At(TokenKind.LeftParen))
        {
            columns = ColumnComments();
        }

        var clauses = ReadClauses();
        _cursor.Expect(TokenKind.As);
        if (_cursor.At(TokenKind.BeginDollarQuotedString))
        {
            return Metrics(start, name, replace, ifNotExists, columns, clauses);
        }

        if (clauses.Metrics || clauses.Language)
        {
            _cursor.Fail();
        }

        int queryFaults = _cursor.FaultCount;
        var (query, text) = grammar.Statements.QueryWithText();
        var span = _cursor.SpanFrom(start);
        int ownFaults = _cursor.FaultCount;
        Check(replace, temporary, ifNotExists, name, clauses, span);
        _cursor.MoveFaults(ownFaults, queryFaults);
        var scope = global ? ViewScope.GlobalTemporary : temporary ? ViewScope.Temporary : ViewScope.Permanent;
        return name.Bind(
            parts =>
            {
                var own = temporary ? TemporaryNames.Check(_cursor, parts, "VIEW", span) : parts;
                return new CreateView(own, scope, replace, ifNotExists, columns, clauses.Comment, clauses.Collation, clauses.Properties, clauses.Binding, query, text) { Origin = span };
            },
            span);
    }

    private void Check(bool replace, bool temporary, bool ifNotExists, NameReference name, Clauses clauses, Origin span)
    {
        if (clauses.PartitionedOn)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", "CREATE VIEW ... PARTITIONED ON"));
        }

        clauses.Seen.RefuseDuplicates(_cursor, span, "COMMENT", "WITH SCHEMA", "DEFAULT COLLATION", "PARTITIONED ON", "TBLPROPERTIES");
        if (ifNotExists && replace)
        {
            _cursor.Fault("CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE", span, ("viewName", string.Join('.', name.Parts)));
        }

        if (temporary && !clauses.Properties.IsEmpty)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", "TBLPROPERTIES can't coexist with CREATE TEMPORARY VIEW"));
        }

        if (temporary && clauses.Binding != SchemaBinding.Default)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE", span);
        }

        if (temporary && ifNotExists)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0053", span);
        }
    }

    private Clauses ReadClauses()
    {
        var clauses = new Clauses();
        while (!_cursor.Failed)
        {
            if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
            {
                clauses.Seen.Add("COMMENT");
                _cursor.Advance();
                clauses.Comment = grammar.Literals.StringValue();
            }
            else if (_cursor.At(TokenKind.With, TokenKind.Schema))
            {
                clauses.Seen.Add("WITH SCHEMA");
                clauses.Binding = Binding();
            }
            else if (_cursor.Accept(TokenKind.With, TokenKind.Metrics))
            {
                clauses.Metrics = true;
            }
            else if (_cursor.Accept(TokenKind.Language))
            {
                clauses.Language = true;
                _cursor.ExpectAny(TokenKind.Sql, TokenKind.Identifier);
            }
            else if (_cursor.Accept(TokenKind.Default, TokenKind.Collation))
            {
                clauses.Seen.Add("DEFAULT COLLATION");
                clauses.Collation = Types.CollationNames.Resolve(_cursor, [grammar.Names.Identifier()]);
            }
            else if (_cursor.Accept(TokenKind.Partitioned, TokenKind.On))
            {
                clauses.Seen.Add("PARTITIONED ON");
                clauses.PartitionedOn = true;
                grammar.Names.List();
            }
            else if (_cursor.At(TokenKind.Tblproperties, TokenKind.LeftParen))
            {
                clauses.Seen.Add("TBLPROPERTIES");
                _cursor.Advance();
                clauses.Properties = grammar.Properties.Options();
            }
            else
            {
                break;
            }
        }

        return clauses;
    }

    /// <summary>schemaBinding</summary>
    public SchemaBinding Binding()
    {
        _cursor.Expect(TokenKind.With, TokenKind.Schema);
        if (_cursor.Accept(TokenKind.Type, TokenKind.Evolution))
        {
            return SchemaBinding.TypeEvolution;
        }

        var kind = _cursor.Kind;
        _cursor.ExpectAny(TokenKind.Binding, TokenKind.Compensation, TokenKind.Evolution);
        return kind switch
        {
            TokenKind.Binding => SchemaBinding.Binding,
            TokenKind.Compensation => SchemaBinding.Compensation,
            _ => SchemaBinding.Evolution,
        };
    }

    /// <summary>identifierCommentList</summary>
    private ImmutableArray<(string Name, string? Comment)> ColumnComments()
    {
        _cursor.Expect(TokenKind.LeftParen);
        var columns = ImmutableArray.CreateBuilder<(string, string?)>();
        do
        {
            string name = grammar.Names.Identifier();
            columns.Add((name, _cursor.Accept(TokenKind.Comment) ? grammar.Literals.StringValue() : null));
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        return columns.ToImmutable();
    }

    /// <summary>A temporary view USING a provider; null if a query defines the view.</summary>
    private LogicalPlan? TryUsing(int start, NameReference name, bool replace, bool global)
    {
        var mark = _cursor.Mark();
        StructType? schema = null;
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            schema = grammar.Types.ColumnList();
            _cursor.Expect(TokenKind.RightParen);
        }

        if (_cursor.Failed || !_cursor.At(TokenKind.Using))
        {
            _cursor.Reset(mark);
            return null;
        }

        _cursor.Advance();
        string provider = string.Join('.', grammar.Names.Multipart());
        var options = _cursor.Accept(TokenKind.Options) ? grammar.Properties.Options() : ImmutableDictionary<string, string>.Empty;
        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => new CreateTemporaryViewUsing(TemporaryNames.Check(_cursor, parts, "VIEW", span), replace, global, schema, provider, options) { Origin = span }, span);
    }

    private LogicalPlan Metrics(int start, NameReference name, bool replace, bool ifNotExists, ImmutableArray<(string Name, string? Comment)> columns, Clauses clauses)
    {
        _cursor.Advance();
        int body = _cursor.Index;
        while (_cursor.Accept(TokenKind.DollarQuotedStringBody))
        {
        }

        string definition = _cursor.TextBetween(body, _cursor.Index - 1);
        _cursor.Expect(TokenKind.EndDollarQuotedString);
        var span = _cursor.SpanFrom(start);
        if (!clauses.Metrics)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", "CREATE VIEW ... AS"));
        }

        return name.Bind(parts => new CreateMetricView(parts, replace, ifNotExists, columns, clauses.Comment, clauses.Properties, definition) { Origin = span }, span);
    }
}
