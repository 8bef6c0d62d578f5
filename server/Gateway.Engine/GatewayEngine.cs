using Gateway.Core.Memory;
using Gateway.Engine.Tables;
using Gateway.Sql.Parsing;

namespace Gateway.Engine;

/// <summary>Holds what all sessions of a process share: memory, the catalog of databases and tables, global temporary views.</summary>
public sealed class GatewayEngine(EngineOptions options) : IDisposable
{
    /// <summary>Free blocks that the pool keeps for reuse, at most.</summary>
    private const long MostKeptBytes = 256L << 20;

    static GatewayEngine() => TypeTexts.Provide();

    public EngineOptions Options { get; } = options;

    /// <summary>Gets the pool that every query's memory comes from. It holds 0 bytes when no query runs and nothing is cached.</summary>
    public MemoryPool Pool { get; } = new(options.MemoryLimitBytes, keepBytes: Math.Min(MostKeptBytes, options.MemoryLimitBytes / 8));

    public GlobalCatalog Catalog { get; } = new(options.WarehouseDirectory);

    /// <summary>Opens a session.</summary>
    public GatewaySession CreateSession() => new(this);

    public void Dispose()
    {
        Catalog.Dispose();
        Pool.Dispose();
    }
}
