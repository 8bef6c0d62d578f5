using Gateway.Core.Errors;
using Gateway.Engine.Sessions;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Drops a table with its files, or a view of the name.</summary>
internal sealed class DropTableHandler : CommandHandler<DropTable>
{
    protected override IEnumerable<object?[]> Rows(DropTable command, CommandContext context)
    {
        var parts = command.NameParts;
        if (SessionCatalog.SessionVariableName(parts) is { } simple && context.Catalog.DropView(simple, isGlobal: false))
        {
            return [];
        }
        if (parts.Length == 2 && parts[0].Equals("global_temp", StringComparison.OrdinalIgnoreCase) && context.Catalog.DropView(parts[1], isGlobal: true))
        {
            return [];
        }
        var (database, name) = context.Catalog.Qualify(parts);
        if (context.Catalog.Global.FindRelation(database, name) is not { } relation || !context.Catalog.IsSpelled(relation.NameParts[^1], name))
        {
            return command.IfExists ? [] : throw TableLookup.NotFound(
                [GlobalCatalog.CatalogName, database.ToLowerInvariant(), context.Catalog.StoredName(name)], "[" + Quote.Id([GlobalCatalog.CatalogName, database.ToLowerInvariant()]) + "]", default);
        }
        context.Catalog.Global.RemoveRelation(database, name);
        if (relation is StoredTable table)
        {
            TableFiles.Remove(table);
        }
        return [];
    }
}

/// <summary>Removes the rows of a table or of some partitions.</summary>
internal sealed class TruncateTableHandler : CommandHandler<TruncateTable>
{
    protected override IEnumerable<object?[]> Rows(TruncateTable command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "TRUNCATE TABLE", context);
        if (table.IsExternal)
        {
            throw new QueryException("CANNOT_TRUNCATE_EXTERNAL_TABLE", ("tableName", table.QuotedName));
        }
        if (command.Partition is null)
        {
            if (table.PartitionColumns.IsEmpty)
            {
                TableFiles.Clear(table.Location);
            }
            foreach (string folder in table.Partitions)
            {
                TableFiles.Clear(table.PlaceOf(folder));
            }
            Emptied(table, context);
            return [];
        }
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1267", ("tableIdentWithDB", table.QuotedName));
        }
        var matches = StaticPartition.Matcher(StaticPartition.Values(command.Partition, table, context, command.Origin, dynamicFirst: true), table);
        foreach (string folder in table.Partitions.Where(matches))
        {
            TableFiles.Clear(table.PlaceOf(folder));
        }
        Emptied(table, context);
        return [];
    }

    private static void Emptied(StoredTable table, CommandContext context)
    {
        if (table.Statistics is not null)
        {
            TableLookup.Replace(table.WithChangedFiles() with { Statistics = new TableStatistics(0, 0) }, context);
        }
    }
}
