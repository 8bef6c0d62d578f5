using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;

namespace Gateway.Engine.Commands;

internal sealed class AddColumnsHandler : CommandHandler<AddColumns>
{
    protected override IEnumerable<object?[]> Rows(AddColumns command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, command.IsList ? "ALTER TABLE ... ADD COLUMNS" : "ALTER TABLE ... ADD COLUMN", context);
        foreach (var nested in command.Columns.Where(static column => column.Path.Length > 1))
        {
            RequireParent(nested, table, context);
        }
        if (command.Columns.Any(static column => column.Path.Length > 1))
        {
            throw TableLookup.Unsupported(table, "ADD COLUMN with qualified column");
        }
        CheckPositions(command, table, context);
        foreach (var column in command.Columns)
        {
            TableColumns.CheckMapKeys(TableColumns.WithoutLengths(column.Definition.Type));
        }
        string fixedFormat = FileFormats.Find(table.Provider).Name;
        if (fixedFormat is "text" or "xml" or "binaryFile")
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1260", ("tableType", fixedFormat == "text" ? "org.apache.spark.sql.execution.datasources.v2.text.TextDataSourceV2" : fixedFormat.ToUpperInvariant()), ("table", table.QuotedName));
        }
        if (command.Columns.Any(static column => ColumnDefaults.HasCalendarInterval(column.Definition.Type)))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1183");
        }
        if (command.Columns.Any(static column => !column.Definition.Nullable))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1052");
        }
        var added = command.Columns.Select(column =>
        {
            var stored = TableColumns.Stored(column.Path[0], Plans.Analysis.Passes.DefaultCollations.Apply(column.Definition.Type, table.Collation), column.Definition.Comment);
            stored = stored with { Type = SchemaMerging.AsNullable(stored.Type) };
            return column.Definition.Default is { } written ? ColumnDefaults.With(stored, written, "ALTER TABLE ADD COLUMNS", true, table.Provider, context) : stored;
        }).ToList();
        TableColumns.CheckNames(table.Schema.Fields.Concat(added).Select(static column => column with { Type = NullType.Instance }), context.Settings.CaseSensitive);
        int data = table.Schema.Fields.Length - table.PartitionColumns.Length;
        TableLookup.Replace(table with
        {
            Schema = new StructType([.. table.Schema.Fields.Take(data), .. added, .. table.Schema.Fields.Skip(data)]),
            MissingValues = table.MissingValues.SetItems(added.Where(static column => column.Metadata.Contains(TableColumns.ExistsDefaultKey)).Select(column => KeyValuePair.Create(column.Name,
                VariableValues.Evaluate(context.Session.ParseExpression(column.Metadata.GetString(TableColumns.ExistsDefaultKey)!), column.Type, context).Value))),
        }, context);
        return [];
    }

    /// <summary>A nested column is added to a struct of the table.</summary>
    private static void RequireParent(AddedColumn column, StoredTable table, CommandContext context)
    {
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        DataType type = table.Schema;
        for (int depth = 0; depth < column.Path.Length - 1; depth++)
        {
            if (type is not StructType parent)
            {
                break;
            }
            if (parent.Fields.FirstOrDefault(field => field.Name.Equals(column.Path[depth], comparison)) is not { } found)
            {
                throw new QueryException("UNRESOLVED_COLUMN.WITH_SUGGESTION", column.Definition.Origin,
                    ("objectName", Quote.Id(column.Path.Take(depth + 1))), ("proposal", string.Join(", ", table.Schema.Fields.Select(static field => Quote.Id([field.Name])))));
            }
            type = found.Type;
        }
        if (type is not (StructType or ArrayType or MapType))
        {
            throw new QueryException("INVALID_FIELD_NAME", column.Definition.Origin, ("fieldName", Quote.Id(column.Path)), ("path", Quote.Id(column.Path.Take(column.Path.Length - 1))));
        }
    }

    /// <summary>AFTER takes a column of the table or one added before; where it puts the column makes no difference to file tables.</summary>
    private static void CheckPositions(AddColumns command, StoredTable table, CommandContext context)
    {
        var known = table.Schema.Fields.Select(static field => field.Name).ToList();
        var comparer = context.Settings.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        foreach (var column in command.Columns)
        {
            if (column.Position?.After is { } after && !known.Contains(after, comparer))
            {
                throw new QueryException("FIELD_NOT_FOUND", ("fieldName", Quote.Id([column.Path[0]])), ("fields", string.Join(", ", known))).As("AnalysisException");
            }
            known.Add(column.Path[0]);
        }
    }
}

