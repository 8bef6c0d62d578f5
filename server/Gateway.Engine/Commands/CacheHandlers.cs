using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Knows the values of the option <c>storageLevel</c>.</summary>
internal static class StorageLevels
{
    private static readonly string[] s_names =
    [
        "NONE", "DISK_ONLY", "DISK_ONLY_2", "DISK_ONLY_3", "MEMORY_ONLY", "MEMORY_ONLY_2", "MEMORY_ONLY_SER", "MEMORY_ONLY_SER_2",
        "MEMORY_AND_DISK", "MEMORY_AND_DISK_2", "MEMORY_AND_DISK_SER", "MEMORY_AND_DISK_SER_2", "OFF_HEAP",
    ];

    public static void Check(IReadOnlyDictionary<string, string> options)
    {
        string? level = options.FirstOrDefault(static pair => pair.Key.Equals("storageLevel", StringComparison.OrdinalIgnoreCase)).Value;
        if (level is not null && !s_names.Contains(level.ToUpperInvariant()))
        {
            throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", $"There is no storage level {level}."));
        }
    }
}

/// <summary>Accepts CACHE TABLE of what exists. Answers never depend on the cache, so nothing is kept.</summary>
internal sealed class CacheTableHandler : CommandHandler<CacheTable>
{
    protected override IEnumerable<object?[]> Rows(CacheTable command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
        StorageLevels.Check(command.Options);
        context.Catalog.Cached[Quote.Id(relation.NameParts)] = true;
        return [];
    }
}

/// <summary>Makes a temporary view of a query.</summary>
internal sealed class CacheTableAsSelectHandler : CommandHandler<CacheTableAsSelect>
{
    protected override IEnumerable<object?[]> Rows(CacheTableAsSelect command, CommandContext context)
    {
        var plan = context.Session.Analyze(command.Query, context.Settings);
        StorageLevels.Check(command.Options);
        context.Catalog.CreateView(command.Name, new CatalogPlan([command.Name], plan), isGlobal: false, replace: false);
        context.Catalog.Cached[Quote.Id([command.Name])] = true;
        return [];
    }
}

internal sealed class UncacheTableHandler : CommandHandler<UncacheTable>
{
    protected override IEnumerable<object?[]> Rows(UncacheTable command, CommandContext context)
    {
        if (command.IfExists && context.Catalog.Lookup(command.NameParts) is null)
        {
            return [];
        }
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
        context.Catalog.Cached.TryRemove(Quote.Id(relation.NameParts), out _);
        return [];
    }
}

internal sealed class ClearCacheHandler : CommandHandler<ClearCache>
{
    protected override IEnumerable<object?[]> Rows(ClearCache command, CommandContext context)
    {
        context.Catalog.Cached.Clear();
        return [];
    }
}

/// <summary>Files are listed anew for every query, so a refresh only checks the name.</summary>
internal sealed class RefreshTableHandler : CommandHandler<RefreshTable>
{
    protected override IEnumerable<object?[]> Rows(RefreshTable command, CommandContext context)
    {
        TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog);
        return [];
    }
}

internal sealed class RefreshPathHandler : CommandHandler<RefreshPath>
{
    protected override IEnumerable<object?[]> Rows(RefreshPath command, CommandContext context) => [];
}
