using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
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

    public string CurrentCatalog { get; set; } = GlobalCatalog.CatalogName;

    public ImmutableArray<string> CurrentNamespace { get; set; } = [GlobalCatalog.DefaultDatabase];

    public GlobalCatalog Global { get; } = global;

    /// <summary>Gets or sets where the session's settings come from when files are opened.</summary>
    internal Func<QuerySettings> Settings { get; set; } = static () => QuerySettings.Default;

    /// <summary>Gets or sets the memory of rows that the session keeps, and of files that are looked into.</summary>
    internal MemoryPool? Pool { get; set; }

    public SessionVariables Variables { get; private init; } = new();

    public CatalogRelation? FindRelation(ImmutableArray<string> nameParts, ImmutableDictionary<string, string> options, bool streaming)
    {
        var found = Lookup(nameParts);
        return found is StoredTable table ? table.Open(Settings(), options, Pool!) : found;
    }

    /// <summary>Finds what a name stands for without opening tables: a <see cref="StoredTable"/>, a view or null.</summary>
    public CatalogRelation? Lookup(ImmutableArray<string> nameParts) => LookupAnyCase(nameParts) is { } found && IsSpelled(found.NameParts[^1], nameParts[^1]) ? found : null;

    /// <summary>Tells whether a name that was found is the one that was asked for, where case matters.</summary>
    public bool IsSpelled(string found, string asked) => found == asked || !Settings().CaseSensitive;

    /// <summary>Gives a new name as the catalog keeps it.</summary>
    public string StoredName(string name) => Settings().CaseSensitive ? name : name.ToLowerInvariant();

    private CatalogRelation? LookupAnyCase(ImmutableArray<string> nameParts)
    {
        switch (nameParts.Length)
        {
            case 1:
                return _views.GetValueOrDefault(Key(nameParts[0])) ?? (CurrentNamespace.Length == 1 ? Global.FindRelation(CurrentNamespace[0], nameParts[0]) : null);
            case 2 when Key(nameParts[0]) == GlobalDatabase:
                return Global.GlobalViews.GetValueOrDefault(Key(nameParts[1]));
            case 2 when Key(nameParts[0]) == "session":
                return _views.GetValueOrDefault(Key(nameParts[1]));
            case 2:
                return Global.FindRelation(nameParts[0], nameParts[1]);
            case 3 when Key(nameParts[0]) == GlobalCatalog.CatalogName:
                return Global.FindRelation(nameParts[1], nameParts[2]);
            case 3 when Key(nameParts[0]) == "system" && Key(nameParts[1]) == "session":
                return _views.GetValueOrDefault(Key(nameParts[2]));
            default:
                return null;
        }
    }

    /// <summary>Puts a changed permanent view in the place of the old one.</summary>
    public void EvolveView(CatalogView view) => Global.PutRelation(Global.GetDatabase(view.NameParts[1]), view.NameParts[2], view, replace: true);

    public LogicalPlan? FindSource(UnresolvedDataSource source) => DataSources.Find(source, Settings(), Pool!);

    public LogicalPlan? ParseLines(ParseText source, IReadOnlyList<string?> lines) => DataSources.Parse(source, lines, Settings(), Pool!);

    public bool IsFileFormat(string name) => DataSources.IsFileFormat(name);

    /// <summary>Gets the names of relations that CACHE TABLE named and nothing has uncached, as their relations quote them.</summary>
    internal ConcurrentDictionary<string, bool> Cached { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the temporary functions of the session.</summary>
    public FunctionStore Functions { get; private init; } = new();

    public CatalogFunction? FindFunction(ImmutableArray<string> nameParts) =>
        FindFunctionAnyCase(nameParts) is { } found && (found.NameParts.Length == 1 || IsSpelled(found.NameParts[^1], nameParts[^1])) ? found : null;

    private CatalogFunction? FindFunctionAnyCase(ImmutableArray<string> nameParts)
    {
        switch (nameParts.Length)
        {
            case 1:
                return Functions.Find(nameParts[0]) ?? (CurrentNamespace.Length == 1 ? Global.FindDatabase(CurrentNamespace[0])?.Functions.Find(nameParts[0]) : null);
            case 2 when Key(nameParts[0]) == "session":
                return Functions.Find(nameParts[1]);
            case 2:
                return Global.FindDatabase(nameParts[0])?.Functions.Find(nameParts[1]);
            case 3 when Key(nameParts[0]) == GlobalCatalog.CatalogName:
                return Global.FindDatabase(nameParts[1])?.Functions.Find(nameParts[2]);
            case 3 when Key(nameParts[0]) == "system" && Key(nameParts[1]) == "session":
                return Functions.Find(nameParts[2]);
            default:
                return null;
        }
    }

    /// <summary>Gets the variables of the script that runs now, innermost scope first; empty outside scripts.</summary>
    public ScriptVariables Locals { get; } = new();

    public CatalogVariable? FindVariable(ImmutableArray<string> nameParts)
    {
        if (Locals.Find(nameParts) is { } local)
        {
            return local;
        }
        if (SessionVariableName(nameParts) is not { } name || Variables.Find(name) is not { } variable || !IsSpelled(variable.Name, name))
        {
            return null;
        }
        return new CatalogVariable(["system", "session", variable.Name], variable.Value);
    }

    /// <summary>Gets the simple name of a variable written bare, as <c>session.x</c> or <c>system.session.x</c>; null for other qualifiers.</summary>
    public static string? SessionVariableName(ImmutableArray<string> nameParts) => nameParts.Length switch
    {
        1 => nameParts[0],
        2 when Key(nameParts[0]) == "session" => nameParts[1],
        3 when Key(nameParts[0]) == "system" && Key(nameParts[1]) == "session" => nameParts[2],
        _ => null,
    };

    /// <summary>Completes a table or view name with the current database; throws REQUIRES_SINGLE_PART_NAMESPACE for deeper names.</summary>
    public (string Database, string Name) Qualify(ImmutableArray<string> nameParts) => nameParts.Length switch
    {
        1 => (string.Join('.', CurrentNamespace).ToLowerInvariant(), nameParts[0]),
        2 when Key(nameParts[0]) == GlobalCatalog.CatalogName => throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", GlobalCatalog.CatalogName), ("identifier", Quote.Id([nameParts[1]]))),
        2 => (nameParts[0], nameParts[1]),
        3 when Key(nameParts[0]) == GlobalCatalog.CatalogName => (nameParts[1], nameParts[2]),
        _ => throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", GlobalCatalog.CatalogName), ("identifier", Quote.Id(nameParts))),
    };

    public LogicalPlan? FindCachedRelation(string relationId) => _kept.GetValueOrDefault(relationId);

    /// <summary>Makes a catalog with the same names that goes its own way.</summary>
    public SessionCatalog Clone()
    {
        var copy = new SessionCatalog(Global) { CurrentCatalog = CurrentCatalog, CurrentNamespace = CurrentNamespace, Variables = Variables.Clone(), Functions = Functions.Clone() };
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
            throw new QueryException("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", ("relationName", Quote.Id([name])));
        }
    }

    public bool DropView(string name, bool isGlobal) => (isGlobal ? Global.GlobalViews : _views).TryRemove(Key(name), out _);

    /// <summary>Lists temporary views by lower-case name.</summary>
    public IReadOnlyList<(string Name, CatalogRelation View)> TemporaryViews() => [.. _views.Select(static pair => (pair.Key, pair.Value)).OrderBy(static pair => pair.Key, StringComparer.Ordinal)];

    private static string Key(string name) => name.ToLowerInvariant();
}
