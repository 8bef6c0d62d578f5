namespace Gateway.Storage.Parquet.Format;

internal enum PageKind
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>The header in front of every page.</summary>
/// <param name="RowCount">Of version 2 data pages; -1 otherwise.</param>
/// <param name="DefinitionBytes">Byte count of the definition levels of version 2 pages, which are never compressed.</param>
internal readonly record struct PageHeader(
    PageKind Kind,
    int UncompressedBytes,
    int CompressedBytes,
    int ValueCount,
    PageEncoding Encoding,
    PageEncoding DefinitionEncoding,
    PageEncoding RepetitionEncoding,
    int RowCount,
    int DefinitionBytes,
    int RepetitionBytes,
    bool IsCompressed)
{
    /// <summary>Parses a header at the start of the bytes and says how long it is.</summary>
    public static PageHeader Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new ThriftReader(bytes);
        PageKind kind = 0;
        int uncompressed = -1, compressed = -1;
        PageHeader body = default;
        int field = 0;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    kind = (PageKind)reader.ReadInt32();
                    break;
                case 2:
                    uncompressed = reader.ReadInt32();
                    break;
                case 3:
                    compressed = reader.ReadInt32();
                    break;
                case 5 when type == ThriftType.Struct:
                    body = ParseBody(ref reader, encodingField: 2, definitionField: 3, repetitionField: 4);
                    break;
                case 7 when type == ThriftType.Struct:
                    body = ParseBody(ref reader, encodingField: 2, definitionField: -1, repetitionField: -1);
                    break;
                case 8 when type == ThriftType.Struct:
                    body = ParseVersion2(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (uncompressed < 0 || compressed < 0 || body.ValueCount < 0)
        {
            throw new ParquetFormatException("a page header has no sizes");
        }
        length = reader.Position;
        return body with { Kind = kind, UncompressedBytes = uncompressed, CompressedBytes = compressed };
    }

    private static PageHeader ParseBody(ref ThriftReader reader, int encodingField, int definitionField, int repetitionField)
    {
        int valueCount = 0, field = 0;
        PageEncoding encoding = 0, definition = PageEncoding.Rle, repetition = PageEncoding.Rle;
        while (reader.NextField(ref field, out var type))
        {
            if (field == 1)
            {
                valueCount = reader.ReadInt32();
            }
            else if (field == encodingField)
            {
                encoding = (PageEncoding)reader.ReadInt32();
            }
            else if (field == definitionField)
            {
                definition = (PageEncoding)reader.ReadInt32();
            }
            else if (field == repetitionField)
            {
                repetition = (PageEncoding)reader.ReadInt32();
            }
            else
            {
                reader.Skip(type);
            }
        }
        return new PageHeader(0, 0, 0, valueCount, encoding, definition, repetition, -1, 0, 0, true);
    }

    private static PageHeader ParseVersion2(ref ThriftReader reader)
    {
        int valueCount = 0, rowCount = 0, definitionBytes = 0, repetitionBytes = 0, field = 0;
        PageEncoding encoding = 0;
        bool compressed = true;
        while (reader.NextField(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    valueCount = reader.ReadInt32();
                    break;
                case 3:
                    rowCount = reader.ReadInt32();
                    break;
                case 4:
                    encoding = (PageEncoding)reader.ReadInt32();
                    break;
                case 5:
                    definitionBytes = reader.ReadInt32();
                    break;
                case 6:
                    repetitionBytes = reader.ReadInt32();
                    break;
                case 7:
                    compressed = type == ThriftType.True;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (definitionBytes < 0 || repetitionBytes < 0 || rowCount < 0)
        {
            throw new ParquetFormatException("a page header has a negative size");
        }
        return new PageHeader(0, 0, 0, valueCount, encoding, PageEncoding.Rle, PageEncoding.Rle, rowCount, definitionBytes, repetitionBytes, compressed);
    }
}