/// <summary>Changes the comment or default of one column; file tables allow no more.</summary>
internal sealed class AlterColumnsHandler : CommandHandler<AlterColumns>
{
    protected override IEnumerable<object?[]> Rows(AlterColumns command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... ALTER COLUMN", context);
        if (command.Changes.Length > 1)
        {
            foreach (var each in command.Changes)
            {
                Find(table, each.Column, command, context);
            }
            throw TableLookup.Unsupported(table, "ALTER COLUMN in bulk");
        }
        var change = command.Changes[0];
        int index = Find(table, change.Column, command, context);
        if (change.Column.Length > 1)
        {
            throw TableLookup.Unsupported(table, "ALTER COLUMN with qualified column");
        }
        if (change.Nullable is not null)
        {
            throw TableLookup.Unsupported(table, "ALTER COLUMN ... SET NOT NULL");
        }
        if (change.Position is { } position)
        {
            if (position.After is { } after)
            {
                Find(table, [after], command, context);
            }
            throw TableLookup.Unsupported(table, "ALTER COLUMN ... FIRST | AFTER");
        }
        var column = table.Schema.Fields[index];
        if (table.PartitionColumns.Contains(column.Name))
        {
            throw new QueryException("CANNOT_ALTER_PARTITION_COLUMN", ("tableName", table.QuotedName), ("columnName", Quote.Id([column.Name])));
        }
        if (change.Type is { } type)
        {
            if (TableColumns.DeclaredText(column) != TypeText.CatalogString(type) && !(column.Type is StringType && type is StringType && TableColumns.Limit(column) is null))
            {
                throw new QueryException("NOT_SUPPORTED_CHANGE_COLUMN", command.Origin,
                    ("table", table.QuotedName), ("originName", Quote.Id([column.Name])), ("originType", column.Metadata.Contains(TableColumns.RawTypeKey) ? Quote.Type(TableColumns.DeclaredText(column)) : Quote.Type(column.Type)),
                    ("newName", Quote.Id([column.Name])), ("newType", Quote.Type(type)));
            }
            // STRING alone keeps the collation that the column has.
            column = type is StringType { IsDefault: false } ? column with { Type = type } : column;
        }
        if (change.Comment is { } comment)
        {
            column = column with { Metadata = column.Metadata.With(TableColumns.CommentKey, comment) };
        }
        if (change.DropDefault)
        {
            column = column with { Metadata = column.Metadata.Without(TableColumns.CurrentDefaultKey) };
        }
        if (change.Default is { } written)
        {
            column = ColumnDefaults.With(column, written, "ALTER TABLE ALTER COLUMN", false, table.Provider, context);
        }
        TableLookup.Replace(table with { Schema = new StructType(table.Schema.Fields.Select((field, i) => i == index ? column : field)) }, context);
        return [];
    }

    internal static int Find(StoredTable table, ImmutableArray<string> path, Plans.Logical.Command command, CommandContext context)
    {
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        int index = Array.FindIndex([.. table.Schema.Fields], field => field.Name.Equals(path[0], comparison));
        return index >= 0 && Member(table.Schema.Fields[index].Type, path.AsSpan()[1..], comparison) ? index : throw new QueryException("UNRESOLVED_COLUMN.WITH_SUGGESTION", command.Origin,
            ("objectName", Quote.Id(path)), ("proposal", string.Join(", ", table.Schema.Fields.Select(static field => Quote.Id([field.Name])))));
    }

    private static bool Member(DataType type, ReadOnlySpan<string> path, StringComparison comparison)
    {
        if (path.IsEmpty)
        {
            return true;
        }
        string name = path[0];
        var next = type switch
        {
            StructType s => s.Fields.FirstOrDefault(field => field.Name.Equals(name, comparison))?.Type,
            ArrayType a when name.Equals("element", comparison) => a.Element,
            MapType m when name.Equals("key", comparison) => m.Key,
            MapType m when name.Equals("value", comparison) => m.Value,
            _ => null,
        };
        return next is not null && Member(next, path[1..], comparison);
    }
}

internal sealed class RenameColumnHandler : CommandHandler<RenameColumn>
{
    protected override IEnumerable<object?[]> Rows(RenameColumn command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... RENAME COLUMN", context);
        AlterColumnsHandler.Find(table, command.Column, command, context);
        throw TableLookup.Unsupported(table, "RENAME COLUMN");
    }
}

internal sealed class ReplaceColumnsHandler : CommandHandler<ReplaceColumns>
{
    protected override IEnumerable<object?[]> Rows(ReplaceColumns command, CommandContext context) =>
        throw TableLookup.Unsupported(TableLookup.Table(command, command.NameParts, "ALTER TABLE ... REPLACE COLUMNS", context), "REPLACE COLUMNS");
}

internal sealed class DropTableColumnsHandler : CommandHandler<DropTableColumns>
{
    protected override IEnumerable<object?[]> Rows(DropTableColumns command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... DROP COLUMNS", context);
        foreach (var column in command.IfExists ? [] : command.Columns)
        {
            AlterColumnsHandler.Find(table, column, command, context);
        }
        throw TableLookup.Unsupported(table, "DROP COLUMN");
    }
}

