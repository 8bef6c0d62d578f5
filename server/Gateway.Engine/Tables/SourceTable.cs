using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Storage.Scanning;

namespace Gateway.Engine.Tables;

/// <summary>A table whose rows a scan source delivers.</summary>
/// <param name="declared">Columns as the catalog declares them, with their metadata; null to take the source's.</param>
/// <param name="location">Directory of a catalog table, or null.</param>
public sealed class SourceTable(string name, ScanSource source, StructType? declared = null, string? location = null) : ITable
{
    /// <summary>Gets the directory of a catalog table, or null.</summary>
    public string? Location { get; } = location;

    public ScanSource Source { get; } = source;
    public string Name { get; } = name;
    public StructType Schema { get; } = declared ?? source.Schema;
    public long? RowCount => Source.RowCount;
    public long? ByteCount => Source.ByteCount;

    public ColumnStatistics? Statistics(int column) =>
        Source.Range(column) is { } range ? new ColumnStatistics(range.Minimum, range.Maximum, range.NullCount) : null;

    /// <summary>Gets the source's column behind the n-th attribute of a scan; hidden columns follow the visible ones.</summary>
    public int Ordinal(TableScan scan, int position)
    {
        if (!scan.Ordinals.IsDefault && position < scan.Ordinals.Length)
        {
            return scan.Ordinals[position];
        }
        string name = scan.Attributes[position].Name;
        if (scan.Attributes[position].Tags.HasFlag(ExpressionTags.MetadataColumn))
        {
            return Schema.Fields.Length + Enumerable.Range(0, Source.HiddenColumns.Fields.Length).First(i => Source.HiddenColumns.Fields[i].Name == name);
        }
        if (scan.Attributes.Length == Schema.Fields.Length)
        {
            return position;
        }
        return Enumerable.Range(0, Schema.Fields.Length + Source.HiddenColumns.Fields.Length).First(i => Source.Field(i).Name == name);
    }
}
