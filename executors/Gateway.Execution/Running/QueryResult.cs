using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Running;

/// <summary>Hands out the result batches of a running query in order. Disposing stops the query and returns all its memory.</summary>
public abstract class QueryResult : IDisposable
{
    public abstract StructType Schema { get; }

    /// <summary>Gives the next batch, waiting for it; false after the last. The batch is valid until the next call.</summary>
    /// <exception cref="Core.Errors.QueryException">The query failed.</exception>
    /// <exception cref="OperationCanceledException">The query was cancelled.</exception>
    public abstract bool TryNext([NotNullWhen(true)] out Batch? batch);

    public abstract void Dispose();
}
