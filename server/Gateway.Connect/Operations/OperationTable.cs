using Gateway.Core.Errors;

namespace Gateway.Connect.Operations;

/// <summary>Holds a session's operations by id, and remembers for a while how the released ones ended.</summary>
public sealed class OperationTable(TimeProvider time)
{
    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan _detachedLimit = TimeSpan.FromMinutes(5);
    private const int ClosedLimit = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Operation> _live = [];
    private readonly Dictionary<string, (OperationState State, DateTimeOffset At, bool IsAbandoned)> _closed = [];
    private readonly Queue<string> _closedOrder = new();

    /// <summary>Registers a new operation, or returns the live one that already runs the same plan.</summary>
    /// <param name="create">Makes the operation under the checked id.</param>
    public (Operation Operation, bool IsNew) Register(Proto.ExecutePlanRequest request, Func<string, Operation> create)
    {
        string id = request.OperationId;
        if (id.Length == 0)
        {
            id = Guid.NewGuid().ToString();
        }
        else if (!Guid.TryParseExact(id, "D", out _))
        {
            throw Handle("INVALID_HANDLE.FORMAT", id);
        }
        lock (_lock)
        {
            if (_live.TryGetValue(id, out var existing))
            {
                return existing.Request.Plan.Equals(request.Plan) && existing.IsReattachable
                    ? (existing, false)
                    : throw Handle("INVALID_HANDLE.OPERATION_ALREADY_EXISTS", id);
            }
            if (_closed.ContainsKey(id))
            {
                throw Handle("INVALID_HANDLE.OPERATION_ABANDONED", id);
            }
            var operation = create(id);
            _live.Add(id, operation);
            return (operation, true);
        }
    }

    public Operation? Find(string id)
    {
        lock (_lock)
        {
            return _live.GetValueOrDefault(id);
        }
    }

    /// <summary>Returns a live operation; throws when it is unknown or was given up.</summary>
    public Operation Get(string id)
    {
        lock (_lock)
        {
            if (_live.TryGetValue(id, out var operation))
            {
                return operation;
            }
            throw Handle(_closed.TryGetValue(id, out var closed) && closed.IsAbandoned ? "INVALID_HANDLE.OPERATION_ABANDONED" : "INVALID_HANDLE.OPERATION_NOT_FOUND", id);
        }
    }

    public Operation[] Live()
    {
        lock (_lock)
        {
            return [.. _live.Values];
        }
    }

    /// <summary>Gets the state of an operation, or null when it is unknown.</summary>
    public OperationState? StateOf(string id)
    {
        lock (_lock)
        {
            if (_live.TryGetValue(id, out var operation))
            {
                return operation.State;
            }
            return _closed.TryGetValue(id, out var closed) ? closed.State : null;
        }
    }

    /// <summary>Lists all known operation ids.</summary>
    public string[] KnownIds()
    {
        lock (_lock)
        {
            return [.. _live.Keys, .. _closed.Keys];
        }
    }

    /// <summary>Frees an operation and forgets its responses.</summary>
    public void Release(Operation operation, bool isAbandoned = false)
    {
        operation.Release();
        lock (_lock)
        {
            if (_live.Remove(operation.Id))
            {
                var state = operation.IsRunning ? OperationState.Canceled : operation.Outcome;
                _closed[operation.Id] = (state, time.GetUtcNow(), isAbandoned);
                _closedOrder.Enqueue(operation.Id);
            }
        }
    }

    /// <summary>Interrupts the live operations that a test selects and returns their ids.</summary>
    public List<string> Interrupt(Func<Operation, bool> selects)
    {
        var interrupted = new List<string>();
        foreach (var operation in Live())
        {
            if (selects(operation) && operation.Interrupt())
            {
                interrupted.Add(operation.Id);
            }
        }
        return interrupted;
    }

    /// <summary>Drops operations that nobody listens to any more, and old memories.</summary>
    public void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var operation in Live())
        {
            if (now - operation.LastAttached > _detachedLimit)
            {
                Release(operation, isAbandoned: true);
            }
        }
        lock (_lock)
        {
            while (_closedOrder.TryPeek(out var id) && (_closedOrder.Count > ClosedLimit || now - _closed[id].At > _memory))
            {
                _closedOrder.Dequeue();
                _closed.Remove(id);
            }
        }
    }

    /// <summary>Interrupts and frees everything.</summary>
    public void Close()
    {
        foreach (var operation in Live())
        {
            Release(operation);
        }
    }

    private static QueryException Handle(string condition, string id) => new QueryException(condition, ("handle", id)).As("SparkSQLException");
}
