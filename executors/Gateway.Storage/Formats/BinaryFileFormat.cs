using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;
using Gateway.Storage.TextFiles;
using Gateway.Storage.Writing;

namespace Gateway.Storage.Formats;

/// <summary>Whole files as rows: path, modification time, length, content. Read only.</summary>
internal sealed class BinaryFileFormat : FileFormat
{
    private static readonly StructType _schema = new([
        new StructField("path", StringType.Instance, true),
        new StructField("modificationTime", TimestampType.Instance, true),
        new StructField("length", LongType.Instance, true),
        new StructField("content", BinaryType.Instance, true),
    ]);

    public override string Name => "binaryFile";

    public override string DisplayName => "binaryFile";

    public override ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings) =>
        new TextFileSource(new FileScan(Name, index, index.WithoutPartitionColumns(_schema), options, settings), null, static (fields, _, _, _) => new Reader(fields));

    public override StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool) => _schema;

    public override bool CanHold(DataType type) => true;

    public override string Extension(SourceOptions options, QuerySettings settings) => throw Unwritable();

    public override RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool) => throw Unwritable();

    private static QueryException Unwritable() => new(new QueryError(null, [], [], "UnsupportedOperationException", "Write is not supported for binary file data source"));

    private sealed class Reader(IReadOnlyList<int> fields) : RecordReader(null)
    {
        private bool _isDone;

        public override int Read(Column[] columns, Column? corrupt, int capacity)
        {
            if (_isDone)
            {
                return 0;
            }
            _isDone = true;
            for (int i = 0; i < fields.Count; i++)
            {
                ColumnValues.Set(columns[i], 0, fields[i] switch
                {
                    0 => File.Uri,
                    1 => File.ModifiedMicros,
                    2 => File.Length,
                    _ => System.IO.File.ReadAllBytes(File.Path),
                });
            }
            return 1;
        }

        protected override void OpenRange(long start) => _isDone = start > 0;
    }
}
