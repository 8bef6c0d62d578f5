using System.Collections.Immutable;

namespace Gateway.Plans.Logical;

/// <summary>What a write does where there is data already.</summary>
public enum SaveMode { ErrorIfExists, Append, Overwrite, Ignore }

/// <summary>Spreads a table's rows over a fixed number of files by hash.</summary>
public sealed record BucketSpec(int Count, ImmutableArray<string> Columns, ImmutableArray<string> SortColumns);

/// <summary>Where a write goes: neither member set means the format's options say it.</summary>
/// <param name="Path">Directory of a path-based format.</param>
/// <param name="Table">Name parts of a table.</param>
/// <param name="ByPosition">True for insertInto: columns match by position and the table must exist.</param>
public sealed record SaveTarget(string? Path, ImmutableArray<string>? Table, bool ByPosition = false);

/// <summary>Writes a relation's rows through a format or into a table (<c>DataFrame.write</c>).</summary>
/// <param name="Format">Name of the format, or null for the session's default.</param>
/// <param name="ClusterBy">Name parts of the columns a table is clustered by; directories and existing tables have none.</param>
public sealed record SaveData(LogicalPlan Input, string? Format, SaveTarget Target, SaveMode Mode, ImmutableArray<string> PartitionColumns, BucketSpec? Buckets, ImmutableArray<ImmutableArray<string>> ClusterBy, ImmutableDictionary<string, string> Options) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Input];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Input = children[0] };
}
