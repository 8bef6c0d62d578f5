using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>ALTER TABLE (or VIEW) .. RENAME TO.</summary>
public sealed record RenameTable(ImmutableArray<string> NameParts, ImmutableArray<string> NewName, bool IsView) : Command;

/// <summary>ALTER TABLE (or VIEW) .. SET TBLPROPERTIES.</summary>
public sealed record SetTableProperties(ImmutableArray<string> NameParts, ImmutableDictionary<string, string> Properties, bool IsView) : Command;

/// <summary>ALTER TABLE (or VIEW) .. UNSET TBLPROPERTIES.</summary>
public sealed record UnsetTableProperties(ImmutableArray<string> NameParts, ImmutableArray<string> Keys, bool IfExists, bool IsView) : Command;

/// <summary>A column that ALTER TABLE adds or replaces.</summary>
/// <param name="Path">Name, or path into a struct.</param>
public sealed record AddedColumn(ImmutableArray<string> Path, ColumnDefinition Definition, ColumnPosition? Position);

/// <summary>ALTER TABLE .. ADD COLUMNS.</summary>
public sealed record AddColumns(ImmutableArray<string> NameParts, ImmutableArray<AddedColumn> Columns) : Command
{
    /// <summary>Gets whether COLUMNS was written, not COLUMN.</summary>
    public bool IsList { get; init; } = true;
}

/// <summary>ALTER TABLE .. REPLACE COLUMNS.</summary>
public sealed record ReplaceColumns(ImmutableArray<string> NameParts, ImmutableArray<AddedColumn> Columns) : Command;

/// <summary>ALTER TABLE .. RENAME COLUMN.</summary>
public sealed record RenameColumn(ImmutableArray<string> NameParts, ImmutableArray<string> Column, string NewName) : Command;

/// <summary>ALTER TABLE .. DROP COLUMNS.</summary>
public sealed record DropTableColumns(ImmutableArray<string> NameParts, ImmutableArray<ImmutableArray<string>> Columns, bool IfExists) : Command;

/// <summary>What one part of ALTER COLUMN changes; members not written are null.</summary>
/// <param name="Nullable">True for DROP NOT NULL, false for SET NOT NULL.</param>
public sealed record ColumnChange(ImmutableArray<string> Column, DataType? Type = null, bool? Nullable = null, string? Comment = null, ColumnPosition? Position = null, WrittenExpression? Default = null, bool DropDefault = false);

/// <summary>ALTER TABLE .. ALTER COLUMN and CHANGE COLUMN.</summary>
public sealed record AlterColumns(ImmutableArray<string> NameParts, ImmutableArray<ColumnChange> Changes) : Command;

/// <summary>ALTER TABLE .. SET LOCATION.</summary>
public sealed record SetTableLocation(ImmutableArray<string> NameParts, PartitionSpec? Partition, string Location) : Command;

/// <summary>ALTER TABLE .. SET SERDE or SERDEPROPERTIES.</summary>
public sealed record SetTableSerde(ImmutableArray<string> NameParts, PartitionSpec? Partition, string? Serde, ImmutableDictionary<string, string> Properties) : Command;

/// <summary>ALTER TABLE .. ADD PARTITION.</summary>
public sealed record AddPartitions(ImmutableArray<string> NameParts, ImmutableArray<(PartitionSpec Spec, string? Location)> Partitions, bool IfNotExists, bool IsView) : Command;

/// <summary>ALTER TABLE .. DROP PARTITION.</summary>
public sealed record DropPartitions(ImmutableArray<string> NameParts, ImmutableArray<PartitionSpec> Partitions, bool IfExists, bool Purge, bool IsView) : Command;

/// <summary>ALTER TABLE .. PARTITION .. RENAME TO PARTITION.</summary>
public sealed record RenamePartition(ImmutableArray<string> NameParts, PartitionSpec From, PartitionSpec To) : Command;

/// <summary>ALTER TABLE .. CLUSTER BY.</summary>
/// <param name="Columns">Empty for CLUSTER BY NONE.</param>
public sealed record SetClustering(ImmutableArray<string> NameParts, ImmutableArray<ImmutableArray<string>> Columns) : Command;

/// <summary>ALTER TABLE .. DEFAULT COLLATION.</summary>
public sealed record SetTableCollation(ImmutableArray<string> NameParts, string Collation) : Command;

/// <summary>ALTER TABLE .. ADD CONSTRAINT.</summary>
public sealed record AddConstraint(ImmutableArray<string> NameParts, TableConstraint Constraint) : Command;

/// <summary>ALTER TABLE .. DROP CONSTRAINT.</summary>
public sealed record DropConstraint(ImmutableArray<string> NameParts, string Name, bool IfExists, bool Cascade) : Command;
