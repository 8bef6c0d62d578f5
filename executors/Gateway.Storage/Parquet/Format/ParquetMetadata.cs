namespace Gateway.Storage.Parquet.Format;

/// <summary>Physical types of the format, in its numbering.</summary>
internal enum ParquetPhysical
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLenByteArray = 7,
}

/// <summary>Repetition of a field, in the format's numbering.</summary>
internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

/// <summary>Encodings of pages, in the format's numbering.</summary>
internal enum PageEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    BitPacked = 4,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8,
    ByteStreamSplit = 9,
}

/// <summary>Compression codecs, in the format's numbering.</summary>
internal enum ParquetCodec
{
    Uncompressed = 0,
    Snappy = 1,
    Gzip = 2,
    Lzo = 3,
    Brotli = 4,
    Lz4 = 5,
    Zstd = 6,
    Lz4Raw = 7,
}

/// <summary>Annotations of a field: the logical type where written, else what the converted type says.</summary>
internal enum LogicalKind
{
    None,
    String,
    Map,
    MapKeyValue,
    List,
    Enum,
    Decimal,
    Date,
    Time,
    Timestamp,
    Integer,
    Json,
    Bson,
    Uuid,
    Float16,
    Interval,
    Null,
    Variant,
    Geometry,
    Geography,
}

internal enum ParquetTimeUnit
{
    Milliseconds = 1,
    Microseconds = 2,
    Nanoseconds = 3,
}

/// <summary>A logical type with its parameters.</summary>
/// <param name="BitWidth">Of integers.</param>
internal readonly record struct LogicalAnnotation(LogicalKind Kind, bool IsAdjustedToUtc = false, ParquetTimeUnit Unit = 0, int BitWidth = 0, bool IsSigned = true, int Precision = 0, int Scale = 0)
{
    /// <summary>Gets whether the column's integers have no sign; those without annotation have one.</summary>
    public bool IsUnsigned => Kind == LogicalKind.Integer && !IsSigned;

    /// <summary>Tells whether the annotation promises signed numbers of so many bits at most.</summary>
    public bool FitsSigned(int bits) => Kind == LogicalKind.Integer && IsSigned && BitWidth <= bits;
}

/// <summary>One element of the flattened schema tree.</summary>
internal sealed record SchemaElement(string Name, ParquetPhysical? Type, int TypeLength, Repetition Repetition, int ChildCount, LogicalAnnotation Logical, int? FieldId);

/// <summary>Statistics of a column chunk in the format's own encoding. Null where not written.</summary>
/// <param name="IsOrdered">True when min and max came in the fields that follow the type's own order (not the deprecated pair).</param>
internal sealed record ChunkStatistics(byte[]? Min, byte[]? Max, long? NullCount, bool IsOrdered);

internal sealed record ColumnChunkMetadata(
    ParquetPhysical Type,
    ParquetCodec Codec,
    long ValueCount,
    long UncompressedBytes,
    long CompressedBytes,
    long DataPageOffset,
    long DictionaryPageOffset,
    ChunkStatistics? Statistics,
    bool IsEncrypted)
{
    /// <summary>Gets the file position of the chunk's first page.</summary>
    public long Start => DictionaryPageOffset > 0 && DictionaryPageOffset < DataPageOffset ? DictionaryPageOffset : DataPageOffset;
}

internal sealed record RowGroupMetadata(ColumnChunkMetadata[] Columns, long RowCount, long ByteCount)
{
    /// <summary>Gets the file position where the group's data begin.</summary>
    public long Start => Columns.Length == 0 ? 0 : Columns.Min(static chunk => chunk.Start);

    public long CompressedBytes => Columns.Aggregate(0L, static (sum, chunk) => unchecked(sum + chunk.CompressedBytes));

    /// <summary>Gets the position that decides which split of the file reads the group: its middle, inside the file even where the footer lies.</summary>
    public long Middle(long fileLength) => Math.Clamp(unchecked(Start + CompressedBytes / 2), 0, Math.Max(fileLength - 1, 0));
}

/// <summary>A file's footer.</summary>
internal sealed record FileMetadata(SchemaElement[] Schema, long RowCount, RowGroupMetadata[] RowGroups, IReadOnlyDictionary<string, string> KeyValues, string CreatedBy);
