using System.Collections.Concurrent;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Commands;

/// <summary>Keeps the DataFrames that clients refer to by id: checkpoints.</summary>
public sealed class RemoteRelations
{
    private readonly ConcurrentDictionary<string, LogicalPlan> _plans = new();

    public string Add(LogicalPlan plan)
    {
        string id = Guid.NewGuid().ToString();
        _plans[id] = plan;
        return id;
    }

    public LogicalPlan? Find(string id) => _plans.GetValueOrDefault(id);

    public void Remove(string id) => _plans.TryRemove(id, out _);
}
