using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Xml;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Codecs;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;
using Gateway.Storage.TextFiles;
using Gateway.Storage.Writing;

namespace Gateway.Storage.Formats;

/// <summary>XML: elements of one name are rows.</summary>
internal sealed class XmlFormat : FileFormat
{
    public override string Name => "xml";

    public override string DisplayName => "XML";

    public override ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings)
    {
        var xml = ReadOptions(options, settings);
        schema = index.WithoutPartitionColumns(xml.SingleVariantColumn is { } single ? SingleVariant(single) : schema);
        CheckColumns(schema);
        var fields = TextFileSource.RecordFields(schema, xml.CorruptColumn);
        return new TextFileSource(new FileScan(Name, index, schema, options, settings), xml, (required, _, query, _) => new XmlRecordReader(fields, required, xml, options, query), isSplittable: false);
    }

    public override bool CanHold(DataType type) => type switch
    {
        ArrayType array => CanHold(array.Element),
        MapType map => CanHold(map.Key) && CanHold(map.Value),
        StructType structure => structure.Fields.All(member => CanHold(member.Type)),
        UserDefinedType user => CanHold(user.SqlType),
        CalendarIntervalType or SpatialType or DayTimeIntervalType or YearMonthIntervalType => false,
        _ => true,
    };

    public override string Extension(SourceOptions options, QuerySettings settings) => ".xml" + FileCodec.Extension(options);

    public override RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var xml = new XmlOptions(options, settings);
        var header = new TextBuffer();
        if (xml.Declaration.Length > 0)
        {
            header.Append(("<?xml " + xml.Declaration + "?>\n").AsSpan());
        }
        header.Append(("<" + xml.RootTag + ">").AsSpan());
        string rootName = xml.RootTag.Split(' ')[0];
        return new TextFileWriter(path, FileCodec.Extension(options), xml.Encoding, "\n", header, new RowWriter(new XmlRowWriter(xml, options, settings), schema, xml.RowTag ?? "ROW"), "</" + rootName + ">");
    }

    public override void CheckTable(SourceOptions options, QuerySettings settings) => ReadOptions(options, settings);

    private static XmlOptions ReadOptions(SourceOptions options, QuerySettings settings)
    {
        var xml = new XmlOptions(options, settings);
        return xml.RowTag is null && xml.LineSeparator != TextLines.Separator
            ? throw new QueryException(QueryException.Create("XML_ROW_TAG_MISSING", Origin.None, "AnalysisException", ("rowTag", "`rowTag`")))
            : xml;
    }

    public override StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var xml = ReadOptions(options, settings);
        if (xml.SingleVariantColumn is { } single)
        {
            return SingleVariant(single);
        }
        if (index.Files.Count == 0)
        {
            throw new QueryException("UNABLE_TO_INFER_SCHEMA", ("format", "XML"));
        }
        var inference = new XmlSchemaInference(xml, options, settings);
        foreach (var file in index.Files)
        {
            foreach (string record in XmlRecordReader.Records(file, xml))
            {
                inference.Add(record);
            }
        }
        return inference.Finish();
    }

    private sealed class RowWriter(XmlRowWriter writer, StructType schema, string name) : RowTextWriter
    {
        private readonly TextBuffer _row = new();
        private Column[] _columns = [];

        public override void Start(Batch batch) => _columns = batch.Columns;

        public override void Append(int row, TextBuffer output)
        {
            _row.Clear();
            writer.AppendRow(_columns, schema, row, name, 1, _row);
            output.Append(_row.Written);
        }
    }
}
