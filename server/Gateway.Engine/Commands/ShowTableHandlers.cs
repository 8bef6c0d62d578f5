using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Lists what a database and the session hold.</summary>
internal static class RelationListing
{
    private const string GlobalDatabase = "global_temp";

    /// <summary>Gives namespace, name, whether temporary, and the relation itself: the database's first, then temporary views.</summary>
    public static IEnumerable<(string Namespace, string Name, bool IsTemporary, CatalogRelation Relation)> Of(ImmutableArray<string> parts, string? pattern, CommandContext context)
    {
        string database = Database(parts, context);
        var catalog = context.Catalog;
        var found = database == GlobalDatabase
            ? catalog.Global.GlobalViews.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => (GlobalDatabase, pair.Key, true, pair.Value))
            : catalog.Global.Relations(catalog.Global.GetDatabase(database).Name).Select(pair => (database, pair.Name, false, pair.Relation));
        return found.Concat(catalog.TemporaryViews().Select(static pair => ("", pair.Name, true, pair.View))).Where(row => NamePattern.Matches(pattern, row.Item2));
    }

    private static string Database(ImmutableArray<string> parts, CommandContext context)
    {
        if (parts.IsDefaultOrEmpty)
        {
            return string.Join('.', context.Catalog.CurrentNamespace).ToLowerInvariant();
        }
        return NamespaceNames.Existing(parts).ToLowerInvariant();
    }
}

internal sealed class ShowTablesHandler : CommandHandler<ShowTables>
{
    protected override IEnumerable<object?[]> Rows(ShowTables command, CommandContext context)
    {
        var found = RelationListing.Of(command.Namespace, command.Pattern, context);
        if (!command.AsJson)
        {
            return found.Select(static row => new object?[] { row.Namespace, row.Name, row.IsTemporary });
        }
        var tables = found.Select(static row => (JsonNode)new JsonObject
        {
            ["name"] = row.Name,
            ["namespace"] = new JsonArray([.. row.Namespace.Length == 0 ? [] : new JsonNode?[] { row.Namespace }]),
            ["isTemporary"] = row.IsTemporary,
        });
        return [[RelationJson.Text(new JsonObject { ["tables"] = new JsonArray([.. tables]) })]];
    }
}

internal sealed class ShowViewsHandler : CommandHandler<ShowViews>
{
    protected override IEnumerable<object?[]> Rows(ShowViews command, CommandContext context) =>
        RelationListing.Of(command.Namespace, command.Pattern, context).Where(static row => row.IsTemporary || row.Relation is CatalogView or CatalogPlan)
            .Select(static row => new object?[] { row.Namespace, row.Name, row.IsTemporary });
}

internal sealed class ShowColumnsHandler : CommandHandler<ShowColumns>
{
    protected override IEnumerable<object?[]> Rows(ShowColumns command, CommandContext context)
    {
        var parts = command.NameParts;
        if (!command.Namespace.IsDefaultOrEmpty)
        {
            if (parts.Length > 1 && !parts[^2].Equals(command.Namespace[^1], StringComparison.OrdinalIgnoreCase))
            {
                throw new QueryException("SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE", ("namespaceA", Quote.Id(command.Namespace)), ("namespaceB", Quote.Id(parts[..^1])));
            }
            parts = [.. command.Namespace, parts[^1]];
        }
        return RelationColumns.Of(TableLookup.Relation(parts, command.NameOrigin, context.Catalog), parts, context).Select(static column => new object?[] { column.Name });
    }
}

/// <summary>Gets the columns of tables and views as the catalog declares them.</summary>
internal static class RelationColumns
{
    public static IReadOnlyList<StructField> Of(CatalogRelation relation, ImmutableArray<string> parts, CommandContext context) => relation switch
    {
        StoredTable table => table.Schema.Fields,
        CatalogView { IsTemporary: false } view => view.Columns.Fields,
        _ => context.Session.Analyze(new UnresolvedRelation(parts), context.Settings).Schema.Fields,
    };
}

internal sealed class ShowTablePropertiesHandler : CommandHandler<ShowTableProperties>
{
    protected override IEnumerable<object?[]> Rows(ShowTableProperties command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog);
        var properties = TableText.Properties(relation);
        if (TableLookup.IsTemporary(relation))
        {
            return [];
        }
        if (command.Key is not { } key)
        {
            return properties.Select(static pair => new object?[] { pair.Key, pair.Value });
        }
        return [[key, properties.GetValueOrDefault(key) ?? string.Create(CultureInfo.InvariantCulture, $"Table {string.Join('.', relation.NameParts)} does not have property: {key}")]];
    }
}

internal sealed class ShowCreateTableHandler : CommandHandler<ShowCreateTable>
{
    protected override IEnumerable<object?[]> Rows(ShowCreateTable command, CommandContext context)
    {
        switch (TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog))
        {
            case StoredTable table when command.AsSerde:
                throw new QueryException("UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE", ("tableName", Quote.Id(table.NameParts)));
            case StoredTable table:
                return [[TableText.CreateStatement(table)]];
            case CatalogView { Metrics: not null } metrics:
                throw new QueryException("UNSUPPORTED_SHOW_CREATE_TABLE.ON_METRIC_VIEW", ("tableName", Quote.Id([metrics.NameParts[^1]])));
            case CatalogView { IsTemporary: false } view:
                return [[TableText.CreateStatement(view)]];
            case var temporary:
                throw TableLookup.NotPermanent(temporary, command.NameOrigin, "SHOW CREATE TABLE");
        }
    }
}

internal sealed class ShowPartitionsHandler : CommandHandler<ShowPartitions>
{
    protected override IEnumerable<object?[]> Rows(ShowPartitions command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "SHOW PARTITIONS", context);
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", ("name", table.QuotedName));
        }
        var matches = command.Partition is null ? static _ => true : StaticPartition.Matcher(StaticPartition.Values(command.Partition, table, context, command.Origin, dynamicFirst: true), table);
        var found = table.Partitions.Where(matches);
        if (!command.AsJson)
        {
            return found.Select(static folder => new object?[] { folder });
        }
        var partitions = found.Select(static folder => (JsonNode)new JsonObject(folder.Split('/').Select(static part => part.Split('=', 2)).Select(static pair => KeyValuePair.Create(pair[0], (JsonNode?)pair[1]))));
        return [[RelationJson.Text(new JsonObject { ["partitions"] = new JsonArray([.. partitions]) })]];
    }
}