internal sealed class AddConstraintHandler : CommandHandler<AddConstraint>
{
    protected override IEnumerable<object?[]> Rows(AddConstraint command, CommandContext context) =>
        throw TableLookup.Unsupported(TableLookup.Table(command.NameParts, command.NameOrigin, "ALTER TABLE ... ADD CONSTRAINT", context.Catalog, TableLookup.FullPath(context.Catalog)), "ADD CONSTRAINT");
}

internal sealed class DropConstraintHandler : CommandHandler<DropConstraint>
{
    protected override IEnumerable<object?[]> Rows(DropConstraint command, CommandContext context) =>
        throw TableLookup.Unsupported(TableLookup.Table(command, command.NameParts, "ALTER TABLE ... DROP CONSTRAINT", context), "DROP CONSTRAINT");
}

internal sealed class SetTablePropertiesHandler : CommandHandler<SetTableProperties>
{
    protected override IEnumerable<object?[]> Rows(SetTableProperties command, CommandContext context)
    {
        if (command.IsView)
        {
            var view = TableLookup.View(command, command.NameParts, "ALTER VIEW ... SET TBLPROPERTIES", "USE_ALTER_TABLE", context);
            context.Catalog.EvolveView(view with
            {
                Properties = view.Properties.SetItems(command.Properties.Where(static pair => pair.Key != TableColumns.CommentKey)),
                Comment = command.Properties.GetValueOrDefault(TableColumns.CommentKey) ?? view.Comment,
            });
            return [];
        }
        var table = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog) as StoredTable ?? throw TableLookup.NotTable(
            TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog), command.NameOrigin, "ALTER TABLE ... SET TBLPROPERTIES", "USE_ALTER_VIEW");
        var properties = table.Properties.SetItems(command.Properties.Where(static pair => pair.Key != "comment"));
        TableLookup.Replace(table with { Properties = properties, Comment = command.Properties.GetValueOrDefault("comment") ?? table.Comment }, context);
        return [];
    }
}

internal sealed class UnsetTablePropertiesHandler : CommandHandler<UnsetTableProperties>
{
    protected override IEnumerable<object?[]> Rows(UnsetTableProperties command, CommandContext context)
    {
        if (command.IsView)
        {
            var view = TableLookup.View(command, command.NameParts, "ALTER VIEW ... UNSET TBLPROPERTIES", "USE_ALTER_TABLE", context);
            context.Catalog.EvolveView(view with { Properties = view.Properties.RemoveRange(command.Keys), Comment = command.Keys.Contains(TableColumns.CommentKey) ? null : view.Comment });
            return [];
        }
        var table = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog) as StoredTable ?? throw TableLookup.NotTable(
            TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog), command.NameOrigin, "ALTER TABLE ... UNSET TBLPROPERTIES", "USE_ALTER_VIEW");
        TableLookup.Replace(table with { Properties = table.Properties.RemoveRange(command.Keys), Comment = command.Keys.Contains("comment") ? null : table.Comment }, context);
        return [];
    }
}

internal sealed class CommentOnTableHandler : CommandHandler<CommentOnTable>
{
    protected override IEnumerable<object?[]> Rows(CommentOnTable command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "COMMENT ON TABLE", context);
        TableLookup.Replace(table with { Comment = command.Comment }, context);
        return [];
    }
}

/// <summary>Changes the comments of columns; files tables take one column at a time.</summary>
internal sealed class CommentOnColumnsHandler : CommandHandler<CommentOnColumns>
{
    protected override IEnumerable<object?[]> Rows(CommentOnColumns command, CommandContext context)
    {
        var origin = command.NameOrigin.IsKnown ? command.NameOrigin : command.Origin;
        var table = TableLookup.Table(command.NameParts, origin, "COMMENT ON COLUMN", context.Catalog);
        if (command.Comments.Length > 1)
        {
            throw TableLookup.Unsupported(table, "ALTER COLUMN in bulk");
        }
        var (path, comment) = command.Comments[0];
        int index = AlterColumnsHandler.Find(table, path, command, context);
        if (path.Length > 1)
        {
            throw TableLookup.Unsupported(table, "ALTER COLUMN with qualified column");
        }
        var column = table.Schema.Fields[index];
        if (table.PartitionColumns.Contains(column.Name))
        {
            throw new QueryException("CANNOT_ALTER_PARTITION_COLUMN", ("tableName", table.QuotedName), ("columnName", Quote.Id([column.Name])));
        }
        column = column with { Metadata = comment.Length == 0 ? column.Metadata.Without(TableColumns.CommentKey) : column.Metadata.With(TableColumns.CommentKey, comment) };
        TableLookup.Replace(table with { Schema = new StructType(table.Schema.Fields.Select((field, i) => i == index ? column : field)) }, context);
        return [];
    }
}

