using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans;

/// <summary>One aggregate of a grouping.</summary>
/// <param name="Call">A call of kind Aggregate whose arguments are bound to the aggregation's input.</param>
/// <param name="Distinct">Feeds each combination of argument values once a group.</param>
/// <param name="Filter">Only rows for which this is true count; null for all.</param>
public sealed record AggregateSpec(FunctionCall Call, bool Distinct = false, Expression? Filter = null);

/// <summary>Groups rows by key values and computes aggregates; the output is the keys, then the aggregates. Without keys there is exactly one output row.</summary>
/// <param name="Groupings">Key expressions over the input. Equal keys are those with Spark's grouping equality (NULLs equal, -0.0 = 0.0, NaN = NaN).</param>
/// <param name="Schema">Names, types and nullability: groupings, then aggregates.</param>
public sealed record HashAggregateNode(PhysicalPlan Input, ImmutableArray<Expression> Groupings, ImmutableArray<AggregateSpec> Aggregates, StructType Schema) : UnaryNode(Input)
{
    protected override StructType ComputeOutput() => Schema;
}

/// <summary>Keeps one of each set of rows that are equal in the key columns: the first in input order.</summary>
/// <param name="Keys">Input ordinals compared; all columns when empty.</param>
public sealed record DistinctNode(PhysicalPlan Input, ImmutableArray<int> Keys) : UnaryNode(Input);

/// <summary>Adds one column for each window expression to the input's columns. Rows come out by partition, ordered within it.</summary>
/// <param name="Items">Window expressions that share partitioning and ordering (frames may differ), bound to the input.</param>
/// <param name="Names">Names of the added columns.</param>
public sealed record WindowNode(PhysicalPlan Input, ImmutableArray<Expression> PartitionBy, ImmutableArray<SortOrder> OrderBy, ImmutableArray<WindowExpression> Items, ImmutableArray<string> Names) : UnaryNode(Input)
{
    protected override StructType ComputeOutput() => new([.. Input.Output.Fields, .. Items.Select((item, i) => new StructField(Names[i], item.Type, item.Nullable))]);
}
