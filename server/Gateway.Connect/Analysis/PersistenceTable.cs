using System.Collections.Concurrent;

namespace Gateway.Connect.Analysis;

/// <summary>Says where the blocks of a kept relation go.</summary>
public sealed record StorageLevel(bool UsesDisk, bool UsesMemory, bool UsesOffHeap, bool IsDeserialized, int Replication);

/// <summary>Remembers which plans a session wants kept, by the plan's identity.</summary>
public sealed class PersistenceTable
{
    private readonly ConcurrentDictionary<string, StorageLevel> _levels = new(StringComparer.Ordinal);

    /// <summary>Marks a plan; a plan marked before keeps its level.</summary>
    public void Add(string identity, StorageLevel level) => _levels.TryAdd(identity, level);

    public void Remove(string identity) => _levels.TryRemove(identity, out _);

    public StorageLevel? Find(string identity) => _levels.GetValueOrDefault(identity);
}
