using System.Text.Json.Nodes;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Showing;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Lists tables and views with all that is known of them, or tells one partition of a table.</summary>
internal sealed class ShowTableExtendedHandler : CommandHandler<ShowTableExtended>
{
    protected override IEnumerable<object?[]> Rows(ShowTableExtended command, CommandContext context)
    {
        if (command.Partition is { } spec)
        {
            if (command.AsJson)
            {
                throw new QueryException("UNSUPPORTED_FEATURE.SHOW_TABLE_EXTENDED_JSON_WITH_PARTITION");
            }
            return [Partition(command, spec, context)];
        }
        if (command.AsJson)
        {
            var tables = RelationListing.Of(command.Namespace, command.Pattern, context).Select(static row => (JsonNode)new JsonObject
            {
                ["name"] = row.Name,
                ["catalog"] = GlobalCatalog.CatalogName,
                ["namespace"] = new JsonArray([.. row.Namespace.Length == 0 ? [] : new JsonNode?[] { row.Namespace }]),
                ["type"] = row.Relation is StoredTable table ? table.TypeName : "VIEW",
                ["isTemporary"] = row.IsTemporary,
            });
            return [[RelationJson.Text(new JsonObject { ["tables"] = new JsonArray([.. tables]) })]];
        }
        return [.. RelationListing.Of(command.Namespace, command.Pattern, context).Select(row => new object?[]
        {
            row.Namespace, row.Name, row.IsTemporary,
            Lines(RelationDetails.Of(row.Relation).Concat(row.Relation is StoredTable { PartitionColumns: { IsEmpty: false } columns } ? [("Partition Columns", RelationDetails.Names(columns))] : []))
                + "Schema: " + SchemaTree.Print(new StructType(RelationColumns.Of(row.Relation, row.Relation.NameParts, context)), 0) + "\n",
        })];
    }

    private static object?[] Partition(ShowTableExtended command, PartitionSpec spec, CommandContext context)
    {
        var table = TableLookup.Table([.. command.Namespace.IsDefault ? [] : command.Namespace, command.Pattern], command.NameOrigin, "SHOW TABLE EXTENDED ... PARTITION ...", context.Catalog);
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1251", ("action", "SHOW TABLE EXTENDED"), ("tableName", table.NameParts[^1]));
        }
        var values = StaticPartition.Complete(spec, table, context, command.Origin);
        string folder = StaticPartition.Folder(values, table);
        if (!table.Partitions.Contains(folder))
        {
            throw PartitionFaults.NotFound(StaticPartition.Shown(values, table), table);
        }
        return [table.NameParts[1], table.NameParts[2], false, Lines(RelationDetails.OfPartition(table, folder))];
    }

    private static string Lines(IEnumerable<(string Name, string Value)> details) => string.Concat(details.Select(static pair => pair.Name + ": " + pair.Value + "\n"));
}
