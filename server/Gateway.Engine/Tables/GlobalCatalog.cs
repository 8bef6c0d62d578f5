using System.Collections.Concurrent;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Engine.Tables;

/// <summary>Keeps what all sessions of an engine share: databases with their tables and views, and global temporary views. Thread-safe.</summary>
public sealed class GlobalCatalog : IDisposable
{
    public const string CatalogName = "spark_catalog";
    public const string DefaultDatabase = "default";
    private readonly Dictionary<string, Database> _databases = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public GlobalCatalog(string warehouseDirectory)
    {
        WarehouseDirectory = warehouseDirectory;
        _databases[DefaultDatabase] = new Database(DefaultDatabase, "file:" + warehouseDirectory) { Comment = "default database" };
    }

    public string WarehouseDirectory { get; }

    /// <summary>Gets the views of <c>global_temp</c> by lower-case name.</summary>
    public ConcurrentDictionary<string, CatalogRelation> GlobalViews { get; } = new(StringComparer.Ordinal);

    public Database? FindDatabase(string name)
    {
        lock (_lock)
        {
            return _databases.GetValueOrDefault(Key(name));
        }
    }

    /// <summary>Gets a database or throws SCHEMA_NOT_FOUND.</summary>
    public Database GetDatabase(string name) => FindDatabase(name) ?? throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([CatalogName, name])));

    public IReadOnlyList<string> DatabaseNames()
    {
        lock (_lock)
        {
            return [.. _databases.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Adds a database; false when one of the name exists.</summary>
    public bool AddDatabase(Database database)
    {
        lock (_lock)
        {
            return _databases.TryAdd(Key(database.Name), database);
        }
    }

    /// <summary>Removes a database with all in it; false when it is not there.</summary>
    public bool RemoveDatabase(string name)
    {
        lock (_lock)
        {
            return _databases.Remove(Key(name));
        }
    }

    public bool IsEmpty(Database database)
    {
        lock (_lock)
        {
            return database.Relations.Count == 0 && !database.Functions.Names().Any();
        }
    }

    public CatalogRelation? FindRelation(string database, string name)
    {
        lock (_lock)
        {
            return _databases.GetValueOrDefault(Key(database))?.Relations.GetValueOrDefault(Key(name));
        }
    }

    /// <summary>Adds or replaces a table or view; false when one of the name exists and may not be replaced.</summary>
    public bool PutRelation(Database database, string name, CatalogRelation relation, bool replace)
    {
        lock (_lock)
        {
            if (!replace && database.Relations.ContainsKey(Key(name)))
            {
                return false;
            }
            database.Relations[Key(name)] = relation;
            return true;
        }
    }

    public bool RemoveRelation(string database, string name)
    {
        lock (_lock)
        {
            return _databases.GetValueOrDefault(Key(database))?.Relations.Remove(Key(name)) ?? false;
        }
    }

    /// <summary>Lists tables and views of a database by name.</summary>
    public IReadOnlyList<(string Name, CatalogRelation Relation)> Relations(string database)
    {
        lock (_lock)
        {
            return _databases.TryGetValue(Key(database), out var found) ? [.. found.Relations.Select(static pair => (Name: pair.Value.NameParts[^1], pair.Value)).OrderBy(static pair => pair.Name, StringComparer.Ordinal)] : [];
        }
    }

    public void Dispose() => GlobalViews.Clear();

    internal static string Key(string name) => name.ToLowerInvariant();
}
