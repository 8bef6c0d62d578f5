using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Columns and constraints in the parentheses of CREATE TABLE.</summary>
internal sealed record TableElements(ImmutableArray<ColumnDefinition> Columns, ImmutableArray<TableConstraint> Constraints);

/// <summary>Reads column definitions, table constraints and partition columns.</summary>
internal sealed class ColumnRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>'(' tableElementList ')'</summary>
    public TableElements Elements()
    {
        _cursor.Expect(TokenKind.LeftParen);
        int start = _cursor.Index;
        var columns = ImmutableArray.CreateBuilder<ColumnDefinition>();
        var constraints = ImmutableArray.CreateBuilder<TableConstraint>();
        do
        {
            if (AtConstraint)
            {
                constraints.Add(Constraint(null));
            }
            else
            {
                columns.Add(Column(constraints));
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        var span = _cursor.SpanFrom(start);
        _cursor.Expect(TokenKind.RightParen);
        string[] keys = [.. constraints.Where(static constraint => constraint.Kind == ConstraintKind.PrimaryKey).Select(static constraint => "(" + string.Join(", ", constraint.Columns) + ")")];
        if (keys.Length > 1)
        {
            _cursor.Fault("MULTIPLE_PRIMARY_KEYS", span, ("columns", string.Join(", ", keys)));
        }

        return new TableElements(columns.ToImmutable(), constraints.ToImmutable());
    }

    /// <summary>colDefinitionList</summary>
    public ImmutableArray<ColumnDefinition> Definitions(out bool hasConstraints)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnDefinition>();
        var constraints = ImmutableArray.CreateBuilder<TableConstraint>();
        do
        {
            columns.Add(Column(constraints));
        }
        while (_cursor.Accept(TokenKind.Comma));
        hasConstraints = constraints.Count > 0;
        return columns.ToImmutable();
    }

    /// <summary>colDefinition</summary>
    private ColumnDefinition Column(ImmutableArray<TableConstraint>.Builder constraints)
    {
        int start = _cursor.Index;
        string name = grammar.Names.CapturingIdentifier();
        var type = grammar.Types.DataType();
        bool notNull = false;
        string? comment = null;
        WrittenExpression? defaultValue = null, generation = null;
        IdentitySpec? identity = null;
        var repeated = new List<string>();
        bool identityFault = false;
        while (!_cursor.Failed)
        {
            if (_cursor.Kind is TokenKind.Not or TokenKind.Bang && _cursor.Peek() == TokenKind.Null)
            {
                Repeat(repeated, notNull, "NOT NULL");
                notNull = grammar.Types.NotNull();
            }
            else if (_cursor.At(TokenKind.Default))
            {
                Repeat(repeated, defaultValue is not null, "DEFAULT");
                _cursor.Advance();
                defaultValue = Written();
            }
            else if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
            {
                Repeat(repeated, comment is not null, "COMMENT");
                _cursor.Advance();
                comment = grammar.Literals.StringValue();
            }
            else if (_cursor.At(TokenKind.Generated))
            {
                Repeat(repeated, generation is not null || identity is not null, "GENERATED ALWAYS AS");
                Generated(type, ref generation, ref identity, start, ref identityFault);
            }
            else if (AtConstraint)
            {
                constraints.Add(Constraint(name));
            }
            else
            {
                break;
            }
        }

        var span = _cursor.SpanFrom(start);
        foreach (string option in repeated)
        {
            _cursor.Fault("CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE", span, ("columnName", name), ("optionName", option));
        }

        if (defaultValue is not null && !_cursor.Settings.IsOn("spark.sql.defaultColumn.enabled"))
        {
            _cursor.Fault("UNSUPPORTED_DEFAULT_VALUE.WITH_SUGGESTION", span);
        }

        return new ColumnDefinition(name, type, !notNull, comment, defaultValue, generation, identity) { Origin = span };
    }

    private static void Repeat(List<string> repeated, bool seen, string option)
    {
        if (seen)
        {
            repeated.Add(option);
        }
    }

    public WrittenExpression Written()
    {
        int start = _cursor.Index;
        var expression = grammar.Expressions.Expression();
        return new WrittenExpression(expression, _cursor.TextBetween(start, _cursor.Index - 1));
    }

    private void Generated(DataType type, ref WrittenExpression? generation, ref IdentitySpec? identity, int column, ref bool faulted)
    {
        _cursor.Advance();
        bool byDefault = _cursor.Accept(TokenKind.By, TokenKind.Default);
        if (!byDefault)
        {
            _cursor.Expect(TokenKind.Always);
        }

        _cursor.Expect(TokenKind.As);
        if (!byDefault && _cursor.Accept(TokenKind.LeftParen))
        {
            generation = Written();
            _cursor.Expect(TokenKind.RightParen);
            return;
        }

        _cursor.Expect(TokenKind.Identity);
        long start = 1, step = 1;
        string? repeated = null;
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            bool hasStart = false, hasStep = false;
            while (!_cursor.Failed && !_cursor.At(TokenKind.RightParen))
            {
                if (_cursor.Accept(TokenKind.Start, TokenKind.With))
                {
                    repeated ??= hasStart ? "START" : null;
                    hasStart = true;
                    start = Sequence();
                }
                else
                {
                    _cursor.Expect(TokenKind.Increment, TokenKind.By);
                    repeated ??= hasStep ? "STEP" : null;
                    hasStep = true;
                    step = Sequence();
                }
            }

            _cursor.Expect(TokenKind.RightParen);
        }

        identity = new IdentitySpec(start, step, byDefault);
        if (faulted)
        {
            return;
        }

        var span = _cursor.SpanFrom(column);
        if (repeated is not null)
        {
            faulted = true;
            _cursor.Fault("IDENTITY_COLUMNS_DUPLICATED_SEQUENCE_GENERATOR_OPTION", span, ("sequenceGeneratorOption", repeated));
        }
        else if (step == 0)
        {
            faulted = true;
            _cursor.Fault("IDENTITY_COLUMNS_ILLEGAL_STEP", span);
        }
        else if (type is not (IntegerType or LongType))
        {
            faulted = true;
            _cursor.Fault("IDENTITY_COLUMNS_UNSUPPORTED_DATA_TYPE", span, ("dataType", ScalaName(type)));
        }
    }

    private long Sequence()
    {
        bool negative = _cursor.Accept(TokenKind.Minus);
        string text;
        if (_cursor.At(TokenKind.BigintLiteral))
        {
            text = _cursor.CurrentText[..^1];
            _cursor.Advance();
        }
        else
        {
            text = grammar.Literals.IntegerText();
        }

        return long.TryParse((negative ? "-" : "") + text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : 0;
    }

    /// <summary>Names a type as Spark's own objects print themselves.</summary>
    private static string ScalaName(DataType type) => type switch
    {
        DecimalType value => string.Create(CultureInfo.InvariantCulture, $"DecimalType({value.Precision},{value.Scale})"),
        CharType value => string.Create(CultureInfo.InvariantCulture, $"CharType({value.Length})"),
        VarcharType value => string.Create(CultureInfo.InvariantCulture, $"VarcharType({value.Length})"),
        ArrayType value => $"ArrayType({ScalaName(value.Element)},{(value.ContainsNull ? "true" : "false")})",
        MapType value => $"MapType({ScalaName(value.Key)},{ScalaName(value.Value)},{(value.ValueContainsNull ? "true" : "false")})",
        TimestampNtzType => "TimestampNTZType",
        _ => type.GetType().Name,
    };

    /// <summary>Tells whether a constraint begins here.</summary>
    public bool AtConstraint => _cursor.Kind switch
    {
        TokenKind.Constraint => _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek(2) is TokenKind.Check or TokenKind.Primary or TokenKind.Unique or TokenKind.Foreign or TokenKind.References,
        TokenKind.Check => _cursor.Peek() == TokenKind.LeftParen,
        TokenKind.Primary => _cursor.Peek() == TokenKind.Key,
        TokenKind.Foreign => _cursor.Peek() == TokenKind.Key,
        TokenKind.Unique => _cursor.Peek() is TokenKind.LeftParen or TokenKind.Comma or TokenKind.RightParen or TokenKind.Not or TokenKind.Comment or TokenKind.Default or TokenKind.Rely or TokenKind.Norely or TokenKind.Enforced,
        TokenKind.References => _cursor.IsIdentifier(_cursor.Peek()),
        _ => false,
    };

    /// <summary>tableConstraintDefinition, or columnConstraintDefinition of the given column.</summary>
    public TableConstraint Constraint(string? column)
    {
        int start = _cursor.Index;
        string? name = _cursor.Accept(TokenKind.Constraint) ? grammar.Names.CapturingIdentifier() : null;
        ImmutableArray<string> columns = column is null ? [] : [column];
        ImmutableArray<string> table = [], tableColumns = [];
        WrittenExpression? condition = null;
        ConstraintKind kind;
        string typeName;
        if (_cursor.Accept(TokenKind.Check))
        {
            (kind, typeName) = (ConstraintKind.Check, "CHECK");
            _cursor.Expect(TokenKind.LeftParen);
            condition = Written();
            _cursor.Expect(TokenKind.RightParen);
        }
        else if (_cursor.AtAny(TokenKind.Primary, TokenKind.Unique))
        {
            bool primary = _cursor.At(TokenKind.Primary);
            (kind, typeName) = primary ? (ConstraintKind.PrimaryKey, "PRIMARY KEY") : (ConstraintKind.Unique, "UNIQUE");
            _cursor.Advance(primary ? 2 : 1);
            columns = column is null ? grammar.Names.List() : columns;
        }
        else
        {
            (kind, typeName) = (ConstraintKind.ForeignKey, "FOREIGN KEY");
            if (column is null)
            {
                _cursor.Expect(TokenKind.Foreign, TokenKind.Key);
                columns = grammar.Names.List();
            }

            _cursor.Expect(TokenKind.References);
            table = grammar.Names.Multipart();
            tableColumns = _cursor.At(TokenKind.LeftParen) ? grammar.Names.List() : [];
        }

        bool? enforced = null, rely = null;
        var written = new List<string>();
        while (!_cursor.Failed)
        {
            if (_cursor.At(TokenKind.Enforced) || _cursor.At(TokenKind.Not, TokenKind.Enforced))
            {
                enforced = !_cursor.Accept(TokenKind.Not);
                _cursor.Advance();
                written.Add(enforced.Value ? "ENFORCED" : "NOT ENFORCED");
            }
            else if (_cursor.AtAny(TokenKind.Rely, TokenKind.Norely))
            {
                rely = _cursor.At(TokenKind.Rely);
                _cursor.Advance();
                written.Add(rely.Value ? "RELY" : "NORELY");
            }
            else
            {
                break;
            }
        }

        var span = _cursor.SpanFrom(start);
        if (written.Count > 2 || (written.Count == 2 && (enforced is null || rely is null)))
        {
            _cursor.Fault("INVALID_CONSTRAINT_CHARACTERISTICS", span, ("characteristics", string.Join(", ", written)));
        }
        else if (kind == ConstraintKind.Check ? enforced == false : enforced == true)
        {
            _cursor.Fault("UNSUPPORTED_CONSTRAINT_CHARACTERISTIC", span, ("characteristic", enforced == true ? "ENFORCED" : "NOT ENFORCED"), ("constraintType", typeName));
        }

        return new TableConstraint(kind, name, columns, condition, table, tableColumns, enforced, rely) { Origin = span };
    }

    /// <summary>partitionFieldList: transforms of columns, or new columns with types; they do not mix.</summary>
    public void PartitionFields(CreateTableRules.TableClauses clauses)
    {
        _cursor.Expect(TokenKind.LeftParen);
        var transforms = ImmutableArray.CreateBuilder<PartitionTransform>();
        var columns = ImmutableArray.CreateBuilder<ColumnDefinition>();
        var texts = new List<string>();
        do
        {
            int start = _cursor.Index;
            if (IsTransform())
            {
                transforms.Add(Transform());
                texts.Add(_cursor.TextBetween(start, _cursor.Index - 1));
            }
            else
            {
                var column = grammar.Types.Column(allowColon: false);
                columns.Add(new ColumnDefinition(column.Name, column.Type, column.Nullable, column.Metadata.GetString("comment")) { Origin = _cursor.SpanFrom(start) });
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        if (transforms.Count > 0 && columns.Count > 0)
        {
            clauses.MixedPartitioning = "PARTITION BY: Cannot mix partition expressions and partition columns:\n"
                + "Expressions: " + string.Join(", ", texts) + "\n"
                + "Columns: " + string.Join(", ", columns.Select(static column => column.Name + " " + TypeText.CatalogString(column.Type)));
        }

        clauses.Transforms = transforms.ToImmutable();
        clauses.PartitionColumns = columns.ToImmutable();
    }

    private bool IsTransform()
    {
        int ahead = 0;
        while (_cursor.IsIdentifier(_cursor.Peek(ahead)) && _cursor.Peek(ahead + 1) == TokenKind.Dot)
        {
            ahead += 2;
        }

        return _cursor.Peek(ahead + 1) is TokenKind.Comma or TokenKind.RightParen or TokenKind.LeftParen;
    }

    private PartitionTransform Transform()
    {
        int start = _cursor.Index;
        if (_cursor.Peek() != TokenKind.LeftParen)
        {
            return new PartitionTransform("identity", [new UnresolvedAttribute(grammar.Names.Multipart()) { Origin = _cursor.SpanFrom(start) }]);
        }

        string name = grammar.Names.Identifier().ToLowerInvariant();
        _cursor.Advance();
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        do
        {
            int argument = _cursor.Index;
            bool isName = _cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() is TokenKind.Comma or TokenKind.RightParen or TokenKind.Dot;
            arguments.Add(isName ? new UnresolvedAttribute(grammar.Names.Multipart()) { Origin = _cursor.SpanFrom(argument) } : grammar.Primaries.Constant());
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        CheckTransform(name, arguments, _cursor.SpanFrom(start));
        return new PartitionTransform(name, arguments.ToImmutable());
    }

    /// <summary>The known transforms take columns; bucket takes a number first.</summary>
    private void CheckTransform(string name, IReadOnlyList<Expression> arguments, Origin span)
    {
        bool isBucket = name == "bucket";
        if (!isBucket && name is not ("years" or "months" or "days" or "hours"))
        {
            return;
        }

        if (isBucket && arguments[0] is not Literal { Value: int or long or short or sbyte })
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0031", span, ("describe", arguments[0].SqlText));
            return;
        }

        if (!isBucket && arguments.Count > 1)
        {
            _cursor.Fault(
                "INVALID_SQL_SYNTAX.TRANSFORM_WRONG_NUM_ARGS", span,
                ("transform", Quote.Id(name)), ("expectedNum", "1"), ("actualNum", arguments.Count.ToString(CultureInfo.InvariantCulture)));
            return;
        }

        var bad = arguments.Skip(isBucket ? 1 : 0).FirstOrDefault(static argument => argument is not UnresolvedAttribute);
        if (bad is not null)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.INVALID_COLUMN_REFERENCE", span, ("transform", Quote.Id(name)), ("expr", bad.SqlText));
        }
    }
}
