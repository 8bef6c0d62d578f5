using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet.Columns;

/// <summary>Makes the hidden <c>_metadata</c> struct: constants of the file and the row's number in it.</summary>
internal sealed unsafe class MetadataColumnReader(DataType type, int batchSize, MemoryScope memory, Func<(long Start, long Length)> block) : IColumnChunkReader
{
    private readonly Column _column = Column.Create(type, batchSize, memory);
    private long _row;

    public void Open(ParquetFile file, SafeFileHandle handle, int rowGroup)
    {
        _row = file.FirstRows[rowGroup];
        _column.Reset();
        var (start, length) = block();
        object?[] values = FileMetadataColumn.Values(file.Entry, start, length);
        for (int i = 0; i < values.Length; i++)
        {
            ColumnValues.Set(_column.Children[i], 0, values[i]);
            _column.Children[i].Shape = ColumnShape.Constant;
        }
    }

    public void Skip(int rowCount) => _row += rowCount;

    public Column Read(int rowCount)
    {
        long* rows = _column.Children[^1].Data<long>();
        for (int i = 0; i < rowCount; i++)
        {
            rows[i] = _row++;
        }
        return _column;
    }

    public void Dispose()
    {
        // The memory is the scan's.
    }
}
