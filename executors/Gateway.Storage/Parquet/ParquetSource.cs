using Gateway.Compute.Formats;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Parquet.Schema;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Parquet;

/// <summary>Scans Parquet files. Row groups are the morsels; those that statistics rule out are never opened.</summary>
public sealed class ParquetSource : FileSource
{
    private const string SparkSchemaKey = "org.apache.spark.sql.parquet.row.metadata";
    private const int MostFootersForCounts = 512;

    private readonly Lazy<ColumnRange?[]> _ranges;
    private readonly Lazy<long?> _rowCount;

    private ParquetSource(FileScan scan, ParquetTypeOptions options, bool ignoreCorruptFiles)
        : base(scan)
    {
        Options = options;
        IgnoreCorruptFiles = ignoreCorruptFiles;
        _ranges = new Lazy<ColumnRange?[]>(ComputeRanges);
        _rowCount = new Lazy<long?>(() => CountsAreCheap ? scan.Index.Files.Sum(static file => FooterCache.Shared.Get(file).Metadata.RowCount) : null);
    }

    public override StructType HiddenColumns => FileMetadataColumn.WithRowIndex;

    public override long? RowCount => _rowCount.Value;

    internal ParquetTypeOptions Options { get; }

    internal bool IgnoreCorruptFiles { get; }

    private bool CountsAreCheap => !IgnoreCorruptFiles && Scan.Index.Files.Count <= MostFootersForCounts;

