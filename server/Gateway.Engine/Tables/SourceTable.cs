using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Storage.Scanning;

namespace Gateway.Engine.Tables;

/// <summary>A table whose rows a scan source delivers.</summary>
public sealed class SourceTable(string name, ScanSource source) : ITable
{
    private readonly Dictionary<string, int> _ordinals = source.Schema.Fields.Concat(source.HiddenColumns.Fields).Select(static (member, i) => (member.Name, i)).DistinctBy(static pair => pair.Name).ToDictionary(static pair => pair.Name, static pair => pair.i);

    public ScanSource Source { get; } = source;
    public string Name { get; } = name;
    public StructType Schema => Source.Schema;
    public long? RowCount => Source.RowCount;
    public long? ByteCount => Source.ByteCount;

    public ColumnStatistics? Statistics(int column) =>
        Source.Range(column) is { } range ? new ColumnStatistics(range.Minimum, range.Maximum, range.NullCount) : null;


    /// <summary>Gets the position of a column by its exact name.</summary>
    public int Ordinal(string column) => _ordinals[column];
}
