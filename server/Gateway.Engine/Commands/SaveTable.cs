using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
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
                throw new QueryException("PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO", ("tableName", string.Join('.', name)));
            }
            SaveDataHandler.RefuseBuckets(command, "insertInto");
            InsertHandler.Insert(Insertion(name, command, byName: false, command.Mode == SaveMode.Overwrite), context);
            return;
        }
        var (databaseName, simpleName) = context.Catalog.Qualify(name);
        var global = context.Catalog.Global;
        var existing = global.FindRelation(global.GetDatabase(databaseName).Name, simpleName);
        if (existing is not null && command.Mode == SaveMode.ErrorIfExists)
        {
            throw new QueryException("TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id(existing.NameParts)));
        }
        if (existing is CatalogView && command.Mode == SaveMode.Append)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1158").As("AnalysisException");
        }
        if (existing is CatalogView && command.Mode == SaveMode.Overwrite)
        {
            global.RemoveRelation(databaseName, simpleName);
        }
        if (existing is StoredTable table)
        {
            switch (command.Mode)
            {
                case SaveMode.Append:
                    AppendChecks.Run(table, command, context);
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
        [], [], command.Format, [.. command.PartitionColumns.Select(static column => new PartitionTransform("identity", [new UnresolvedAttribute([column])]))], command.Buckets, command.ClusterBy,
        [.. command.Options.Select(static option => (option.Key, (Expression)Literal.Of(option.Value)))], ImmutableDictionary<string, string>.Empty, null, null, null, null, false);

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
