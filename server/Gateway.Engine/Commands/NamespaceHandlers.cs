using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Reads database names of one part, or two with the session catalog in front.</summary>
internal static class NamespaceNames
{
    public static string Single(ImmutableArray<string> parts)
    {
        if (parts.Length == 2 && parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            return parts[1].ToLowerInvariant();
        }
        return parts.Length == 1
            ? parts[0].ToLowerInvariant()
            : throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", GlobalCatalog.CatalogName), ("identifier", Quote.Id(parts)));
    }
}

internal sealed class CreateNamespaceHandler : CommandHandler<CreateNamespace>
{
    protected override IEnumerable<object?[]> Rows(CreateNamespace command, CommandContext context)
    {
        string name = NamespaceNames.Single(command.NameParts);
        var global = context.Catalog.Global;
        var database = new Database(name, command.Location ?? "file:" + Path.Combine(global.WarehouseDirectory, name + ".db"))
        {
            Comment = command.Comment ?? "",
            Properties = command.Properties.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
        if (!global.AddDatabase(database) && !command.IfNotExists)
        {
            throw new QueryException("SCHEMA_ALREADY_EXISTS", ("schemaName", Quote.Id([name])));
        }
        return [];
    }
}

internal sealed class DropNamespaceHandler : CommandHandler<DropNamespace>
{
    protected override IEnumerable<object?[]> Rows(DropNamespace command, CommandContext context)
    {
        string name = NamespaceNames.Single(command.NameParts);
        var global = context.Catalog.Global;
        var database = global.FindDatabase(name);
        if (database is null)
        {
            return command.IfExists ? [] : throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([GlobalCatalog.CatalogName, name])));
        }
        if (name == GlobalCatalog.DefaultDatabase)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.DROP_DATABASE", ("database", Quote.Id([GlobalCatalog.CatalogName, name])));
        }
        if (!command.Cascade && !global.IsEmpty(database))
        {
            throw new QueryException("SCHEMA_NOT_EMPTY", ("schemaName", Quote.Id([name])));
        }
        foreach (var table in global.Relations(name).Select(static pair => pair.Relation).OfType<StoredTable>())
        {
            TableFiles.Remove(table);
        }
        global.RemoveDatabase(name);
        return [];
    }
}

internal sealed class ShowNamespacesHandler : CommandHandler<ShowNamespaces>
{
    protected override IEnumerable<object?[]> Rows(ShowNamespaces command, CommandContext context) =>
        context.Catalog.Global.DatabaseNames().Where(name => NamePattern.Matches(command.Pattern, name)).Select(static name => new object?[] { name });
}

internal sealed class ShowCurrentNamespaceHandler : CommandHandler<ShowCurrentNamespace>
{
    protected override IEnumerable<object?[]> Rows(ShowCurrentNamespace command, CommandContext context) => [[context.Catalog.CurrentCatalog, string.Join('.', context.Catalog.CurrentNamespace)]];
}

internal sealed class ShowCatalogsHandler : CommandHandler<ShowCatalogs>
{
    protected override IEnumerable<object?[]> Rows(ShowCatalogs command, CommandContext context) => NamePattern.Matches(command.Pattern, GlobalCatalog.CatalogName) ? [[GlobalCatalog.CatalogName]] : [];
}

internal sealed class DescribeNamespaceHandler : CommandHandler<DescribeNamespace>
{
    protected override IEnumerable<object?[]> Rows(DescribeNamespace command, CommandContext context)
    {
        string name = NamespaceNames.Single(command.NameParts);
        var database = context.Catalog.Global.GetDatabase(name);
        yield return ["Catalog Name", GlobalCatalog.CatalogName];
        yield return ["Namespace Name", database.Name];
        yield return ["Comment", database.Comment];
        yield return ["Location", database.Location];
        yield return ["Owner", context.Session.User];
        if (command.Extended)
        {
            yield return ["Properties", database.Properties.IsEmpty ? "" : "(" + string.Join(", ", database.Properties.Select(static pair => $"({pair.Key},{pair.Value})")) + ")"];
        }
    }
}
