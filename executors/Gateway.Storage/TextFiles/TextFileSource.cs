using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.TextFiles;

/// <summary>Makes record readers for one worker.</summary>
/// <param name="fields">Ordinals of the wanted fields of a record, in the order of the columns to fill.</param>
/// <param name="keepsText">Whether the text of malformed records is wanted.</param>
/// <param name="missing">What fields hold, by name, that a record does not have; NULL for others.</param>
internal delegate RecordReader RecordReaderFactory(IReadOnlyList<int> fields, bool keepsText, QuerySettings settings, IReadOnlyDictionary<string, object?> missing);

/// <summary>Scans files whose records are text. Morsels are byte ranges where a file can be cut, else whole files.</summary>
internal sealed class TextFileSource : FileSource
{
    private const long MorselBytes = 8L << 20;

    private readonly TextFormatOptions? _options;
    private readonly RecordReaderFactory _factory;
    private readonly bool _isSplittable;

    /// <param name="scan">Its data schema includes the corrupt-record column where the schema names it.</param>
    /// <param name="options">Null for formats without records that can be malformed.</param>
    /// <param name="isSplittable">Whether records can be found from the middle of a file.</param>
    public TextFileSource(FileScan scan, TextFormatOptions? options, RecordReaderFactory factory, bool isSplittable = true)
        : base(scan)
    {
        _options = options;
        _factory = factory;
        _isSplittable = isSplittable;
        CorruptOrdinal = options is null ? -1 : FindCorrupt(scan.DataSchema, options.CorruptColumn);
    }

    public override StructType HiddenColumns => FileMetadataColumn.Plain;

    /// <summary>Gets the position of the corrupt-record column, or -1.</summary>
    internal int CorruptOrdinal { get; }

    internal StructType DataSchema => Scan.DataSchema;

    public override IReadOnlyList<ScanMorsel> PlanMorsels(ScanRequest request, QuerySettings settings)
    {
        CheckCorruptOnly(request);
        var morsels = new List<ScanMorsel>();
        foreach (var split in FilePartitioning.Assign(Scan.Index.Files, IsSplittable, settings))
        {
            var file = Scan.Index.Files[split.File];
            if (!MayPass(file, request))
            {
                continue;
            }
            long step = IsSplittable(file) ? MorselBytes : split.Length;
            for (long start = split.Start; start < split.Start + split.Length; start += step)
            {
                long length = Math.Min(step, split.Start + split.Length - start);
                morsels.Add(new ScanMorsel(morsels.Count, split.Partition, 0, Math.Max(1, length / 64), new TextPart(file, start, length, split.Start, split.Length)));
            }
        }
        return morsels;
    }

    public override MorselReader OpenReader(ScanRequest request, EvaluationContext context) => new TextMorselReader(this, request, context);

    public override ColumnRange? Range(int column) => null;

    internal RecordReader CreateRecordReader(IReadOnlyList<int> fields, bool keepsText, QuerySettings settings) => _factory(fields, keepsText, settings, MissingValues);

    /// <summary>Gives the fields of a record: the data columns without the corrupt-record column.</summary>
    public static StructType RecordFields(StructType dataSchema, string corruptColumn)
    {
        int corrupt = FindCorrupt(dataSchema, corruptColumn);
        return corrupt < 0 ? dataSchema : new StructType(dataSchema.Fields.RemoveAt(corrupt));
    }

    private static int FindCorrupt(StructType schema, string name)
    {
        for (int i = 0; i < schema.Fields.Length; i++)
        {
            if (schema.Fields[i].Name == name)
            {
                return schema.Fields[i].Type is StringType && schema.Fields[i].Nullable ? i : throw new QueryException(
                    "INVALID_CORRUPT_RECORD_TYPE", ("columnName", IdentifierText.Quote(name)), ("actualType", "\"" + TypeText.Sql(schema.Fields[i].Type) + "\""));
            }
        }
        return -1;
    }

    private bool IsSplittable(FileEntry file) => _isSplittable && _options?.MultiLine != true && TextInput.IsSplittable(file, _options?.Encoding);

    /// <summary>Spark refuses queries that ask for nothing but the corrupt-record column.</summary>
    private void CheckCorruptOnly(ScanRequest request)
    {
        if (CorruptOrdinal >= 0 && request.Columns.Length > 0 && request.Columns.Where(column => column < DataSchema.Fields.Length).ToList() is [var only] && only == CorruptOrdinal)
        {
            throw new QueryException("UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN").As("AnalysisException");
        }
    }

    private bool MayPass(FileEntry file, ScanRequest request) => RangePruning.MayPass(
        request.Filter,
        column => request.Columns[column] < Schema.Fields.Length && PartitionOrdinal(request.Columns[column]) is >= 0 and var ordinal
            ? new ColumnRange(file.Partition[ordinal], file.Partition[ordinal], file.Partition[ordinal] is null ? 1 : 0)
            : null,
        1);
}

/// <summary>A byte range of a file, and the split it was cut from.</summary>
internal sealed record TextPart(FileEntry File, long Start, long Length, long BlockStart, long BlockLength);
