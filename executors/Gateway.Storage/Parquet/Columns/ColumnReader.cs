using Gateway.Core.Columns;
using Gateway.Core.Types;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Storage.Parquet.Columns;

/// <summary>Reads one output column of a scan, row group after row group. The seam between scans and decoders.</summary>
internal interface IColumnChunkReader : IDisposable
{
    /// <summary>Starts a row group.</summary>
    void Open(ParquetFile file, SafeFileHandle handle, int rowGroup);

    /// <summary>Passes over rows; nothing is read until rows are asked for, and then whole pages are left out.</summary>
    void Skip(int rowCount);

    /// <summary>Reads the next rows. The column is valid until the next call.</summary>
    Column Read(int rowCount);
}

/// <summary>Shows one value in every row: partition columns, columns a file does not have.</summary>
internal sealed class ConstantColumnReader : IColumnChunkReader
{
    private readonly Column _column;
    private readonly Func<ParquetFile, object?> _value;

    public ConstantColumnReader(DataType type, Func<ParquetFile, object?> value, Gateway.Core.Memory.MemoryScope memory)
    {
        _column = Column.Create(type, 1, memory);
        _value = value;
    }

    public void Open(ParquetFile file, SafeFileHandle handle, int rowGroup)
    {
        _column.Reset();
        ColumnValues.Set(_column, 0, _value(file));
        _column.Shape = ColumnShape.Constant;
    }

    public void Skip(int rowCount)
    {
        // Every row is the same.
    }

    public Column Read(int rowCount) => _column;

    public void Dispose()
    {
        // The memory is the scan's.
    }
}
