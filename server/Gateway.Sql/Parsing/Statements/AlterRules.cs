using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads ALTER of tables, views and namespaces.</summary>
internal sealed class AlterRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly ColumnRules _columns = new(grammar);
    private readonly AlterColumnRules _changes = new(grammar);
    private readonly ViewRules _views = new(grammar);
    private readonly NativeCommandRules _native = new(grammar);

    public LogicalPlan Alter()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        if (grammar.Statements.AtNamespaceWord(0))
        {
            _cursor.Advance();
            return Namespace(start);
        }

        bool isView = _cursor.At(TokenKind.View);
        _cursor.ExpectAny(TokenKind.Table, TokenKind.View);
        var name = grammar.Names.Reference();
        var make = isView ? View(start) : Table(start);
        if (make is null)
        {
            return new OneRowRelation { Origin = _cursor.SpanFrom(start) };
        }

        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => make(parts) with { Origin = span }, span);
    }

    private LogicalPlan Namespace(int start)
    {
        var name = grammar.Names.Reference();
        Func<ImmutableArray<string>, LogicalPlan> make;
        if (_cursor.At(TokenKind.Default, TokenKind.Collation))
        {
            _cursor.Advance(2);
            if (!_cursor.Settings.IsOn("spark.sql.collation.schemaLevel.enabled"))
            {
                _cursor.Fault("UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS", Origin.None);
            }

            string collation = Types.CollationNames.Resolve(_cursor, [grammar.Names.Identifier()]);
            make = parts => new SetNamespaceCollation(parts, collation);
        }
        else if (_cursor.At(TokenKind.Set, TokenKind.Location))
        {
            _cursor.Advance(2);
            string location = grammar.Literals.StringValue();
            make = parts => new SetNamespaceLocation(parts, location);
        }
        else
        {
            bool unset = _cursor.At(TokenKind.Unset);
            _cursor.ExpectAny(TokenKind.Set, TokenKind.Unset);
            _cursor.ExpectAny(TokenKind.Dbproperties, TokenKind.Properties);
            if (unset)
            {
                var keys = grammar.Properties.Keys();
                make = parts => new UnsetNamespaceProperties(parts, keys);
            }
            else
            {
                var properties = grammar.Properties.Options();
                ReservedProperties.RefuseForNamespace(_cursor, properties, _cursor.SpanFrom(start));
                make = parts => new SetNamespaceProperties(parts, properties);
            }
        }

        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => make(parts) with { Origin = span }, span);
    }

    private Func<ImmutableArray<string>, LogicalPlan>? View(int start)
    {
        if (Shared(start, isView: true) is { } shared)
        {
            return shared;
        }

        if (_cursor.At(TokenKind.With, TokenKind.Schema))
        {
            var binding = _views.Binding();
            return parts => new AlterViewBinding(parts, binding);
        }

        _cursor.Accept(TokenKind.As);
        var (query, text) = grammar.Statements.QueryWithText();
        return parts => new AlterViewQuery(parts, query, text);
    }

    /// <summary>What tables and views have in common.</summary>
    private Func<ImmutableArray<string>, LogicalPlan>? Shared(int start, bool isView)
    {
        if (_cursor.Accept(TokenKind.Rename, TokenKind.To))
        {
            var target = grammar.Names.Multipart();
            return parts => new RenameTable(parts, target, isView);
        }

        if (_cursor.Accept(TokenKind.Set, TokenKind.Tblproperties))
        {
            var properties = grammar.Properties.Options();
            ReservedProperties.RefuseForTable(_cursor, properties.Keys, _cursor.SpanFrom(start));
            properties = ReservedProperties.WithoutIgnored(_cursor, properties);
            return parts => new SetTableProperties(parts, properties, isView);
        }

        if (_cursor.Accept(TokenKind.Unset, TokenKind.Tblproperties))
        {
            bool ifExists = grammar.Statements.IfExists();
            var keys = grammar.Properties.Keys();
            ReservedProperties.RefuseForTable(_cursor, keys, _cursor.SpanFrom(start));
            return parts => new UnsetTableProperties(parts, keys, ifExists, isView);
        }

        if (_cursor.At(TokenKind.Add) && (_cursor.Peek() == TokenKind.Partition || _cursor.Peek() == TokenKind.If))
        {
            return AddPartitions(start, isView);
        }

        return _cursor.At(TokenKind.Drop) && (_cursor.Peek() == TokenKind.Partition || (_cursor.Peek() == TokenKind.If && _cursor.Peek(3) == TokenKind.Partition))
            ? DropPartitions(start, isView)
            : null;
    }

    private Func<ImmutableArray<string>, LogicalPlan>? Table(int start)
    {
        if (Shared(start, isView: false) is { } shared)
        {
            return shared;
        }

        if (_native.TryReadTable(start) is not null)
        {
            return null;
        }

        if (_cursor.At(TokenKind.Partition, TokenKind.LeftParen))
        {
            return Partition(start);
        }

        if (_cursor.Accept(TokenKind.Recover, TokenKind.Partitions))
        {
            return static parts => new RepairTable(parts, RepairMode.Add, FromAlter: true);
        }

        if (_cursor.At(TokenKind.Cluster, TokenKind.By))
        {
            _cursor.Advance(2);
            ImmutableArray<ImmutableArray<string>> columns = [];
            if (!_cursor.Accept(TokenKind.None))
            {
                _cursor.Expect(TokenKind.LeftParen);
                columns = grammar.Names.MultipartList();
                _cursor.Expect(TokenKind.RightParen);
            }

            return parts => new SetClustering(parts, columns);
        }

        if (_cursor.Accept(TokenKind.Default, TokenKind.Collation))
        {
            string collation = Types.CollationNames.Resolve(_cursor, [grammar.Names.Identifier()]);
            return parts => new SetTableCollation(parts, collation);
        }

        return _cursor.Kind switch
        {
            TokenKind.Set => SetStorage(null),
            TokenKind.Add => Add(),
            TokenKind.Drop => Drop(),
            TokenKind.Rename => _changes.Rename(),
            TokenKind.Replace => _changes.Replace(start),
            TokenKind.Alter or TokenKind.Change => _changes.Change(start),
            _ => Nothing(),
        };
    }

    private Func<ImmutableArray<string>, LogicalPlan>? Nothing()
    {
        _cursor.Fail();
        return null;
    }

    private Func<ImmutableArray<string>, LogicalPlan>? Add()
    {
        if (_cursor.Peek() is TokenKind.Column or TokenKind.Columns)
        {
            return _changes.Add();
        }

        _cursor.Advance();
        var constraint = _columns.Constraint(null);
        return parts => new AddConstraint(parts, constraint);
    }

    private Func<ImmutableArray<string>, LogicalPlan>? Drop()
    {
        if (_cursor.Peek() is TokenKind.Column or TokenKind.Columns)
        {
            return _changes.Drop();
        }

        _cursor.Advance();
        _cursor.Expect(TokenKind.Constraint);
        bool ifExists = grammar.Statements.IfExists();
        string name = grammar.Names.Identifier();
        bool cascade = _cursor.At(TokenKind.Cascade);
        _cursor.AcceptAny(TokenKind.Cascade, TokenKind.Restrict);
        return parts => new DropConstraint(parts, name, ifExists, cascade);
    }

    /// <summary>What stands behind ALTER TABLE t PARTITION (..).</summary>
    private Func<ImmutableArray<string>, LogicalPlan>? Partition(int start)
    {
        var mark = _cursor.Mark();
        var spec = grammar.Statements.FullPartition();
        if (_cursor.Accept(TokenKind.Rename, TokenKind.To))
        {
            var target = grammar.Statements.FullPartition();
            return parts => new RenamePartition(parts, spec, target);
        }

        if (_native.TryReadTable(start) is not null)
        {
            return null;
        }

        if (_cursor.At(TokenKind.Replace, TokenKind.Columns))
        {
            // Without its partition the statement is legal text, with it only Hive knows it.
            _cursor.Reset(mark);
            grammar.Statements.Partition();
            _changes.Replace(start);
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.SpanFrom(start), ("message", "ALTER TABLE table PARTITION partition_spec REPLACE COLUMNS"));
            return static parts => new ReplaceColumns(parts, []);
        }

        if (_cursor.At(TokenKind.Change))
        {
            _cursor.Reset(mark);
            grammar.Statements.Partition();
            _changes.Change(start);
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.SpanFrom(start), ("message", "ALTER TABLE table PARTITION partition_spec CHANGE COLUMN"));
            return static parts => new AlterColumns(parts, []);
        }

        return SetStorage(spec);
    }

    /// <summary>SET SERDE, SET SERDEPROPERTIES and SET LOCATION.</summary>
    private Func<ImmutableArray<string>, LogicalPlan> SetStorage(PartitionSpec? spec)
    {
        _cursor.Expect(TokenKind.Set);
        if (_cursor.Accept(TokenKind.Location))
        {
            string location = grammar.Literals.StringValue();
            return parts => new SetTableLocation(parts, spec, location);
        }

        string? serde = null;
        var properties = ImmutableDictionary<string, string>.Empty;
        if (_cursor.Accept(TokenKind.Serde))
        {
            serde = grammar.Literals.StringValue();
            if (_cursor.Accept(TokenKind.With, TokenKind.Serdeproperties))
            {
                properties = grammar.Properties.Options();
            }
        }
        else
        {
            _cursor.Expect(TokenKind.Serdeproperties);
            properties = grammar.Properties.Options();
        }

        return parts => new SetTableSerde(parts, spec, serde, properties);
    }

    private Func<ImmutableArray<string>, LogicalPlan> AddPartitions(int start, bool isView)
    {
        _cursor.Advance();
        bool ifNotExists = grammar.Statements.IfNotExists();
        var partitions = ImmutableArray.CreateBuilder<(PartitionSpec, string?)>();
        do
        {
            var spec = grammar.Statements.FullPartition();
            string? location = _cursor.Accept(TokenKind.Location) ? grammar.Literals.StringValue() : null;
            partitions.Add((spec, location));
        }
        while (_cursor.At(TokenKind.Partition));
        RefuseView(start, isView, "ALTER VIEW ... ADD PARTITION");
        return parts => new AddPartitions(parts, partitions.ToImmutable(), ifNotExists, isView);
    }

    private Func<ImmutableArray<string>, LogicalPlan> DropPartitions(int start, bool isView)
    {
        _cursor.Advance();
        bool ifExists = grammar.Statements.IfExists();
        var partitions = ImmutableArray.CreateBuilder<PartitionSpec>();
        do
        {
            partitions.Add(grammar.Statements.FullPartition());
        }
        while (_cursor.Accept(TokenKind.Comma));
        bool purge = _cursor.Accept(TokenKind.Purge);
        RefuseView(start, isView, "ALTER VIEW ... DROP PARTITION");
        return parts => new DropPartitions(parts, partitions.ToImmutable(), ifExists, purge, isView);
    }

    private void RefuseView(int start, bool isView, string operation)
    {
        if (isView)
        {
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", _cursor.SpanFrom(start), ("operation", operation));
        }
    }
}
