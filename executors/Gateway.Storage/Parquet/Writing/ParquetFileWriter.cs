using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Storage.Writing;
using ParquetSharp;

namespace Gateway.Storage.Parquet.Writing;

/// <summary>Writes a Parquet file through ParquetSharp, row groups of about 128 MB.</summary>
internal sealed class ParquetFileWriter : RowFileWriter
{
    private const long RowGroupBytes = 128L << 20;
    private const int RowGroupRows = 1 << 20;

    private readonly ParquetSharp.ParquetFileWriter _writer;
    private readonly List<LeafWriter> _leaves;
    private readonly ParquetSharp.Schema.GroupNode _root;
    private readonly WriterProperties _properties;
    private RowGroupWriter? _group;
    private int _groupRows;
    private bool _isClosed;

    public ParquetFileWriter(string path, StructType schema, Compression compression, string sparkVersion)
    {
        (_root, _leaves) = ParquetSchemaWriter.Write(schema);
        using var builder = new WriterPropertiesBuilder();
        _properties = builder.Compression(compression).CreatedBy("gateway").DataPagesize(1 << 20).Version(ParquetVersion.PARQUET_2_6).Build();
        var metadata = new Dictionary<string, string>
        {
            ["org.apache.spark.version"] = sparkVersion,
            ["org.apache.spark.sql.parquet.row.metadata"] = TypeJson.Write(schema),
        };
        _writer = new ParquetSharp.ParquetFileWriter(path, _root, _properties, metadata);
    }

    public override void Write(Batch batch, Selection rows)
    {
        if (rows.Count == 0)
        {
            return;
        }
        _group ??= _writer.AppendBufferedRowGroup();
        for (int i = 0; i < _leaves.Count; i++)
        {
            using var target = _group.Column(i);
            _leaves[i].Write(batch.Columns[_leaves[i].Column], rows, target);
        }
        _groupRows += rows.Count;
        if (_groupRows >= RowGroupRows || _group.TotalBytesWritten + _group.TotalCompressedBytes >= RowGroupBytes)
        {
            CloseGroup();
        }
    }

    public override void Close()
    {
        CloseGroup();
        _writer.Close();
        _isClosed = true;
    }

    public override void Dispose()
    {
        if (!_isClosed)
        {
            CloseGroup();
        }
        _writer.Dispose();
        _properties.Dispose();
        _root.Dispose();
    }

    private void CloseGroup()
    {
        _group?.Close();
        _group?.Dispose();
        _group = null;
        _groupRows = 0;
    }
}