    /// <summary>Opens files as one table.</summary>
    public static ParquetSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings) =>
        new(new FileScan("parquet", index, index.WithoutPartitionColumns(schema), options, settings), TypeOptions(settings), IgnoresCorruptFiles(options, settings));

    /// <summary>Takes the schema from the files' footers: the first one's, or all of them merged.</summary>
    public static StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings)
    {
        bool merge = options.Flag("mergeSchema", Flag(settings, "spark.sql.parquet.mergeSchema", false));
        return (StructType)SchemaMerging.AsNullable(InferSchema(index, TypeOptions(settings), merge, IgnoresCorruptFiles(options, settings)));
    }

    private static ParquetTypeOptions TypeOptions(QuerySettings settings) => new(
        BinaryAsString: Flag(settings, "spark.sql.parquet.binaryAsString", false),
        InferTimestampNtz: Flag(settings, "spark.sql.parquet.inferTimestampNTZ.enabled", true),
        NanosAsLong: Flag(settings, "spark.sql.legacy.parquet.nanosAsLong", false),
        CaseSensitive: settings.CaseSensitive);

    private static bool IgnoresCorruptFiles(SourceOptions options, QuerySettings settings) =>
        options.Flag("ignoreCorruptFiles", Flag(settings, "spark.sql.files.ignoreCorruptFiles", false));

    public override IReadOnlyList<ScanMorsel> PlanMorsels(ScanRequest request, QuerySettings settings)
    {
        var morsels = new List<ScanMorsel>();
        var rowsBefore = new Dictionary<int, long>();
        foreach (var split in FilePartitioning.Assign(Scan.Index.Files, static _ => true, settings))
        {
            var entry = Scan.Index.Files[split.File];
            if (!PartitionMayPass(entry, request))
            {
                continue;
            }
            ParquetFile file;
            try
            {
                file = FooterCache.Shared.Get(entry);
            }
            catch (QueryException) when (IgnoreCorruptFiles)
            {
                continue;
            }
            var matcher = new ShapeMatcher(entry, Options);
            for (int group = 0; group < file.Metadata.RowGroups.Length; group++)
            {
                var metadata = file.Metadata.RowGroups[group];
                long middle = metadata.Middle(entry.Length);
                if (middle < split.Start || middle >= split.Start + split.Length || metadata.RowCount == 0)
                {
                    continue;
                }
                long before = rowsBefore.GetValueOrDefault(split.Partition);
                rowsBefore[split.Partition] = before + metadata.RowCount;
                if (RangePruning.MayPass(request.Filter, column => Range(file, matcher, group, request.Columns[column]), metadata.RowCount))
                {
                    morsels.Add(new ScanMorsel(morsels.Count, split.Partition, before, metadata.RowCount, new ParquetPart(file, group, split.Start, split.Length)));
                }
            }
        }
        return morsels;
    }

    public override MorselReader OpenReader(ScanRequest request, EvaluationContext context) => new ParquetMorselReader(this, request, context);

    public override ColumnRange? Range(int column) => CountsAreCheap && column < _ranges.Value.Length ? _ranges.Value[column] : null;

    private static bool Flag(QuerySettings settings, string key, bool otherwise) =>
        settings.Configuration.TryGetValue(key, out string? text) ? text.Trim().Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;

    private static StructType InferSchema(FileIndex index, ParquetTypeOptions options, bool merge, bool ignoreCorrupt)
    {
        StructType? schema = null;
        foreach (var entry in index.Files)
        {
            StructType found;
            try
            {
                found = FileSchema(FooterCache.Shared.Get(entry), options);
            }
            catch (QueryException failure) when (ignoreCorrupt && failure.Error.Condition?.StartsWith("FAILED_READ_FILE", StringComparison.Ordinal) == true)
            {
                continue;
            }
            if (!merge)
            {
                return found;
            }
            schema = schema is null ? found : SchemaMerging.Merge(schema, found, options.CaseSensitive);
        }
        return schema ?? throw new QueryException("UNABLE_TO_INFER_SCHEMA", ("format", "Parquet"));
    }

    /// <summary>Gives a file's Spark schema: the one Spark wrote into the footer, else the one its types say.</summary>
    private static StructType FileSchema(ParquetFile file, ParquetTypeOptions options)
    {
        if (file.Metadata.KeyValues.TryGetValue(SparkSchemaKey, out string? json))
        {
            try
            {
                if (TypeJson.Parse(json) is StructType written)
                {
                    return written;
                }
            }
            catch (QueryException)
            {
                // A schema this version cannot read: the file's own types are as good.
            }
        }
        return new StructType(ParquetTypes.Columns(file.Root, options).Select((shape, i) => new StructField(file.Root.Children[i].Name, shape.Type, true)));
    }

    private bool PartitionMayPass(FileEntry entry, ScanRequest request) => RangePruning.MayPass(
        request.Filter,
        column => request.Columns[column] < Schema.Fields.Length && PartitionOrdinal(request.Columns[column]) is >= 0 and var ordinal ? ValueRange(entry.Partition[ordinal]) : null,
        1);

    private static ColumnRange ValueRange(object? value) => new(value, value, value is null ? 1 : 0);

    private ColumnRange? Range(ParquetFile file, ShapeMatcher matcher, int group, int column)
    {
        if (column >= Schema.Fields.Length || PartitionOrdinal(column) >= 0)
        {
            return null;
        }
        return matcher.Match(Schema.Fields[column], file.Root) is LeafShape { Node.Repetition: 0 } leaf
            ? ChunkRanges.Of(leaf, file.Metadata.RowGroups[group].Columns[leaf.Node.Leaf])
            : null;
    }

    private ColumnRange?[] ComputeRanges()
    {
        var ranges = new ColumnRange?[Schema.Fields.Length];
        for (int column = 0; column < ranges.Length; column++)
        {
            ranges[column] = Literals(Schema.Fields[column].Type, ComputeRange(column));
        }
        return ranges;
    }

    private ColumnRange? ComputeRange(int column)
    {
        int partition = PartitionOrdinal(column);
        ColumnRange? range = null;
        bool isFirst = true;
        foreach (var entry in Scan.Index.Files)
        {
            var file = FooterCache.Shared.Get(entry);
            if (partition >= 0)
            {
                var own = ValueRange(entry.Partition[partition]) with { NullCount = entry.Partition[partition] is null ? file.Metadata.RowCount : 0 };
                range = isFirst ? own : ChunkRanges.Union(range, own);
                isFirst = false;
                continue;
            }
            var matcher = new ShapeMatcher(entry, Options);
            for (int group = 0; group < file.Metadata.RowGroups.Length; group++)
            {
                var own = Range(file, matcher, group, column);
                range = isFirst ? own : ChunkRanges.Union(range, own);
                isFirst = false;
            }
        }
        return range;
    }

    /// <summary>Brings string bounds from bytes, possibly cut in the middle of a character, to text; cut ones are dropped.</summary>
    private static ColumnRange? Literals(DataType type, ColumnRange? range)
    {
        if (range is null || type is not StringType)
        {
            return range;
        }
        return range with { Minimum = Text(range.Minimum), Maximum = Text(range.Maximum) };
    }

    private static string? Text(object? bytes) =>
        bytes is byte[] utf8 && System.Text.Unicode.Utf8.IsValid(utf8) ? System.Text.Encoding.UTF8.GetString(utf8) : bytes as string;
}

/// <summary>A row group of a file, and the split that it was found in.</summary>
internal sealed record ParquetPart(ParquetFile File, int RowGroup, long BlockStart, long BlockLength);
