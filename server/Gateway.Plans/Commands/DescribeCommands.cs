using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>DESCRIBE TABLE.</summary>
public sealed record DescribeTable(ImmutableArray<string> NameParts, PartitionSpec? Partition, bool Extended, bool AsJson) : Command
{
    private static readonly StructType s_json = ResultColumns.Of(ResultColumns.Text("json_metadata", "JSON metadata of the table"));
    public override StructType ResultSchema => AsJson ? s_json : Columns;

    /// <summary>Gets the columns that describe columns.</summary>
    internal static StructType Columns { get; } = ResultColumns.Of(
        ResultColumns.Text("col_name", "name of the column"),
        ResultColumns.Text("data_type", "data type of the column"),
        ResultColumns.Text("comment", "comment of the column", nullable: true));
}

/// <summary>DESCRIBE TABLE .. column.</summary>
/// <param name="Column">Column name parts.</param>
public sealed record DescribeColumn(ImmutableArray<string> NameParts, ImmutableArray<string> Column, bool Extended) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(
        ResultColumns.Text("info_name", "name of the column info"),
        ResultColumns.Text("info_value", "value of the column info"));
}

/// <summary>DESCRIBE QUERY.</summary>
public sealed record DescribeQuery(LogicalPlan Query, string QueryText) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
    public override StructType ResultSchema => DescribeTable.Columns;
}

/// <summary>Which plans EXPLAIN prints.</summary>
public enum ExplainMode { Simple, Extended, Codegen, Cost, Formatted, Logical }

/// <summary>EXPLAIN. The statement is no child: what is wrong with it is part of the result.</summary>
public sealed record Explain(ExplainMode Mode, LogicalPlan Statement) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("plan", nullable: true));
}
