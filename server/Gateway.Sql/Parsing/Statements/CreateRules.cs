using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads CREATE and REPLACE, handing each kind of object to its rules.</summary>
internal sealed class CreateRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly CreateTableRules _tables = new(grammar);
    private readonly ViewRules _views = new(grammar);
    private readonly FunctionRules _functions = new(grammar);
    private readonly PipelineRules _pipelines = new(grammar);

    public LogicalPlan Create()
    {
        int start = _cursor.Index;
        bool replace = _cursor.Accept(TokenKind.Replace);
        bool create = !replace && _cursor.Accept(TokenKind.Create);
        bool orReplace = create && _cursor.Accept(TokenKind.Or, TokenKind.Replace);
        if (replace)
        {
            _cursor.Expect(TokenKind.Table);
            return _tables.Replace(start, orCreate: false);
        }

        bool global = _cursor.At(TokenKind.Global, TokenKind.Temporary) && _cursor.Accept(TokenKind.Global);
        bool temporary = _cursor.At(TokenKind.Temporary) && _cursor.Accept(TokenKind.Temporary);
        bool external = _cursor.At(TokenKind.External, TokenKind.Table) && _cursor.Accept(TokenKind.External);
        var kind = _cursor.Kind;
        switch (kind)
        {
            case TokenKind.Table when orReplace && !temporary && !external:
                _cursor.Advance();
                return _tables.Replace(start, orCreate: true);
            case TokenKind.Table when !orReplace && !global:
                _cursor.Advance();
                return _tables.Create(start, temporary, external);
            case TokenKind.View when !external:
                _cursor.Advance();
                return _views.Create(start, orReplace, temporary, global);
            case TokenKind.Function when !global && !external:
                _cursor.Advance();
                return _functions.Create(start, orReplace, temporary);
            case TokenKind.Database or TokenKind.Schema or TokenKind.Namespace when !orReplace && !temporary && !external:
                _cursor.Advance();
                return Namespace(start);
            case TokenKind.Index when !orReplace && !temporary && !external:
                _cursor.Advance();
                return Index(start);
            case TokenKind.Materialized or TokenKind.Streaming or TokenKind.Flow when !orReplace && !temporary && !external:
                return _pipelines.Create(start);
            default:
                _cursor.Fail();
                return new OneRowRelation();
        }
    }

    private LogicalPlan Namespace(int start)
    {
        bool ifNotExists = grammar.Statements.IfNotExists();
        var name = grammar.Names.Reference();
        var seen = new ClauseList();
        string? comment = null, location = null, collation = null;
        var properties = ImmutableDictionary<string, string>.Empty;
        while (!_cursor.Failed)
        {
            if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
            {
                seen.Add("COMMENT");
                _cursor.Advance();
                comment = grammar.Literals.StringValue();
            }
            else if (_cursor.At(TokenKind.Location) && grammar.Literals.AtString(1))
            {
                seen.Add("LOCATION");
                _cursor.Advance();
                location = grammar.Literals.StringValue();
            }
            else if (_cursor.At(TokenKind.Default, TokenKind.Collation))
            {
                seen.Add("DEFAULT COLLATION");
                if (!_cursor.Settings.IsOn("spark.sql.collation.schemaLevel.enabled"))
                {
                    _cursor.Fault("UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS", Origin.None);
                }

                collation = Collation();
            }
            else if (_cursor.At(TokenKind.With) && _cursor.Peek() is TokenKind.Dbproperties or TokenKind.Properties)
            {
                seen.Add(_cursor.Peek() == TokenKind.Properties ? "WITH PROPERTIES" : "WITH DBPROPERTIES");
                _cursor.Advance(2);
                properties = grammar.Properties.Options();
            }
            else
            {
                break;
            }
        }

        var span = _cursor.SpanFrom(start);
        seen.RefuseDuplicates(_cursor, span);
        if (seen.Contains("WITH PROPERTIES") && seen.Contains("WITH DBPROPERTIES"))
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.SET_PROPERTIES_AND_DBPROPERTIES", span);
        }

        ReservedProperties.RefuseForNamespace(_cursor, properties, span);
        return name.Bind(parts => new CreateNamespace(parts, ifNotExists, comment, location, collation, properties) { Origin = span }, span);
    }

    /// <summary>collationSpec</summary>
    public string Collation()
    {
        _cursor.Expect(TokenKind.Default, TokenKind.Collation);
        return Types.CollationNames.Resolve(_cursor, [grammar.Names.Identifier()]);
    }

    private LogicalPlan Index(int start)
    {
        var mark = _cursor.Mark();
        bool ifNotExists = grammar.Statements.IfNotExists();
        string index = grammar.Names.Identifier();
        _cursor.Expect(TokenKind.On);
        if (_cursor.At(TokenKind.Table) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
        }

        var name = grammar.Names.Reference();
        string? type = _cursor.Accept(TokenKind.Using) ? grammar.Names.Identifier() : null;
        _cursor.Expect(TokenKind.LeftParen);
        var columns = ImmutableArray.CreateBuilder<(ImmutableArray<string>, ImmutableDictionary<string, string>)>();
        do
        {
            var column = grammar.Names.Multipart();
            columns.Add((column, _cursor.Accept(TokenKind.Options) ? grammar.Properties.Options() : ImmutableDictionary<string, string>.Empty));
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        var options = _cursor.Accept(TokenKind.Options) ? grammar.Properties.Options() : ImmutableDictionary<string, string>.Empty;
        if (_cursor.Failed || !_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            _cursor.Reset(mark);
            return new NativeCommandRules(grammar).Refuse(start, "CREATE INDEX");
        }

        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => new CreateIndex(index, parts, type, ifNotExists, columns.ToImmutable(), options) { Origin = span }, span);
    }
}

