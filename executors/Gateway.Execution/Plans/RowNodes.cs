using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans;

/// <summary>Passes on the rows for which the condition is true.</summary>
public sealed record FilterNode(PhysicalPlan Input, Expression Condition) : UnaryNode(Input);

/// <summary>Computes the output columns from each row.</summary>
/// <param name="Items">One expression an output column.</param>
/// <param name="Schema">Names, types and nullability of the output.</param>
public sealed record ProjectNode(PhysicalPlan Input, ImmutableArray<Expression> Items, StructType Schema) : UnaryNode(Input)
{
    protected override StructType ComputeOutput() => Schema;
}

/// <summary>Passes on <paramref name="Limit"/> rows (null: all) after skipping <paramref name="Offset"/>, in input order.</summary>
public sealed record LimitNode(PhysicalPlan Input, long? Limit, long Offset = 0) : UnaryNode(Input);

/// <summary>Passes on the last rows, in input order.</summary>
public sealed record TailNode(PhysicalPlan Input, long Count) : UnaryNode(Input);

/// <summary>Repeats every row with each column generated from it; the output is the kept input columns, then the generated ones.</summary>
/// <param name="Generator">Call of a generator row of the registry.</param>
/// <param name="Outer">Keeps input rows for which nothing is generated, with NULLs.</param>
/// <param name="KeptColumns">Input ordinals that stay in the output.</param>
/// <param name="GeneratedFields">Names, types and nullability of the generated columns.</param>
public sealed record GenerateNode(PhysicalPlan Input, FunctionCall Generator, bool Outer, ImmutableArray<int> KeptColumns, StructType GeneratedFields) : UnaryNode(Input)
{
    protected override StructType ComputeOutput() => new([.. KeptColumns.Select(ordinal => Input.Output.Fields[ordinal]), .. GeneratedFields.Fields]);
}

/// <summary>Gives one output row for each input row and projection list (grouping sets, unpivot).</summary>
public sealed record ExpandNode(PhysicalPlan Input, ImmutableArray<ImmutableArray<Expression>> Projections, StructType Schema) : UnaryNode(Input)
{
    protected override StructType ComputeOutput() => Schema;
}

/// <summary>Gives the rows of the inputs one after another; columns match by position.</summary>
public sealed record UnionNode(ImmutableArray<PhysicalPlan> Inputs, StructType Schema) : PhysicalPlan
{
    protected override StructType ComputeOutput() => Schema;
    public override ImmutableArray<PhysicalPlan> Children => Inputs;
    public override PhysicalPlan WithChildren(ImmutableArray<PhysicalPlan> children) => this with { Inputs = children };
}

/// <summary>Keeps a random share of the rows, partition by partition, with Spark's generator.</summary>
/// <param name="LowerBound">A row is kept when its random number is at least this ...</param>
/// <param name="UpperBound">... and below this; with replacement, the difference is the expected copies of a row.</param>
public sealed record SampleNode(PhysicalPlan Input, double LowerBound, double UpperBound, bool WithReplacement, long Seed) : UnaryNode(Input);

/// <summary>Checks a scalar subquery: gives its row, one row of NULLs when it has none, SCALAR_SUBQUERY_TOO_MANY_ROWS when it has several.</summary>
/// <param name="Origin">Where the subquery was written, for the error.</param>
public sealed record SingleRowNode(PhysicalPlan Input, Core.Errors.Origin Origin = default) : UnaryNode(Input)
{
    protected override StructType ComputeOutput() => new(Input.Output.Fields.Select(static f => f with { Nullable = true }));
}
