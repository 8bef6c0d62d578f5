using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Accepts CACHE TABLE of what exists. Answers never depend on the cache, so nothing is kept.</summary>
internal sealed class CacheTableHandler : CommandHandler<CacheTable>
{
    protected override IEnumerable<object?[]> Rows(CacheTable command, CommandContext context)
    {
        var relation = TableLookup.Relation(command.NameParts, command.NameOrigin, context.Catalog, TableLookup.FullPath(context.Catalog));
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