/// <summary>Remembers which clauses a statement wrote, to refuse a second one.</summary>
internal sealed class ClauseList
{
    private readonly List<string> _names = [];

    public void Add(string name) => _names.Add(name);

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Notes an error for the first clause that was written twice, in the order given or in that of the text.</summary>
    public void RefuseDuplicates(TokenCursor cursor, Origin span, params ReadOnlySpan<string> order)
    {
        foreach (string name in order)
        {
            if (_names.Count(other => other == name) > 1)
            {
                cursor.Fault("DUPLICATE_CLAUSES", span, ("clauseName", name));
                return;
            }
        }

        if (order.IsEmpty && _names.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1) is { Key: { } repeated })
        {
            cursor.Fault("DUPLICATE_CLAUSES", span, ("clauseName", repeated));
        }
    }
}

/// <summary>Refuses properties that have clauses of their own.</summary>
internal static class ReservedProperties
{
    private static readonly (string Key, string Message)[] s_table =
    [
        ("provider", "please use the USING clause to specify it"),
        ("location", "please use the LOCATION clause to specify it"),
        ("owner", "it will be set to the current user"),
        ("external", "please use CREATE EXTERNAL TABLE"),
        ("is_managed_location", "please remove it from the TBLPROPERTIES list."),
        ("collation", "please use the DEFAULT COLLATION clause to specify it"),
        ("table_type", "please remove it from the TBLPROPERTIES list."),
    ];

    private static readonly (string Key, string Message)[] s_namespace =
    [
        ("location", "please use the LOCATION clause to specify it"),
        ("owner", "it will be set to the current user"),
    ];

    public static void RefuseForTable(TokenCursor cursor, IEnumerable<string> keys, Origin span) =>
        Refuse(cursor, keys, s_table, "UNSUPPORTED_FEATURE.SET_TABLE_PROPERTY", span);

    public static void RefuseForNamespace(TokenCursor cursor, ImmutableDictionary<string, string> properties, Origin span) =>
        Refuse(cursor, properties.Keys, s_namespace, "UNSUPPORTED_FEATURE.SET_NAMESPACE_PROPERTY", span);

    /// <summary>Leaves out the reserved properties where a setting allows to write them: they have no effect.</summary>
    public static ImmutableDictionary<string, string> WithoutIgnored(TokenCursor cursor, ImmutableDictionary<string, string> properties) =>
        cursor.Settings.IsOn("spark.sql.legacy.notReserveProperties") ? properties.RemoveRange(s_table.Select(static entry => entry.Key)) : properties;

    private static void Refuse(TokenCursor cursor, IEnumerable<string> keys, (string Key, string Message)[] reserved, string condition, Origin span)
    {
        if (cursor.Settings.IsOn("spark.sql.legacy.notReserveProperties"))
        {
            return;
        }

        foreach (string key in keys)
        {
            foreach (var (name, message) in reserved)
            {
                if (key.Equals(name, StringComparison.Ordinal))
                {
                    cursor.Fault(condition, span, ("property", name), ("msg", message));
                    return;
                }
            }
        }
    }
}
