using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Sessions;

/// <summary>Answers names for one session: its temporary views, functions and variables first, then the engine's catalog.</summary>
public sealed class SessionCatalog(GlobalCatalog global) : ICatalog
{
    private const string GlobalDatabase = "global_temp";
    private readonly ConcurrentDictionary<string, CatalogRelation> _views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LogicalPlan> _kept = new(StringComparer.Ordinal);

    public string CurrentCatalog { get; set; } = "spark_catalog";

    public ImmutableArray<string> CurrentNamespace { get; set; } = ["default"];

    public GlobalCatalog Global { get; } = global;

    /// <summary>Gets or sets where the session's settings come from when files are opened.</summary>
    internal Func<QuerySettings> Settings { get; set; } = static () => QuerySettings.Default;

    public CatalogRelation? FindRelation(ImmutableArray<string> nameParts, ImmutableDictionary<string, string> options, bool streaming)
    {
        if (nameParts.Length == 1 && _views.TryGetValue(Key(nameParts[0]), out var view))
        {
            return view;
        }
        if (nameParts.Length == 2 && Key(nameParts[0]) == GlobalDatabase)
        {
            return Global.GlobalViews.GetValueOrDefault(Key(nameParts[1]));
        }
        return null;
    }

    public LogicalPlan? FindSource(UnresolvedDataSource source) => DataSources.Find(source, Settings());

    public bool IsFileFormat(string name) => DataSources.IsFileFormat(name);

    public CatalogFunction? FindFunction(ImmutableArray<string> nameParts) => null;

    public CatalogVariable? FindVariable(ImmutableArray<string> nameParts) => null;

    public LogicalPlan? FindCachedRelation(string relationId) => _kept.GetValueOrDefault(relationId);

    /// <summary>Makes a catalog with the same names that goes its own way.</summary>
    public SessionCatalog Clone()
    {
        var copy = new SessionCatalog(Global) { CurrentCatalog = CurrentCatalog, CurrentNamespace = CurrentNamespace };
        foreach (var (name, view) in _views)
        {
            copy._views[name] = view;
        }
        foreach (var (id, plan) in _kept)
        {
            copy._kept[id] = plan;
        }
        return copy;
    }

    /// <summary>Keeps a plan under an id of its own until <see cref="Forget"/>.</summary>
    public void Keep(string relationId, LogicalPlan plan) => _kept[relationId] = plan;

    public void Forget(string relationId) => _kept.TryRemove(relationId, out _);

    /// <summary>Names a relation as temporary view; throws TEMP_TABLE_OR_VIEW_ALREADY_EXISTS unless it may replace one.</summary>
    public void CreateView(string name, CatalogRelation view, bool isGlobal, bool replace)
    {
        var views = isGlobal ? Global.GlobalViews : _views;
        if (replace)
        {
            views[Key(name)] = view;
        }
        else if (!views.TryAdd(Key(name), view))
        {
            throw new QueryException("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", isGlobal ? Quote.Id([GlobalDatabase, name]) : Quote.Id([name])));
        }
    }

    public bool DropView(string name, bool isGlobal) => (isGlobal ? Global.GlobalViews : _views).TryRemove(Key(name), out _);

    public IEnumerable<CatalogRelation> TemporaryViews => _views.Values;

    private static string Key(string name) => name.ToLowerInvariant();
}
