using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet;
using Gateway.Storage.Scanning;
using Gateway.Storage.Writing;
using ParquetSharp;
using MemoryPool = Gateway.Core.Memory.MemoryPool;

namespace Gateway.Storage.Formats;

/// <summary>Apache Parquet.</summary>
internal sealed class ParquetFormat : FileFormat
{
    private const string SparkVersion = "4.3.0";
    private const string CodecKey = "spark.sql.parquet.compression.codec";

    private static readonly Dictionary<string, (Compression Codec, string Extension)> _codecs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["brotli"] = (Compression.Brotli, ".br"),
        ["uncompressed"] = (Compression.Uncompressed, ""),
        ["lzo"] = (Compression.Lzo, ".lzo"),
        ["snappy"] = (Compression.Snappy, ".snappy"),
        ["lz4_raw"] = (Compression.Lz4, ".lz4raw"),
        ["none"] = (Compression.Uncompressed, ""),
        ["zstd"] = (Compression.Zstd, ".zstd"),
        ["lz4"] = (Compression.Lz4Hadoop, ".lz4hadoop"),
        ["gzip"] = (Compression.Gzip, ".gz"),
    };

    public override string Name => "parquet";

    public override string DisplayName => "Parquet";

    public override ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings) =>
        ParquetSource.Open(index, schema, options, settings);

    public override StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool) =>
        ParquetSource.InferSchema(index, options, settings);

    public override bool CanHold(DataType type) => type switch
    {
        ArrayType array => CanHold(array.Element),
        MapType map => CanHold(map.Key) && CanHold(map.Value),
        StructType structure => structure.Fields.All(member => CanHold(member.Type)),
        UserDefinedType user => CanHold(user.SqlType),
        CalendarIntervalType or TimestampNanosType => false,
        _ => true,
    };

    public override string Extension(SourceOptions options, QuerySettings settings) => Codec(options, settings).Extension + ".parquet";

    public override RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool) =>
        new Parquet.Writing.ParquetFileWriter(path, schema, Codec(options, settings).Codec, SparkVersion);

    private static (Compression Codec, string Extension) Codec(SourceOptions options, QuerySettings settings)
    {
        string name = options.Text("compression") ?? options.Text("parquet.compression") ?? settings.Configuration.GetValueOrDefault(CodecKey, "snappy");
        return _codecs.TryGetValue(name, out var codec) ? codec
            : throw new QueryException(QueryException.Create(
                "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION", Origin.None, "IllegalArgumentException",
                ("codecName", name.ToLowerInvariant()), ("availableCodecs", string.Join(", ", _codecs.Keys))));
    }
}
