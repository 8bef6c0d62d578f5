using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
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

/// <summary>Plain text: a line is a row of one string column.</summary>
internal sealed class TextFormat : FileFormat
{
    private static readonly StructType _schema = new([new StructField("value", StringType.Instance, true)]);

    public override string Name => "text";

    public override string DisplayName => "Text";

    public override ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings)
    {
        schema = index.WithoutPartitionColumns(schema);
        CheckColumns(schema);
        CheckCount(schema);
        var text = new TextOptions(options, settings);
        return new TextFileSource(new FileScan(Name, index, schema, options, settings), text, (_, _, _, _) => new LineRecordReader(text));
    }

    public override StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool) => _schema;

    public override bool CanHold(DataType type) => type is StringType or CharType or VarcharType;

    public override void CheckWritable(StructType schema)
    {
        base.CheckWritable(schema);
        CheckCount(schema);
    }

    public override string Extension(SourceOptions options, QuerySettings settings) => ".txt" + FileCodec.Extension(options);

    public override RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var text = new TextOptions(options, settings);
        return new TextFileWriter(path, FileCodec.Extension(options), text.Encoding, text.LineSeparator ?? "\n", null, new RowWriter());
    }

    private sealed class RowWriter : RowTextWriter
    {
        private Column? _column;

        public override void Start(Batch batch) => _column = batch.Columns[0];

        public override unsafe void Append(int row, TextBuffer output)
        {
            if (!_column!.IsNull(row))
            {
                output.Append(StringView.Span(_column.Source.Data<StringView>() + _column.Slot(row)));
            }
        }
    }

    private static void CheckCount(StructType schema)
    {
        if (schema.Fields.Length != 1)
        {
            throw new QueryException(QueryException.Create(
                "_LEGACY_ERROR_TEMP_1290", Origin.None, "AnalysisException", ("schemaSize", schema.Fields.Length.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>Options of text files; whole files are asked for by <c>wholetext</c>.</summary>
    private sealed class TextOptions(SourceOptions options, QuerySettings settings) : TextFormatOptions(
        options.Flag("wholetext", false) ? new SourceOptions(options.Values.Append(new("multiLine", "true"))) : options, settings);
}
