using Gateway.Core.Types;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Files;

/// <summary>Base of sources that read files.</summary>
public abstract class FileSource(FileScan scan) : ScanSource
{
    /// <summary>Gets the description that opens this source again.</summary>
    public FileScan Scan { get; } = scan;

    public override StructType Schema { get; } = scan.Index.WithPartitionColumns(scan.DataSchema);

    public override long? ByteCount => Scan.Index.Files.Sum(static file => file.Length);

    public override IReadOnlyList<string> InputFiles => [.. Scan.Index.Files.Select(static file => file.Uri)];

    /// <summary>Gets the position of a column's value in a file's partition values, or -1.</summary>
    internal int PartitionOrdinal(int column) => Scan.Index.PartitionOrdinal(Schema.Fields[column].Name);
}
