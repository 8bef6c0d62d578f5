namespace Gateway.Storage.Parquet.Format;

/// <summary>Parses the Thrift structures of a footer. Layout: parquet.thrift of parquet-format 2.11.</summary>
internal static class FooterParser
{
    public static FileMetadata Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new ThriftReader(bytes);
        SchemaElement[] schema = [];
        RowGroupMetadata[] groups = [];
        long rowCount = 0;
        string createdBy = "";
        var keyValues = new Dictionary<string, string>(StringComparer.Ordinal);
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 2 when type == ThriftType.List:
                    schema = new SchemaElement[reader.ReadListHeader(out _)];
                    for (int i = 0; i < schema.Length; i++)
                    {
                        schema[i] = ParseElement(ref reader);
                    }
                    break;
                case 3:
                    rowCount = reader.ReadInt64();
                    break;
                case 4 when type == ThriftType.List:
                    groups = new RowGroupMetadata[reader.ReadListHeader(out _)];
                    for (int i = 0; i < groups.Length; i++)
                    {
                        groups[i] = ParseGroup(ref reader);
                    }
                    break;
                case 5 when type == ThriftType.List:
                    int count = reader.ReadListHeader(out _);
                    for (int i = 0; i < count; i++)
                    {
                        var (key, value) = ParseKeyValue(ref reader);
                        keyValues[key] = value;
                    }
                    break;
                case 6:
                    createdBy = reader.ReadString();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (schema.Length == 0)
        {
            throw new ParquetFormatException("the footer has no schema");
        }
        return new FileMetadata(schema, rowCount, groups, keyValues, createdBy);
    }

    private static (string Key, string Value) ParseKeyValue(ref ThriftReader reader)
    {
        string key = "";
        string value = "";
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    key = reader.ReadString();
                    break;
                case 2:
                    value = reader.ReadString();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return (key, value);
    }

    private static SchemaElement ParseElement(ref ThriftReader reader)
    {
        ParquetPhysical? physical = null;
        int typeLength = 0, childCount = 0, scale = 0, precision = 0;
        int? converted = null, fieldId = null;
        var repetition = Repetition.Required;
        string name = "";
        LogicalAnnotation? logical = null;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    physical = (ParquetPhysical)reader.ReadInt32();
                    break;
                case 2:
                    typeLength = reader.ReadInt32();
                    break;
                case 3:
                    repetition = (Repetition)reader.ReadInt32();
                    break;
                case 4:
                    name = reader.ReadString();
                    break;
                case 5:
                    childCount = reader.ReadInt32();
                    break;
                case 6:
                    converted = reader.ReadInt32();
                    break;
                case 7:
                    scale = reader.ReadInt32();
                    break;
                case 8:
                    precision = reader.ReadInt32();
                    break;
                case 9:
                    fieldId = reader.ReadInt32();
                    break;
                case 10 when type == ThriftType.Struct:
                    logical = ParseLogical(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (childCount < 0 || typeLength < 0)
        {
            throw new ParquetFormatException("a schema element has a negative size");
        }
        var annotation = logical is { Kind: not LogicalKind.None } known ? known : FromConverted(converted, precision, scale);
        return new SchemaElement(name, physical, typeLength, repetition, childCount, annotation, fieldId);
    }

    private static LogicalAnnotation ParseLogical(ref ThriftReader reader)
    {
        LogicalAnnotation annotation = default;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            if (type != ThriftType.Struct)
            {
                reader.Skip(type);
                continue;
            }
            annotation = field switch
            {
                5 => ParseDecimal(ref reader),
                7 => ParseTimed(ref reader, LogicalKind.Time),
                8 => ParseTimed(ref reader, LogicalKind.Timestamp),
                10 => ParseInteger(ref reader),
                _ => ParseEmpty(ref reader, field),
            };
        }
        return annotation;
    }

    private static LogicalAnnotation ParseEmpty(ref ThriftReader reader, int field)
    {
        reader.Skip(ThriftType.Struct);
        return new LogicalAnnotation(field switch
        {
            1 => LogicalKind.String,
            2 => LogicalKind.Map,
            3 => LogicalKind.List,
            4 => LogicalKind.Enum,
            6 => LogicalKind.Date,
            11 => LogicalKind.Null,
            12 => LogicalKind.Json,
            13 => LogicalKind.Bson,
            14 => LogicalKind.Uuid,
            15 => LogicalKind.Float16,
            16 => LogicalKind.Variant,
            17 => LogicalKind.Geometry,
            18 => LogicalKind.Geography,
            _ => LogicalKind.None,
        });
    }

    private static LogicalAnnotation ParseDecimal(ref ThriftReader reader)
    {
        int scale = 0, precision = 0, field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    scale = reader.ReadInt32();
                    break;
                case 2:
                    precision = reader.ReadInt32();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return new LogicalAnnotation(LogicalKind.Decimal, Precision: precision, Scale: scale);
    }

    private static LogicalAnnotation ParseTimed(ref ThriftReader reader, LogicalKind kind)
    {
        bool adjusted = false;
        ParquetTimeUnit unit = 0;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    adjusted = type == ThriftType.True;
                    break;
                case 2 when type == ThriftType.Struct:
                    int member = 0;
                    while (reader.NextField(ref member, out var memberType))
                    {
                        unit = (ParquetTimeUnit)member;
                        reader.Skip(memberType);
                    }
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return Enum.IsDefined(unit)
            ? new LogicalAnnotation(kind, IsAdjustedToUtc: adjusted, Unit: unit)
            : throw new ParquetFormatException("a time has no unit");
    }

    private static LogicalAnnotation ParseInteger(ref ThriftReader reader)
    {
        int width = 0, field = 0;
        bool signed = true;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1 when type == ThriftType.Byte:
                    width = reader.ReadRawByte();
                    break;
                case 2:
                    signed = type == ThriftType.True;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return new LogicalAnnotation(LogicalKind.Integer, BitWidth: width, IsSigned: signed);
    }

    private static LogicalAnnotation FromConverted(int? converted, int precision, int scale) => converted switch
    {
        0 => new(LogicalKind.String),
        1 => new(LogicalKind.Map),
        2 => new(LogicalKind.MapKeyValue),
        3 => new(LogicalKind.List),
        4 => new(LogicalKind.Enum),
        5 => new(LogicalKind.Decimal, Precision: precision, Scale: scale),
        6 => new(LogicalKind.Date),
        7 => new(LogicalKind.Time, IsAdjustedToUtc: true, Unit: ParquetTimeUnit.Milliseconds),
        8 => new(LogicalKind.Time, IsAdjustedToUtc: true, Unit: ParquetTimeUnit.Microseconds),
        9 => new(LogicalKind.Timestamp, IsAdjustedToUtc: true, Unit: ParquetTimeUnit.Milliseconds),
        10 => new(LogicalKind.Timestamp, IsAdjustedToUtc: true, Unit: ParquetTimeUnit.Microseconds),
        >= 11 and <= 14 => new(LogicalKind.Integer, BitWidth: 8 << (converted.Value - 11), IsSigned: false),
        >= 15 and <= 18 => new(LogicalKind.Integer, BitWidth: 8 << (converted.Value - 15), IsSigned: true),
        19 => new(LogicalKind.Json),
        20 => new(LogicalKind.Bson),
        21 => new(LogicalKind.Interval),
        _ => default,
    };

    private static RowGroupMetadata ParseGroup(ref ThriftReader reader)
    {
        ColumnChunkMetadata[] columns = [];
        long byteCount = 0, rowCount = 0;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1 when type == ThriftType.List:
                    columns = new ColumnChunkMetadata[reader.ReadListHeader(out _)];
                    for (int i = 0; i < columns.Length; i++)
                    {
                        columns[i] = ParseChunk(ref reader);
                    }
                    break;
                case 2:
                    byteCount = reader.ReadInt64();
                    break;
                case 3:
                    rowCount = reader.ReadInt64();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (rowCount < 0)
        {
            throw new ParquetFormatException("a row group has a negative row count");
        }
        return new RowGroupMetadata(columns, rowCount, byteCount);
    }

    private static ColumnChunkMetadata ParseChunk(ref ThriftReader reader)
    {
        ColumnChunkMetadata? metadata = null;
        bool encrypted = false;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 3 when type == ThriftType.Struct:
                    metadata = ParseChunkMetadata(ref reader);
                    break;
                case 8:
                    encrypted = true;
                    reader.Skip(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        metadata ??= new ColumnChunkMetadata(0, 0, 0, 0, 0, 0, 0, null, true);
        return encrypted ? metadata with { IsEncrypted = true } : metadata;
    }

    private static ColumnChunkMetadata ParseChunkMetadata(ref ThriftReader reader)
    {
        ParquetPhysical physical = 0;
        ParquetCodec codec = 0;
        long valueCount = 0, uncompressed = 0, compressed = 0, dataOffset = 0, dictionaryOffset = 0;
        ChunkStatistics? statistics = null;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    physical = (ParquetPhysical)reader.ReadInt32();
                    break;
                case 4:
                    codec = (ParquetCodec)reader.ReadInt32();
                    break;
                case 5:
                    valueCount = reader.ReadInt64();
                    break;
                case 6:
                    uncompressed = reader.ReadInt64();
                    break;
                case 7:
                    compressed = reader.ReadInt64();
                    break;
                case 9:
                    dataOffset = reader.ReadInt64();
                    break;
                case 11:
                    dictionaryOffset = reader.ReadInt64();
                    break;
                case 12 when type == ThriftType.Struct:
                    statistics = ParseStatistics(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return new ColumnChunkMetadata(physical, codec, valueCount, uncompressed, compressed, dataOffset, dictionaryOffset, statistics, false);
    }

    private static ChunkStatistics ParseStatistics(ref ThriftReader reader)
    {
        byte[]? oldMin = null, oldMax = null, min = null, max = null;
        long? nullCount = null;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    oldMax = reader.ReadBinary().ToArray();
                    break;
                case 2:
                    oldMin = reader.ReadBinary().ToArray();
                    break;
                case 3:
                    nullCount = reader.ReadInt64();
                    break;
                case 5:
                    max = reader.ReadBinary().ToArray();
                    break;
                case 6:
                    min = reader.ReadBinary().ToArray();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        bool ordered = min is not null || max is not null;
        return new ChunkStatistics(ordered ? min : oldMin, ordered ? max : oldMax, nullCount, ordered);
    }
}
