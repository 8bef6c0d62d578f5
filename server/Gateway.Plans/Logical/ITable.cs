using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>A readable table as plans see it. Storage and the engine implement it; the planner asks the concrete type for a scan.</summary>
public interface ITable
{
    /// <summary>Gets a name for messages and EXPLAIN.</summary>
    string Name { get; }
    StructType Schema { get; }
    bool IsStreaming => false;
    /// <summary>Gets the row count when it is known without reading, or null.</summary>
    long? RowCount => null;
    /// <summary>Gets the bytes a full read takes when known, or null.</summary>
    long? ByteCount => null;
    /// <summary>Gets the column's smallest and largest value as literals hold them and its null count, when known without reading.</summary>
    ColumnStatistics? Statistics(int column) => null;
}

/// <summary>What is known of a column's values.</summary>
public sealed record ColumnStatistics(object? Minimum, object? Maximum, long? NullCount, long? DistinctCount = null);
