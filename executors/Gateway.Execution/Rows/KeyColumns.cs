using System.Buffers;
using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Execution.Rows;

/// <summary>Brings key columns into a form in which equal keys have equal bytes: floats normalized, nested values encoded. Belongs to one worker.</summary>
internal sealed unsafe class KeyColumns
{
    private readonly Column?[] _scratch;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public KeyColumns(IReadOnlyList<DataType> types, int batchSize, MemoryScope memory)
    {
        Prepared = new Column[types.Count];
        _scratch = new Column?[types.Count];
        for (int i = 0; i < types.Count; i++)
        {
            _scratch[i] = types[i].Physical switch
            {
                PhysicalType.Float32 or PhysicalType.Float64 => Column.Create(types[i], batchSize, memory),
                PhysicalType.List or PhysicalType.Map or PhysicalType.Struct => Column.Create(BinaryType.Instance, batchSize, memory),
                _ => null,
            };
        }
    }

    /// <summary>Gets the columns of the latest <see cref="Prepare"/>.</summary>
    public Column[] Prepared { get; }

    /// <summary>Prepares the selected rows of a key column.</summary>
    public void Prepare(int key, Column column, Selection rows)
    {
        if (_scratch[key] is not { } scratch || column.Physical == PhysicalType.Null)
        {
            Prepared[key] = column;
            return;
        }
        scratch.Reset();
        scratch.EnsureCapacity(rows.Extent, 0);
        switch (column.Physical)
        {
            case PhysicalType.Float32:
                NormalizeFloats(column, rows, scratch);
                break;
            case PhysicalType.Float64:
                NormalizeDoubles(column, rows, scratch);
                break;
            default:
                Encode(column, rows, scratch);
                break;
        }
        Prepared[key] = scratch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NormalizeDoubles(Column column, Selection rows, Column target)
    {
        var reader = column.Read<double>();
        double* values = target.Data<double>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            values[row] = FloatNormalization.Normalize(reader[row]);
        }
        CopyNulls(column, rows, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NormalizeFloats(Column column, Selection rows, Column target)
    {
        var reader = column.Read<float>();
        float* values = target.Data<float>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            values[row] = FloatNormalization.Normalize(reader[row]);
        }
        CopyNulls(column, rows, target);
    }

    private static void CopyNulls(Column column, Selection rows, Column target)
    {
        if (!column.HasNulls)
        {
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            if (column.IsNull(rows[i]))
            {
                target.SetNull(rows[i]);
            }
        }
    }

    private void Encode(Column column, Selection rows, Column target)
    {
        var values = target.Data<StringView>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (column.IsNull(row))
            {
                target.SetNull(row);
                values[row] = default;
                continue;
            }
            _bytes.ResetWrittenCount();
            ValueCodec.Write(column, row, _bytes, normalize: true);
            values[row] = target.Heap.Add(_bytes.WrittenSpan);
        }
    }
}
