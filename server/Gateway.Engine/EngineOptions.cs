using Gateway.Execution.Running;

namespace Gateway.Engine;

/// <summary>Says how an engine runs: memory, workers, warehouse. Sessions share one engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Gets the bytes that all queries together may hold; beyond it operators spill.</summary>
    public long MemoryLimitBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 6;

    /// <summary>Gets how queries are run: workers, spilling.</summary>
    public ExecutionOptions Execution { get; init; } = ExecutionOptions.Default;

    /// <summary>Gets whom current_user() names in every session: as with Spark, whom the process runs for, whatever a client calls itself.</summary>
    public string User { get; init; } = Environment.GetEnvironmentVariable("SPARK_USER") ?? Environment.UserName;

    /// <summary>Gets the directory of managed tables.</summary>
    public string WarehouseDirectory { get; init; } = Path.GetFullPath("spark-warehouse");

    /// <summary>Gets the rows of a batch; tests run 1 and 3.</summary>
    public int BatchSize { get; init; } = Core.Columns.Batch.DefaultCapacity;

    /// <summary>Gets Spark's default parallelism: how many partitions a range or rows without a count of their own have. Unlike workers it shows, in spark_partition_id(), rand() and rounding of sums.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Gets whether the rules that only save time are applied to plans; tests compare both.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>Gets the settings that every session starts with.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the clock behind now() and current_date().</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
