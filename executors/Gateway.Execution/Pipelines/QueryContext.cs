using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Core.Memory;
using Gateway.Execution.Buffering;
using Gateway.Execution.Rows;
using Gateway.Execution.Running;

namespace Gateway.Execution.Pipelines;

/// <summary>Holds what all operators of one running query share. Disposing returns all memory of the query.</summary>
internal sealed class QueryContext : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    public QueryContext(ExecutionOptions options, QuerySettings settings, MemoryPool pool, CancellationToken cancellation)
    {
        Options = options;
        Settings = settings;
        Pool = pool;
        Cancellation = cancellation;
        Pages = new PageStore(pool, options);
    }

    public ExecutionOptions Options { get; }
    public QuerySettings Settings { get; }
    public MemoryPool Pool { get; }
    public CancellationToken Cancellation { get; }

    /// <summary>Gets or sets what looks at paused tasks again; called by sources and sinks when they stop being blocked or full.</summary>
    public Action Resume { get; set; } = static () => { };

    /// <summary>Gets the query's row memory.</summary>
    public PageStore Pages { get; }

    /// <summary>Gets the previous rounds' rows of the iterations that the plan is a round of, by id.</summary>
    public ImmutableDictionary<int, BufferSink> Iterations { get; init; } = ImmutableDictionary<int, BufferSink>.Empty;

    /// <summary>Gets the rows a batch holds.</summary>
    public int BatchSize => Settings.BatchSize;

    /// <summary>Makes a scope that lives until the query ends.</summary>
    public MemoryScope CreateScope() => Own(new MemoryScope(Pool));

    /// <summary>Makes a worker with memory of its own.</summary>
    public WorkerContext CreateWorker() => new(this, CreateScope());

    /// <summary>Disposes something when the query ends.</summary>
    public T Own<T>(T owned) where T : IDisposable
    {
        lock (_lock)
        {
            if (_disposed)
            {
                owned.Dispose();
                throw new OperationCanceledException("the query has ended");
            }
            _owned.Add(owned);
            return owned;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
        }
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }
        Pages.Dispose();
    }
}

/// <summary>Holds what one task of a pipeline works with. Used by one thread at a time.</summary>
internal sealed class WorkerContext(QueryContext query, MemoryScope memory)
{
    public QueryContext Query { get; } = query;
    public MemoryScope Memory { get; } = memory;
    public EvaluationContext Evaluation { get; } = new(query.Settings, memory, query.Cancellation);
    public int BatchSize => Query.BatchSize;

    /// <summary>Gets or sets the position in result order of the unit being processed.</summary>
    public ResultPosition Position { get; set; }
}

/// <summary>Orders units of work in result order: by pipeline, then by unit.</summary>
internal readonly record struct ResultPosition(int Pipeline, int Unit) : IComparable<ResultPosition>
{
    public int CompareTo(ResultPosition other) => Pipeline != other.Pipeline ? Pipeline.CompareTo(other.Pipeline) : Unit.CompareTo(other.Unit);
}
