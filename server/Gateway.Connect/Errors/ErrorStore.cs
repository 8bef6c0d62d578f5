using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Keeps a session's recent errors until the client fetches their details.</summary>
public sealed class ErrorStore(TimeProvider time)
{
    private const int Capacity = 20;
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(60);
    private readonly LinkedList<(string Id, QueryException Error, DateTimeOffset Deadline)> _errors = new();
    private readonly Lock _lock = new();

    /// <summary>Keeps an error and returns the id to ask for it by.</summary>
    public string Add(QueryException error)
    {
        string id = Guid.NewGuid().ToString();
        lock (_lock)
        {
            _errors.AddLast((id, error, time.GetUtcNow() + _lifetime));
            if (_errors.Count > Capacity)
            {
                _errors.RemoveFirst();
            }
        }
        return id;
    }

    /// <summary>Hands out an error once; null when it is unknown, fetched or too old.</summary>
    public QueryException? Take(string id)
    {
        lock (_lock)
        {
            for (var node = _errors.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    _errors.Remove(node);
                    return node.Value.Deadline >= time.GetUtcNow() ? node.Value.Error : null;
                }
            }
        }
        return null;
    }
}
