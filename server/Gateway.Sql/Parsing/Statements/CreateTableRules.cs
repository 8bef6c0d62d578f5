using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads CREATE TABLE and REPLACE TABLE with their clauses.</summary>
internal sealed class CreateTableRules(Grammar grammar)
{
    private static readonly string[] s_clauseOrder = ["PROVIDER", "TBLPROPERTIES", "OPTIONS", "PARTITIONED BY", "STORED AS/BY", "ROW FORMAT", "COMMENT", "DEFAULT COLLATION", "CLUSTERED BY", "CLUSTER BY", "LOCATION"];
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly ColumnRules _columns = new(grammar);

    public LogicalPlan Create(int start, bool temporary, bool external)
    {
        bool ifNotExists = grammar.Statements.IfNotExists();
        var name = grammar.Names.Reference();
        var header = _cursor.SpanFrom(start);
        if (!temporary && !external && _cursor.At(TokenKind.Like))
        {
            return Like(start, name, ifNotExists);
        }

        if (temporary && ifNotExists)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", header, ("operation", "CREATE TEMPORARY TABLE ... IF NOT EXISTS"));
        }

        return Body(start, name, ifNotExists ? CreateTableMode.CreateIfNotExists : CreateTableMode.Create, temporary, external);
    }

    public LogicalPlan Replace(int start, bool orCreate) =>
        Body(start, grammar.Names.Reference(), orCreate ? CreateTableMode.CreateOrReplace : CreateTableMode.Replace, temporary: false, external: false);

    private LogicalPlan Body(int start, NameReference name, CreateTableMode mode, bool temporary, bool external)
    {
        var elements = new TableElements([], []);
        bool hasElements = false;
        var mark = _cursor.Mark();
        if (_cursor.At(TokenKind.LeftParen))
        {
            hasElements = true;
            elements = _columns.Elements();
            if (_cursor.Failed)
            {
                // No column list: the parenthesis opens the query.
                hasElements = false;
                elements = new TableElements([], []);
                _cursor.Reset(mark);
            }
        }

        string? provider = _cursor.Accept(TokenKind.Using) ? string.Join('.', grammar.Names.Multipart()) : null;
        var clauses = Clauses();
        LogicalPlan? query = null;
        if (_cursor.Accept(TokenKind.As) || !_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
        {
            query = grammar.Queries.Query();
        }

        var span = _cursor.SpanFrom(start);
        clauses.Report(_cursor, span);
        bool replace = mode is CreateTableMode.Replace or CreateTableMode.CreateOrReplace;
        if (provider is not null && clauses.Hive is { } hive)
        {
            string verb = replace ? "REPLACE" : "CREATE";
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", $"{verb} TABLE ... USING ... {Describe(hive)}"));
        }

        if (temporary)
        {
            return Temporary(start, name, provider, elements, hasElements, clauses, query, external);
        }

        CheckAsSelect(replace, hasElements, elements, clauses, query, span);
        ImmutableArray<ColumnDefinition> columns = [.. elements.Columns, .. clauses.PartitionColumns];
        if (clauses.Collation is { } collation)
        {
            columns = [.. columns.Select(column => column with { Type = Types.TypeRules.WithCollation(column.Type, collation) })];
        }

        ImmutableArray<PartitionTransform> partitioning = [.. clauses.Transforms, .. clauses.PartitionColumns.Select(static column => new PartitionTransform("identity", [new UnresolvedAttribute([column.Name])]))];
        var spec = new TableSpec(
            columns, elements.Constraints, provider, partitioning, clauses.Buckets, clauses.ClusterBy, clauses.Options, clauses.Properties,
            clauses.Location, clauses.Comment, clauses.Collation, clauses.Hive, external);
        return name.Bind(parts => new CreateTable(parts, mode, spec, query) { Origin = span }, span);
    }

    private void CheckAsSelect(bool replace, bool hasElements, TableElements elements, TableClauses clauses, LogicalPlan? query, Origin span)
    {
        if (query is null)
        {
            return;
        }

        string statement = replace ? "Replace Table As Select (RTAS)" : "Create Table As Select (CTAS)";
        if (hasElements && elements.Columns.Length > 0)
        {
            NotAllowed($"Schema may not be specified in a {statement} statement", span);
        }
        else if (clauses.PartitionColumns.Length > 0)
        {
            NotAllowed($"Partition column types may not be specified in {statement}", span);
        }
        else if (elements.Constraints.Length > 0)
        {
            NotAllowed($"Constraints may not be specified in a {statement} statement", span);
        }
    }

    /// <summary>CREATE TEMPORARY TABLE .. USING makes a temporary view.</summary>
    private LogicalPlan Temporary(int start, NameReference name, string? provider, TableElements elements, bool hasElements, TableClauses clauses, LogicalPlan? query, bool external)
    {
        var span = _cursor.SpanFrom(start);
        if (query is not null)
        {
            NotAllowed("CREATE TEMPORARY TABLE ... AS ..., use CREATE TEMPORARY VIEW instead", span);
        }
        else if (external)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", "CREATE EXTERNAL TABLE ... USING"));
        }
        else if (provider is null)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0046", span);
        }

        var options = clauses.Options.ToImmutableDictionary(static option => option.Key, static option => option.Value is Literal { Value: not null } literal ? Compute.Expressions.LiteralText.Print(literal, PrintStyle.Pretty) : option.Value.PrettyText);
        if (clauses.Location is { } location)
        {
            options = options.SetItem("path", location);
        }

        StructType? schema = hasElements ? new StructType(elements.Columns.Select(static column => new StructField(column.Name, column.Type, column.Nullable))) : null;
        return name.Bind(parts => new CreateTemporaryViewUsing(parts, false, false, schema, provider ?? "", options) { Origin = span }, span);
    }

    private LogicalPlan Like(int start, NameReference name, bool ifNotExists)
    {
        _cursor.Advance();
        var source = grammar.Names.Reference();
        string? provider = null;
        var clauses = Clauses(ref provider);
        var span = _cursor.SpanFrom(start);
        clauses.Report(_cursor, span);
        if (provider is not null && clauses.Hive is { } hive)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", $"CREATE TABLE LIKE ... USING ... {Describe(hive)}"));
        }

        return name.Bind(
            parts => source.Bind(
                sourceParts => new CreateTableLike(parts, sourceParts, ifNotExists, provider, clauses.Hive, clauses.Location, clauses.Properties) { Origin = span }, span),
            span);
    }

    private void NotAllowed(string message, Origin span) => _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", message));

    private static string Describe(HiveFormat hive)
    {
        string format = hive switch
        {
            { Format: { } name } => "STORED AS " + name.ToUpperInvariant(),
            { InputFormat: { } input, OutputFormat: { } output } => $"INPUTFORMAT {input} OUTPUTFORMAT {output}",
            _ => "",
        };
        string serde = hive.Serde is null ? "" : hive.HasRowFormat ? "ROW FORMAT SERDE " + hive.Serde : "SERDE " + hive.Serde;
        return hive.Serde is null && format.Length > 0 ? format + " " : format + (format.Length > 0 && serde.Length > 0 ? " " : "") + serde;
    }

    /// <summary>createTableClauses</summary>
    public TableClauses Clauses()
    {
        string? provider = null;
        return Read(ref provider, allowProvider: false);
    }

    private TableClauses Clauses(ref string? provider) => Read(ref provider, allowProvider: true);

    private TableClauses Read(ref string? provider, bool allowProvider)
    {
        var clauses = new TableClauses();
        var hive = new HiveFormatRules(grammar);
        while (!_cursor.Failed && One(clauses, hive, ref provider, allowProvider))
        {
        }

        clauses.Hive = hive.Build();
        return clauses;
    }

    private bool One(TableClauses clauses, HiveFormatRules hive, ref string? provider, bool allowProvider)
    {
        if (allowProvider && !_cursor.AtAny(TokenKind.Using, TokenKind.Row, TokenKind.Stored, TokenKind.Location, TokenKind.Tblproperties))
        {
            return false;
        }

        switch (_cursor.Kind)
        {
            case TokenKind.Using when allowProvider:
                clauses.Seen.Add("PROVIDER");
                _cursor.Advance();
                provider = string.Join('.', grammar.Names.Multipart());
                return true;
            case TokenKind.Options when _cursor.Peek() == TokenKind.LeftParen:
                clauses.Seen.Add("OPTIONS");
                _cursor.Advance();
                clauses.Options = grammar.Properties.ExpressionList();
                return true;
            case TokenKind.Partitioned when _cursor.Peek() == TokenKind.By:
                clauses.Seen.Add("PARTITIONED BY");
                _cursor.Advance(2);
                _columns.PartitionFields(clauses);
                return true;
            case TokenKind.Skewed when _cursor.Peek() == TokenKind.By:
                Skew(clauses);
                return true;
            case TokenKind.Cluster when _cursor.Peek() == TokenKind.By:
                clauses.Seen.Add("CLUSTER BY");
                _cursor.Advance(2);
                _cursor.Expect(TokenKind.LeftParen);
                clauses.ClusterBy = grammar.Names.MultipartList();
                _cursor.Expect(TokenKind.RightParen);
                return true;
            case TokenKind.Clustered when _cursor.Peek() == TokenKind.By:
                clauses.Seen.Add("CLUSTERED BY");
                int clustered = _cursor.Index;
                _cursor.Advance(2);
                clauses.Buckets = Buckets(clustered);
                return true;
            case TokenKind.Row when _cursor.Peek() == TokenKind.Format:
                clauses.Seen.Add("ROW FORMAT");
                hive.RowFormat();
                return true;
            case TokenKind.Stored:
                clauses.Seen.Add("STORED AS/BY");
                hive.Stored();
                return true;
            case TokenKind.Location when grammar.Literals.AtString(1):
                clauses.Seen.Add("LOCATION");
                _cursor.Advance();
                clauses.Location = grammar.Literals.StringValue();
                return true;
            case TokenKind.Comment when grammar.Literals.AtString(1):
                clauses.Seen.Add("COMMENT");
                _cursor.Advance();
                clauses.Comment = grammar.Literals.StringValue();
                return true;
            case TokenKind.Default when _cursor.Peek() == TokenKind.Collation:
                clauses.Seen.Add("DEFAULT COLLATION");
                _cursor.Advance(2);
                clauses.Collation = Types.CollationNames.Resolve(_cursor, [grammar.Names.Identifier()]);
                return true;
            case TokenKind.Tblproperties when _cursor.Peek() == TokenKind.LeftParen:
                clauses.Seen.Add("TBLPROPERTIES");
                _cursor.Advance();
                clauses.Properties = grammar.Properties.Options();
                return true;
            default:
                return false;
        }
    }

    private BucketSpec Buckets(int clause)
    {
        var columns = grammar.Names.List();
        var sorted = ImmutableArray.CreateBuilder<string>();
        string? descending = null;
        if (_cursor.Accept(TokenKind.Sorted, TokenKind.By))
        {
            _cursor.Expect(TokenKind.LeftParen);
            do
            {
                sorted.Add(grammar.Names.CapturingIdentifier());
                if (_cursor.At(TokenKind.Desc))
                {
                    descending = _cursor.CurrentText;
                }

                _cursor.AcceptAny(TokenKind.Asc, TokenKind.Desc);
            }
            while (_cursor.Accept(TokenKind.Comma));
            _cursor.Expect(TokenKind.RightParen);
        }

        _cursor.Expect(TokenKind.Into);
        int count = grammar.Literals.Integer();
        _cursor.Expect(TokenKind.Buckets);
        if (descending is not null)
        {
            NotAllowed($"Column ordering must be ASC, was '{descending}'", _cursor.SpanFrom(clause));
        }

        return new BucketSpec(count, columns, sorted.ToImmutable());
    }

    private void Skew(TableClauses clauses)
    {
        clauses.Skewed = true;
        _cursor.Advance(2);
        grammar.Names.List();
        _cursor.Expect(TokenKind.On);
        _cursor.Expect(TokenKind.LeftParen);
        do
        {
            if (_cursor.Accept(TokenKind.LeftParen))
            {
                do
                {
                    grammar.Primaries.Constant();
                }
                while (_cursor.Accept(TokenKind.Comma));
                _cursor.Expect(TokenKind.RightParen);
            }
            else
            {
                grammar.Primaries.Constant();
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        if (_cursor.Accept(TokenKind.Stored, TokenKind.As))
        {
            _cursor.Expect(TokenKind.Directories);
        }
    }

    /// <summary>Gathers the clauses of one statement.</summary>
    internal sealed class TableClauses
    {
        public ClauseList Seen { get; } = new();
        public ImmutableArray<(string Key, Expression Value)> Options { get; set; } = [];
        public ImmutableArray<PartitionTransform> Transforms { get; set; } = [];
        public ImmutableArray<ColumnDefinition> PartitionColumns { get; set; } = [];
        public string? MixedPartitioning { get; set; }
        public ImmutableArray<ImmutableArray<string>> ClusterBy { get; set; } = [];
        public BucketSpec? Buckets { get; set; }
        public string? Location { get; set; }
        public string? Comment { get; set; }
        public string? Collation { get; set; }
        public ImmutableDictionary<string, string> Properties { get; set; } = ImmutableDictionary<string, string>.Empty;
        public HiveFormat? Hive { get; set; }
        public bool Skewed { get; set; }

        /// <summary>Notes what is wrong with the clauses, in Spark's order.</summary>
        public void Report(TokenCursor cursor, Origin span)
        {
            Seen.RefuseDuplicates(cursor, span, s_clauseOrder);
            if (Seen.Contains("CLUSTER BY") && Seen.Contains("PARTITIONED BY"))
            {
                cursor.Fault("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED", span);
            }
            else if (Seen.Contains("CLUSTER BY") && Seen.Contains("CLUSTERED BY"))
            {
                cursor.Fault("SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED", span);
            }

            if (Skewed)
            {
                cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", "CREATE TABLE ... SKEWED BY"));
            }

            if (MixedPartitioning is not null)
            {
                cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", MixedPartitioning));
            }

            if (!Seen.Contains("PROVIDER"))
            {
                HiveFormatRules.Report(Hive, cursor, span);
            }

            ReservedProperties.RefuseForTable(cursor, Properties.Keys, span);
            ReservedProperties.RefuseForTable(cursor, Options.Select(static option => option.Key), span);
            Properties = ReservedProperties.WithoutIgnored(cursor, Properties);
            foreach (var (key, value) in Options)
            {
                if (!key.Equals("path", StringComparison.OrdinalIgnoreCase) || value is not Literal { Value: string path })
                {
                    continue;
                }

                if (Location is not null)
                {
                    cursor.Fault("_LEGACY_ERROR_TEMP_0032", span, ("pathOne", Location), ("pathTwo", path));
                    continue;
                }

                Location = path;
            }

            Options = [.. Options.Where(static option => !option.Key.Equals("path", StringComparison.OrdinalIgnoreCase))];
        }
    }
}
