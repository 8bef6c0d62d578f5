using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>SHOW TABLES.</summary>
/// <param name="Namespace">Empty for the current one.</param>
/// <param name="AsJson">One row of JSON instead of a row a table.</param>
public sealed record ShowTables(ImmutableArray<string> Namespace, string? Pattern, bool AsJson) : Command
{
    private static readonly StructType s_rows = ResultColumns.Of(ResultColumns.Text("namespace"), ResultColumns.Text("tableName"), ResultColumns.Flag("isTemporary"));
    private static readonly StructType s_json = ResultColumns.Of(ResultColumns.Text("json_metadata", "JSON metadata of the tables"));
    public override StructType ResultSchema => AsJson ? s_json : s_rows;
}

/// <summary>SHOW TABLE EXTENDED.</summary>
public sealed record ShowTableExtended(ImmutableArray<string> Namespace, string Pattern, PartitionSpec? Partition, bool AsJson) : Command
{
    private static readonly StructType s_rows = ResultColumns.Of(
        ResultColumns.Text("namespace"), ResultColumns.Text("tableName"), ResultColumns.Flag("isTemporary"), ResultColumns.Text("information"));
    private static readonly StructType s_json = ResultColumns.Of(ResultColumns.Text("json_metadata", "JSON metadata of the tables"));
    public override StructType ResultSchema => AsJson ? s_json : s_rows;
}

/// <summary>SHOW VIEWS.</summary>
public sealed record ShowViews(ImmutableArray<string> Namespace, string? Pattern) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("namespace"), ResultColumns.Text("viewName"), ResultColumns.Flag("isTemporary"));
}

/// <summary>SHOW COLUMNS.</summary>
/// <param name="Namespace">The second FROM, or empty.</param>
public sealed record ShowColumns(ImmutableArray<string> NameParts, ImmutableArray<string> Namespace) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("col_name"));
}

/// <summary>SHOW PARTITIONS.</summary>
public sealed record ShowPartitions(ImmutableArray<string> NameParts, PartitionSpec? Partition, bool AsJson) : Command
{
    private static readonly StructType s_rows = ResultColumns.Of(ResultColumns.Text("partition"));
    private static readonly StructType s_json = ResultColumns.Of(ResultColumns.Text("json_metadata", "JSON metadata of the partitions"));
    public override StructType ResultSchema => AsJson ? s_json : s_rows;
}

/// <summary>SHOW TBLPROPERTIES.</summary>
/// <param name="Key">One property, or null for all.</param>
public sealed record ShowTableProperties(ImmutableArray<string> NameParts, string? Key) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("key"), ResultColumns.Text("value"));
}

/// <summary>SHOW CREATE TABLE.</summary>
public sealed record ShowCreateTable(ImmutableArray<string> NameParts, bool AsSerde) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("createtab_stmt"));
}

/// <summary>SHOW COLLATIONS.</summary>
public sealed record ShowCollations(string? Pattern) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(
        ResultColumns.Text("NAME"), ResultColumns.Text("LANGUAGE", nullable: true),
        ResultColumns.Text("COUNTRY", nullable: true), ResultColumns.Text("ACCENT_SENSITIVITY"), ResultColumns.Text("CASE_SENSITIVITY"),
        ResultColumns.Text("PAD_ATTRIBUTE"), ResultColumns.Text("ICU_VERSION", nullable: true));
}
