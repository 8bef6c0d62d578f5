using Gateway.Compute.Evaluation;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Formats;

/// <summary>Apache Parquet.</summary>
internal sealed class ParquetFormat : FileFormat
{
    public override string Name => "parquet";

    public override string DisplayName => "Parquet";

    public override ScanSource Open(FileIndex index, StructType? userSchema, SourceOptions options, QuerySettings settings) =>
        ParquetSource.Open(index, userSchema, options, settings);
}
