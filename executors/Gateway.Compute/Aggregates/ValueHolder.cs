using System.Buffers;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Encodes single values for aggregate states, and compares columns with encoded ones.</summary>
internal sealed class ValueHolder(DataType type, MemoryScope memory)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Column _decoded = Column.Create(type, 1, memory);
    private readonly Column _compared = Column.Create(type, 1, memory);

    /// <summary>Gives a row's value as bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(Column column, int row)
    {
        _bytes.ResetWrittenCount();
        ValueCodec.Write(column, row, _bytes, normalize: false);
        return _bytes.WrittenSpan;
    }

    /// <summary>Gives a value as row 0 of a column that is valid until the next call.</summary>
    public Column Decode(ReadOnlySpan<byte> bytes)
    {
        _decoded.Reset();
        ValueCodec.Read(bytes, _decoded, 0);
        return _decoded;
    }

    public int Compare(Column column, int row, ReadOnlySpan<byte> bytes)
    {
        _compared.Reset();
        ValueCodec.Read(bytes, _compared, 0);
        return ValueComparer.Compare(column, row, _compared, 0);
    }
}
