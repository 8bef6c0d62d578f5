using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

internal sealed class CreateNamespaceHandler : CommandHandler<CreateNamespace>
{
    protected override IEnumerable<object?[]> Rows(CreateNamespace command, CommandContext context)
    {
        string written = NamespaceNames.New(command.NameParts);
        string name = written.ToLowerInvariant();
        if (command.Location is "")
        {
            throw NamespaceLocation.Empty();
        }
        if (name == NamespaceNames.GlobalTemporary)
        {
            throw new QueryException("RESERVED_DATABASE_NAME", ("database", Quote.Id([name])));
        }
        RelationNames.Check(written);
        var global = context.Catalog.Global;
        var database = new Database(name, command.Location is { } location ? NamespaceLocation.Of(location, global) : "file:" + Path.Combine(global.WarehouseDirectory, name + ".db"))
        {
            Comment = command.Comment ?? command.Properties.GetValueOrDefault(NamespaceProperties.Comment) ?? "",
            Collation = command.Collation,
            Properties = command.Properties.Remove(NamespaceProperties.Comment).ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
        if (!global.AddDatabase(database) && !command.IfNotExists)
        {
            throw new QueryException("SCHEMA_ALREADY_EXISTS", ("schemaName", Quote.Id([name])));
        }
        return [];
    }
}

/// <summary>Names properties that are fields of the database itself.</summary>
internal static class NamespaceProperties
{
    public const string Comment = "comment";
}

/// <summary>Reads the LOCATION of a database.</summary>
internal static class NamespaceLocation
{
    /// <summary>Gives the URI of a path; relative ones lie in the warehouse.</summary>
    public static string Of(string written, GlobalCatalog global)
    {
        string path = written.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || Path.IsPathRooted(written) ? written : Path.Combine(global.WarehouseDirectory, written);
        return "file:" + PathText.ToLocal(path).TrimEnd('/');
    }

    public static QueryException Empty() => new QueryException("INVALID_EMPTY_LOCATION", ("location", "")).As("IllegalArgumentException");
}

/// <summary>Drops a database; sessions whose current database it is keep its name.</summary>
internal sealed class DropNamespaceHandler : CommandHandler<DropNamespace>
{
    protected override IEnumerable<object?[]> Rows(DropNamespace command, CommandContext context)
    {
        string name = NamespaceNames.Existing(command.NameParts);
        var global = context.Catalog.Global;
        var database = global.FindDatabase(name);
        if (database is null)
        {
            return command.IfExists ? [] : throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([GlobalCatalog.CatalogName, name])));
        }
        if (database.Name == GlobalCatalog.DefaultDatabase)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.DROP_DATABASE", ("database", Quote.Id([GlobalCatalog.CatalogName, database.Name])));
        }
        if (!command.Cascade && !global.IsEmpty(database))
        {
            throw new QueryException("SCHEMA_NOT_EMPTY", ("schemaName", Quote.Id([database.Name])));
        }
        foreach (var table in global.Relations(name).Select(static pair => pair.Relation).OfType<StoredTable>())
        {
            TableFiles.Remove(table);
        }
        global.RemoveDatabase(name);
        return [];
    }
}

internal sealed class SetNamespacePropertiesHandler : CommandHandler<SetNamespaceProperties>
{
    protected override IEnumerable<object?[]> Rows(SetNamespaceProperties command, CommandContext context)
    {
        var database = context.Catalog.Global.GetDatabase(NamespaceNames.Existing(command.NameParts));
        database.Properties = database.Properties.SetItems(command.Properties.Remove(NamespaceProperties.Comment));
        database.Comment = command.Properties.GetValueOrDefault(NamespaceProperties.Comment) ?? database.Comment;
        return [];
    }
}

internal sealed class UnsetNamespacePropertiesHandler : CommandHandler<UnsetNamespaceProperties>
{
    protected override IEnumerable<object?[]> Rows(UnsetNamespaceProperties command, CommandContext context)
    {
        var database = context.Catalog.Global.GetDatabase(NamespaceNames.Existing(command.NameParts));
        database.Properties = database.Properties.RemoveRange(command.Keys);
        return [];
    }
}

internal sealed class SetNamespaceLocationHandler : CommandHandler<SetNamespaceLocation>
{
    protected override IEnumerable<object?[]> Rows(SetNamespaceLocation command, CommandContext context)
    {
        string name = NamespaceNames.Existing(command.NameParts);
        if (command.Location.Length == 0)
        {
            throw NamespaceLocation.Empty();
        }
        context.Catalog.Global.GetDatabase(name).Location = NamespaceLocation.Of(command.Location, context.Catalog.Global);
        return [];
    }
}

internal sealed class SetNamespaceCollationHandler : CommandHandler<SetNamespaceCollation>
{
    protected override IEnumerable<object?[]> Rows(SetNamespaceCollation command, CommandContext context)
    {
        context.Catalog.Global.GetDatabase(NamespaceNames.Existing(command.NameParts)).Collation = command.Collation;
        return [];
    }
}

internal sealed class CommentOnNamespaceHandler : CommandHandler<CommentOnNamespace>
{
    protected override IEnumerable<object?[]> Rows(CommentOnNamespace command, CommandContext context)
    {
        if (NamespaceNames.WithoutCatalog(command.NameParts).IsEmpty)
        {
            throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([GlobalCatalog.CatalogName])));
        }
        NamespaceNames.Find(command.NameParts, context).Comment = command.Comment;
        return [];
    }
}

internal sealed class ShowNamespacesHandler : CommandHandler<ShowNamespaces>
{
    protected override IEnumerable<object?[]> Rows(ShowNamespaces command, CommandContext context)
    {
        if (!command.Parent.IsDefaultOrEmpty && !NamespaceNames.WithoutCatalog(command.Parent).IsEmpty)
        {
            NamespaceNames.Find(command.Parent, context);
            return [];
        }
        return context.Catalog.Global.DatabaseNames().Where(name => NamePattern.Matches(command.Pattern, name)).Select(static name => new object?[] { name });
    }
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
        string name = NamespaceNames.Existing(command.NameParts);
        var database = context.Catalog.Global.GetDatabase(name);
        yield return ["Catalog Name", GlobalCatalog.CatalogName];
        yield return ["Namespace Name", name];
        yield return ["Comment", database.Comment];
        if (database.Collation is { } collation)
        {
            yield return ["Collation", collation];
        }
        yield return ["Location", database.Location];
        yield return ["Owner", database.Owner];
        if (command.Extended)
        {
            yield return ["Properties", database.Properties.IsEmpty ? "" : "(" + string.Join(", ", database.Properties.Select(static pair => $"({pair.Key},{pair.Value})")) + ")"];
        }
    }
}
