using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Plans;

/// <summary>Reads columns of a source, keeping the rows that pass the request's filter. Keeps morsel order.</summary>
public sealed record ScanNode(ScanSource Source, ScanRequest Request) : LeafNode
{
    protected override StructType ComputeOutput() => new(Request.Columns.Select(Source.Field));
}

/// <summary>Gives rows written in the plan itself. For a few rows: larger local data is a <see cref="ScanSource"/>.</summary>
/// <param name="Rows">Boxed values in the form of literals, one array a row.</param>
/// <param name="Partitions">Spark partitions the rows are spread over, as even slices in order.</param>
public sealed record ValuesNode(StructType Schema, ImmutableArray<ImmutableArray<object?>> Rows, int Partitions = 1) : LeafNode
{
    protected override StructType ComputeOutput() => Schema;
}

/// <summary>Counts from <paramref name="Start"/> towards <paramref name="End"/> (exclusive) as one BIGINT column, cut into Spark's partitions.</summary>
public sealed record RangeNode(long Start, long End, long Step, int Partitions, string ColumnName = "id") : LeafNode
{
    protected override StructType ComputeOutput() => new([new StructField(ColumnName, LongType.Instance, false)]);
}

/// <summary>Gives one row without columns.</summary>
public sealed record OneRowNode : LeafNode
{
    protected override StructType ComputeOutput() => StructType.Empty;
}

/// <summary>Gives the rows of a node's previous round inside an <see cref="IterationNode"/>.</summary>
/// <param name="Id">The iteration it belongs to.</param>
public sealed record IterationInputNode(int Id, StructType Schema) : LeafNode
{
    protected override StructType ComputeOutput() => Schema;
}
