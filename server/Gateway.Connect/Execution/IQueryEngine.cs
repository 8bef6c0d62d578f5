using Gateway.Connect.Translation;
using Gateway.Core.Arrow;
using Gateway.Core.Configuration;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Execution;

/// <summary>Answers plans for one session: what the service asks of the engine.</summary>
public interface IQueryEngine : ITranslationHost, IDisposable
{
    SessionConfiguration Configuration { get; }

    /// <summary>Analyses a plan. A command is run by this, once; the result then shows its rows.</summary>
    IPreparedQuery Prepare(LogicalPlan plan, CancellationToken cancellation);

    /// <summary>Names a plan as temporary view.</summary>
    void CreateView(LogicalPlan plan, string name, bool isGlobal, bool replace);

    /// <summary>Runs a plan now and returns a relation of its rows.</summary>
    LogicalPlan Materialize(LogicalPlan plan, CancellationToken cancellation);

    /// <summary>Parses a type from JSON text.</summary>
    DataType ParseJsonType(string json);

    void Persist(LogicalPlan plan, StorageLevel level);
    void Unpersist(LogicalPlan plan, bool blocking);
    /// <summary>Returns where a plan's rows are kept, or null when they are not.</summary>
    StorageLevel? StorageLevelOf(LogicalPlan plan);

    /// <summary>Copies the session's state for another session.</summary>
    IQueryEngine Clone(string userId, string sessionId);
}

/// <summary>Says where the blocks of a kept relation go.</summary>
public sealed record StorageLevel(bool UsesDisk, bool UsesMemory, bool UsesOffHeap, bool IsDeserialized, int Replication);

/// <summary>A plan that has been analysed.</summary>
public interface IPreparedQuery
{
    StructType Schema { get; }

    /// <summary>Tells whether the rows are already here: literal rows, or a command's result.</summary>
    bool IsLocal { get; }
    bool IsStreaming { get; }

    /// <summary>Runs the plan; each block is a complete Arrow IPC stream of one record batch and belongs to the caller.</summary>
    /// <remarks>A result without rows may give no block at all.</remarks>
    IEnumerable<ArrowBlock> Run(CancellationToken cancellation);

    /// <summary>Makes the block of a result without rows.</summary>
    ArrowBlock Empty();

    /// <summary>Gets the metrics observed by the last run.</summary>
    IReadOnlyList<ObservedMetrics> Observed { get; }

    string Explain(ExplainMode mode);
    IReadOnlyList<string> InputFiles();
    bool SameSemantics(IPreparedQuery other);
    int SemanticHash();
}

/// <summary>Named aggregates observed beside a result.</summary>
/// <param name="Values">One row, in the form of literals.</param>
public sealed record ObservedMetrics(string Name, long PlanId, StructType Schema, object?[] Values);

/// <summary>The forms of a plan's explanation.</summary>
public enum ExplainMode { Simple, Extended, Codegen, Cost, Formatted }
