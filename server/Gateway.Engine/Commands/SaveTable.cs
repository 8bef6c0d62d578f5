using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Runs <c>saveAsTable</c> and <c>insertInto</c> as the statements CREATE TABLE AS, DROP TABLE and INSERT.</summary>
internal static class SaveTable
{
    public static void Run(SaveData command, ImmutableArray<string> name, CommandContext context)
    {
        if (command.Target.ByPosition)
        {
            if (!command.PartitionColumns.IsEmpty)
            {
                throw new QueryException("PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO", ("tableName", Quote.Id(name)));
            }
            if (command.Buckets is not null)
            {
                throw new QueryException("_LEGACY_ERROR_TEMP_1312", ("operation", "insertInto"));
            }
            InsertHandler.Insert(Insertion(name, command, byName: false, command.Mode == SaveMode.Overwrite), context);
            return;
        }
        var (databaseName, simpleName) = context.Catalog.Qualify(name);
        var global = context.Catalog.Global;
        var existing = global.FindRelation(global.GetDatabase(databaseName).Name, simpleName);
        if (existing is StoredTable table)
        {
            switch (command.Mode)
            {
                case SaveMode.Append:
                    CheckColumns(table, command, context);
                    InsertHandler.Insert(Insertion(table.NameParts, command, byName: true, overwrite: false), context);
                    return;
                case SaveMode.Overwrite:
                    CheckNotRead(table, command, context);
                    global.RemoveRelation(databaseName, simpleName);
                    TableFiles.Remove(table);
                    break;
            }
        }
        var mode = command.Mode == SaveMode.Ignore ? CreateTableMode.CreateIfNotExists : CreateTableMode.Create;
        CreateTableHandler.Create(new CreateTable(name, mode, Spec(command), command.Input), context);
    }

    private static InsertInto Insertion(ImmutableArray<string> name, SaveData command, bool byName, bool overwrite) =>
        new(new UnresolvedRelation(name), null, [], byName, overwrite, false, false, command.Input);

    private static TableSpec Spec(SaveData command) => new(
        [], [], command.Format, [.. command.PartitionColumns.Select(static column => new PartitionTransform("identity", [new UnresolvedAttribute([column])]))], command.Buckets, [],
        [.. command.Options.Select(static option => (option.Key, (Expression)Literal.Of(option.Value)))], ImmutableDictionary<string, string>.Empty, null, null, null, null, false);

    private static void CheckColumns(StoredTable table, SaveData command, CommandContext context)
    {
        var schema = context.Session.Analyze(command.Input, context.Settings).Schema;
        if (schema.Fields.Length != table.Schema.Fields.Length)
        {
            throw new QueryException(
                "_LEGACY_ERROR_TEMP_1161",
                ("tableName", string.Join('.', table.NameParts)), ("existingTableSchema", TypeText.CatalogString(table.Schema)), ("querySchema", TypeText.CatalogString(schema)));
        }
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        foreach (var column in table.Schema.Fields)
        {
            if (!schema.Fields.Any(field => field.Name.Equals(column.Name, comparison)))
            {
                throw new QueryException("_LEGACY_ERROR_TEMP_1162", ("col", column.Name), ("inputColumns", string.Join(", ", schema.Fields.Select(static field => field.Name))));
            }
        }
    }

    private static void CheckNotRead(StoredTable table, SaveData command, CommandContext context)
    {
        var query = context.Session.Analyze(command.Input, context.Settings);
        if (query.SelfAndDescendants().OfType<TableScan>().Any(scan => scan.Table is SourceTable { Location: { } read } && read == table.Location))
        {
            throw new QueryException("UNSUPPORTED_OVERWRITE.TABLE", ("table", table.QuotedName));
        }
    }
}

/// <summary>Runs <c>writeTo(..).append()</c> and its overwriting siblings: the tables of this catalog take INSERT only.</summary>
internal sealed class WriteToTableHandler : CommandHandler<WriteToTable>
{
    protected override IEnumerable<object?[]> Rows(WriteToTable command, CommandContext context)
    {
        var table = TableLookup.Table(command.NameParts, default, "WRITE", context.Catalog, TableLookup.FullPath(context.Catalog));
        context.Session.Analyze(command.Query, context.Settings);
        throw new QueryException("_LEGACY_ERROR_TEMP_1012", ("identifier", table.QuotedName));
    }
}