internal sealed class SetTableLocationHandler : CommandHandler<SetTableLocation>
{
    protected override IEnumerable<object?[]> Rows(SetTableLocation command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... SET LOCATION ...", context);
        if (command.Partition is not null && table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1251", ("action", "ALTER TABLE ... SET LOCATION"), ("tableName", table.NameParts[^1]));
        }
        if (command.Partition is { } spec)
        {
            var values = StaticPartition.Complete(spec, table, context, command.Origin);
            string folder = StaticPartition.Folder(values, table);
            if (!table.Partitions.Contains(folder))
            {
                throw PartitionFaults.NotFound(StaticPartition.Shown(values, table), table);
            }
            TableLookup.Replace(table.WithChangedFiles() with { PartitionPlaces = table.PartitionPlaces.SetItem(folder, TableFiles.Place(command.Location)) }, context);
            return [];
        }
        // Partitions stay where they are: the catalog keeps the place of each.
        var places = table.PartitionPlaces.SetItems(table.Partitions.Select(folder => KeyValuePair.Create(folder, table.PlaceOf(folder))));
        TableLookup.Replace(table with { Location = TableFiles.Place(command.Location), PartitionPlaces = places }, context);
        return [];
    }
}

internal sealed class SetClusteringHandler : CommandHandler<SetClustering>
{
    protected override IEnumerable<object?[]> Rows(SetClustering command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... CLUSTER BY", context);
        var columns = Clustering.Resolve(command.Columns, table.Schema, context);
        TableLookup.Replace(table with { ClusterBy = columns, Properties = table.Properties.SetItem(Clustering.PropertyName, Clustering.Text(columns)) }, context);
        return [];
    }
}

/// <summary>Renames a table with its directory, or a view.</summary>
internal sealed class RenameTableHandler : CommandHandler<RenameTable>
{
    protected override IEnumerable<object?[]> Rows(RenameTable command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog);
        if (command.NewName.Length > 2)
        {
            throw new QueryException("IDENTIFIER_TOO_MANY_NAME_PARTS", ("identifier", Quote.Id(command.NewName)), ("limit", "2"));
        }
        string name = command.NewName[^1];
        if (TableLookup.IsTemporary(relation))
        {
            if (command.NewName.Length > 1)
            {
                throw new QueryException("RENAME_TEMP_VIEW_WITH_DATABASE", ("oldName", Quote.Id(relation.NameParts)), ("newName", Quote.Id(command.NewName)), ("db", Quote.Id([command.NewName[^2]])));
            }
            context.Catalog.CreateView(name, relation with { NameParts = [name] }, isGlobal: false, replace: false);
            context.Catalog.DropView(relation.NameParts[0], isGlobal: false);
            return [];
        }
        if (command.IsView && relation is StoredTable)
        {
            throw new QueryException("EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE", ("tableName", Quote.Id(command.NameParts)), ("operation", "ALTER VIEW"));
        }
        if (!command.IsView && relation is not StoredTable)
        {
            throw new QueryException("EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW", ("viewName", Quote.Id(command.NameParts)), ("operation", "ALTER TABLE"));
        }
        var global = context.Catalog.Global;
        string database = relation.NameParts[1];
        if (command.NewName.Length > 1 && !command.NewName[^2].Equals(database, StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH", ("db", Quote.Id([database])), ("newDb", Quote.Id([command.NewName[^2]])));
        }
        RelationNames.Check(name);
        if (global.FindRelation(database, name) is not null)
        {
            throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([database, context.Catalog.StoredName(name)])));
        }
        ImmutableArray<string> parts = [relation.NameParts[0], database, context.Catalog.StoredName(name)];
        var renamed = relation with { NameParts = parts };
        if (renamed is StoredTable { IsExternal: false } table)
        {
            string place = Path.Combine(Path.GetDirectoryName(table.Location)!, parts[^1]);
            if (Directory.Exists(table.Location))
            {
                Directory.Move(table.Location, place);
            }
            renamed = table with { Location = place };
        }
        global.RemoveRelation(database, relation.NameParts[2]);
        global.PutRelation(global.GetDatabase(database), name, renamed, replace: false);
        return [];
    }
}

/// <summary>Changes the collation of texts that later columns get; those that are there keep theirs.</summary>
internal sealed class SetTableCollationHandler : CommandHandler<SetTableCollation>
{
    protected override IEnumerable<object?[]> Rows(SetTableCollation command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... DEFAULT COLLATION", context);
        TableLookup.Replace(table with { Collation = command.Collation }, context);
        return [];
    }
}
