using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Json;
using Gateway.Compute.Text;
using Gateway.Compute.Text.Json;
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

/// <summary>JSON, an object a line or a value a file.</summary>
internal sealed class JsonFormat : FileFormat
{
    public override string Name => "json";

    public override string DisplayName => "JSON";

    public override ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings)
    {
        var json = new JsonOptions(options, settings);
        schema = index.WithoutPartitionColumns(json.SingleVariantColumn is { } single ? SingleVariant(single) : schema);
        CheckColumns(schema);
        var fields = TextFileSource.RecordFields(schema, json.CorruptColumn);
        return new TextFileSource(new FileScan(Name, index, schema, options, settings), json, (required, _, _, missing) => new JsonRecordReader(fields, required, json, missing));
    }

    public override bool CanHold(DataType type) => type switch
    {
        ArrayType array => CanHold(array.Element),
        MapType map => CanHold(map.Key) && CanHold(map.Value),
        StructType structure => structure.Fields.All(member => CanHold(member.Type)),
        UserDefinedType user => CanHold(user.SqlType),
        CalendarIntervalType or SpatialType => false,
        _ => true,
    };

    public override string Extension(SourceOptions options, QuerySettings settings) => ".json" + FileCodec.Extension(options);

    public override RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var json = new JsonOptions(options, settings);
        return new TextFileWriter(path, FileCodec.Extension(options), json.Encoding, json.LineSeparator ?? "\n", null, new RowWriter(schema, json, pool));
    }

    /// <summary>Writes rows as objects, through a struct column that shows the batch's columns.</summary>
    private sealed class RowWriter : RowTextWriter
    {
        private readonly MemoryScope _memory;
        private readonly Column _row;
        private readonly JsonColumnWriter _writer;

        public RowWriter(StructType schema, JsonOptions json, MemoryPool pool)
        {
            _memory = new MemoryScope(pool);
            _row = Column.Create(schema, 1, _memory);
            _writer = new JsonColumnWriter(schema, json.WriteOptions());
        }

        public override void Start(Batch batch)
        {
            for (int i = 0; i < _row.Children.Length; i++)
            {
                _row.Children[i].PointAt(batch.Columns[i]);
            }
        }

        public override void Append(int row, TextBuffer output) => _writer.Append(_row, row, output);

        public override void Dispose() => _memory.Dispose();
    }

    public override StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var json = new JsonOptions(options, settings);
        if (json.SingleVariantColumn is { } single)
        {
            return SingleVariant(single);
        }
        if (index.Files.Count == 0)
        {
            throw new QueryException("UNABLE_TO_INFER_SCHEMA", ("format", "JSON"));
        }
        var inference = new JsonSchemaInference(json, options, settings);
        foreach (var file in index.Files)
        {
            using var lines = new LineReader(json.LineSeparator is { Length: > 0 } separator ? Encoding.UTF8.GetBytes(separator) : null);
            lines.Open(TextInput.Open(file, json.Encoding, 0), 0, long.MaxValue, pool);
            if (json.MultiLine)
            {
                inference.Add(lines.ReadToEnd());
                continue;
            }
            while (lines.TryRead(out var line))
            {
                inference.Add(line);
            }
        }
        return inference.Finish();
    }
}
