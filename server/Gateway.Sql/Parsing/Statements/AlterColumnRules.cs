using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads what ALTER TABLE does to columns.</summary>
internal sealed class AlterColumnRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly ColumnRules _columns = new(grammar);

    /// <summary>ADD COLUMN(S)</summary>
    public Func<ImmutableArray<string>, LogicalPlan> Add()
    {
        _cursor.Advance();
        bool isList = _cursor.At(TokenKind.Columns);
        _cursor.Advance();
        bool parenthesized = _cursor.Accept(TokenKind.LeftParen);
        var columns = AddedColumns();
        if (parenthesized)
        {
            _cursor.Expect(TokenKind.RightParen);
        }

        return parts => new AddColumns(parts, columns) { IsList = isList };
    }

    /// <summary>REPLACE COLUMNS; null for another form, which is refused as a whole.</summary>
    /// <param name="start">Where the statement begins.</param>
    public Func<ImmutableArray<string>, LogicalPlan>? Replace(int start)
    {
        var mark = _cursor.Mark();
        _cursor.Advance();
        _cursor.Expect(TokenKind.Columns, TokenKind.LeftParen);
        var columns = AddedColumns();
        _cursor.Expect(TokenKind.RightParen);
        if (_cursor.Failed)
        {
            _cursor.Reset(mark);
            if (_cursor.Peek() == TokenKind.Columns)
            {
                new NativeCommandRules(grammar).Refuse(start, "ALTER TABLE REPLACE COLUMNS");
                return null;
            }

            _cursor.Advance();
            _cursor.Expect(TokenKind.Columns);
        }

        var span = _cursor.SpanFrom(start);
        foreach (var column in columns)
        {
            string? fault = column.Path.Length > 1 ? "Replacing with a nested column" : !column.Definition.Nullable ? "NOT NULL" : column.Position is not null ? "Column position" : null;
            if (fault is not null)
            {
                _cursor.Fault("_LEGACY_ERROR_TEMP_0034", span, ("operation", fault), ("command", "REPLACE COLUMNS"), ("msg", ""));
            }
            else if (column.Definition.Default is not null)
            {
                _cursor.Fault("UNSUPPORTED_DEFAULT_VALUE.WITHOUT_SUGGESTION", span);
            }
        }

        return parts => new ReplaceColumns(parts, columns);
    }

    /// <summary>RENAME COLUMN</summary>
    public Func<ImmutableArray<string>, LogicalPlan> Rename()
    {
        _cursor.Advance();
        _cursor.Expect(TokenKind.Column);
        var column = grammar.Names.Multipart();
        _cursor.Expect(TokenKind.To);
        string name = grammar.Names.CapturingIdentifier();
        return parts => new RenameColumn(parts, column, name);
    }

    /// <summary>DROP COLUMN(S)</summary>
    public Func<ImmutableArray<string>, LogicalPlan> Drop()
    {
        _cursor.Advance(2);
        bool ifExists = grammar.Statements.IfExists();
        bool parenthesized = _cursor.Accept(TokenKind.LeftParen);
        var columns = grammar.Names.MultipartList();
        if (parenthesized)
        {
            _cursor.Expect(TokenKind.RightParen);
        }

        return parts => new DropTableColumns(parts, columns, ifExists);
    }

    /// <summary>ALTER COLUMN with an action, or Hive's CHANGE COLUMN with a whole definition.</summary>
    public Func<ImmutableArray<string>, LogicalPlan> Change(int start)
    {
        bool change = _cursor.At(TokenKind.Change);
        _cursor.Advance();
        var mark = _cursor.Mark();
        if (_cursor.At(TokenKind.Column) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
            var result = Changes(start, change);
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon))
            {
                return result;
            }

            // The column itself is named COLUMN.
            _cursor.Reset(mark);
        }

        return Changes(start, change);
    }

    private Func<ImmutableArray<string>, LogicalPlan> Changes(int start, bool change)
    {
        var mark = _cursor.Mark();
        var changes = ImmutableArray.CreateBuilder<ColumnChange>();
        bool missing = false;
        do
        {
            var column = grammar.Names.Multipart();
            var action = Action(column);
            missing |= action is null;
            changes.Add(action ?? new ColumnChange(column));
        }
        while (_cursor.Accept(TokenKind.Comma));
        if (change && (_cursor.Failed || !_cursor.AtAny(TokenKind.EndOfInput, TokenKind.Semicolon)))
        {
            _cursor.Reset(mark);
            return HiveChange(start);
        }

        if (changes.Any(static change => change.Default is not null) && !_cursor.Settings.IsOn("spark.sql.defaultColumn.enabled"))
        {
            _cursor.Fault("UNSUPPORTED_DEFAULT_VALUE.WITH_SUGGESTION", _cursor.SpanFrom(start));
        }

        if (missing)
        {
            string verb = change ? "CHANGE" : "ALTER";
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.SpanFrom(start), ("message", $"ALTER TABLE table {verb} COLUMN requires a TYPE, a SET/DROP, a COMMENT, or a FIRST/AFTER"));
        }

        return parts => new AlterColumns(parts, changes.ToImmutable());
    }

    /// <summary>CHANGE COLUMN name newName type ..: the new name must be the old one.</summary>
    private Func<ImmutableArray<string>, LogicalPlan> HiveChange(int start)
    {
        var column = grammar.Names.Multipart();
        var definition = grammar.Types.Column(allowColon: false);
        var position = Position();
        var span = _cursor.SpanFrom(start);
        if (!column[^1].Equals(definition.Name, StringComparison.OrdinalIgnoreCase))
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0034", span, ("operation", "Renaming column"), ("command", "ALTER COLUMN"), ("msg", ", please run RENAME COLUMN instead"));
        }
        else if (!definition.Nullable)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0034", span, ("operation", "NOT NULL"), ("command", "ALTER COLUMN"), ("msg", ", please run ALTER COLUMN ... SET/DROP NOT NULL instead"));
        }

        var changed = new ColumnChange(column, definition.Type, null, definition.Metadata.GetString("comment"), position);
        return parts => new AlterColumns(parts, [changed]);
    }

    /// <summary>alterColumnAction; null where none is written.</summary>
    private ColumnChange? Action(ImmutableArray<string> column)
    {
        if (_cursor.Accept(TokenKind.Type))
        {
            return new ColumnChange(column, Type: grammar.Types.DataType());
        }

        if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
        {
            _cursor.Advance();
            return new ColumnChange(column, Comment: grammar.Literals.StringValue());
        }

        if (Position() is { } position)
        {
            return new ColumnChange(column, Position: position);
        }

        if (_cursor.At(TokenKind.Drop, TokenKind.Default))
        {
            _cursor.Advance(2);
            return new ColumnChange(column, DropDefault: true);
        }

        if (_cursor.At(TokenKind.Set, TokenKind.Default))
        {
            _cursor.Advance(2);
            return new ColumnChange(column, Default: _columns.Written());
        }

        if (_cursor.AtAny(TokenKind.Set, TokenKind.Drop) && _cursor.Peek() is TokenKind.Not or TokenKind.Bang)
        {
            bool drop = _cursor.At(TokenKind.Drop);
            _cursor.Advance();
            if (!grammar.Types.NotNull())
            {
                _cursor.Fail();
            }

            return new ColumnChange(column, Nullable: drop);
        }

        return null;
    }

    /// <summary>colPosition, when it is there.</summary>
    private ColumnPosition? Position()
    {
        if (_cursor.Accept(TokenKind.First))
        {
            return new ColumnPosition(null);
        }

        return _cursor.At(TokenKind.After) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Accept(TokenKind.After)
            ? new ColumnPosition(grammar.Names.CapturingIdentifier())
            : null;
    }

    /// <summary>qualifiedColTypeWithPositionList</summary>
    private ImmutableArray<AddedColumn> AddedColumns()
    {
        var columns = ImmutableArray.CreateBuilder<AddedColumn>();
        do
        {
            columns.Add(AddedColumn());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return columns.ToImmutable();
    }

    private AddedColumn AddedColumn()
    {
        int start = _cursor.Index;
        var path = grammar.Names.Multipart();
        var type = grammar.Types.DataType();
        bool notNull = false;
        string? comment = null;
        WrittenExpression? defaultValue = null;
        ColumnPosition? position = null;
        var repeated = new List<string>();
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
                defaultValue = _columns.Written();
            }
            else if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
            {
                Repeat(repeated, comment is not null, "COMMENT");
                _cursor.Advance();
                comment = grammar.Literals.StringValue();
            }
            else if (Position() is { } found)
            {
                Repeat(repeated, position is not null, "FIRST|AFTER");
                position = found;
            }
            else
            {
                break;
            }
        }

        var span = _cursor.SpanFrom(start);
        foreach (string option in repeated)
        {
            _cursor.Fault("ALTER_TABLE_COLUMN_DESCRIPTOR_DUPLICATE", span, ("type", "ADD"), ("columnName", string.Join('.', path)), ("optionName", option));
        }

        if (defaultValue is not null && !_cursor.Settings.IsOn("spark.sql.defaultColumn.enabled"))
        {
            _cursor.Fault("UNSUPPORTED_DEFAULT_VALUE.WITH_SUGGESTION", span);
        }

        return new AddedColumn(path, new ColumnDefinition(path[^1], type, !notNull, comment, defaultValue) { Origin = span }, position);
    }

    private static void Repeat(List<string> repeated, bool seen, string option)
    {
        if (seen)
        {
            repeated.Add(option);
        }
    }
}
