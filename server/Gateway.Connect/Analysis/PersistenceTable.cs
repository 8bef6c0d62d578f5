using System.Collections.Concurrent;

namespace Gateway.Connect.Analysis;

/// <summary>Says where the blocks of a kept relation go.</summary>
public sealed record StorageLevel(bool UsesDisk, bool UsesMemory, bool UsesOffHeap, bool IsDeserialized, int Replication)
{
    /// <summary>Gets the level that <c>cache()</c> means.</summary>
    public static readonly StorageLevel Default = new(UsesDisk: true, UsesMemory: true, UsesOffHeap: false, IsDeserialized: true, Replication: 1);

    public static StorageLevel Of(Proto.StorageLevel? message) => message is null
        ? Default
        : new StorageLevel(message.UseDisk, message.UseMemory, message.UseOffHeap, message.Deserialized, message.Replication);
}

/// <summary>Remembers which plans a session wants kept, by the plan's identity.</summary>
public sealed class PersistenceTable
{
    private readonly ConcurrentDictionary<string, StorageLevel> _levels = new(StringComparer.Ordinal);

    /// <summary>Marks a plan; a plan marked before keeps its level.</summary>
    public void Add(string identity, StorageLevel level) => _levels.TryAdd(identity, level);

    public void Remove(string identity) => _levels.TryRemove(identity, out _);

    public void Clear() => _levels.Clear();

    public StorageLevel? Find(string identity) => _levels.GetValueOrDefault(identity);
}
