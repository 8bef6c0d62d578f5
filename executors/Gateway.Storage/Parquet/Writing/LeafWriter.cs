using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using ParquetSharp;

namespace Gateway.Storage.Parquet.Writing;

/// <summary>Writes one leaf of a table's column into a row group: levels, and values turned into the physical type.</summary>
internal abstract class LeafWriter(int column, LeafStep[] path)
{
    private readonly bool _hasLevels = path.Any(static step => step.IsOptional || step.IsRepeated);
    private readonly bool _isRepeated = path.Any(static step => step.IsRepeated);

    /// <summary>Gets which of the batch's columns the leaf is below.</summary>
    public int Column { get; } = column;

    protected LeafLevels Levels { get; } = new(path);

    public abstract void Write(Core.Columns.Column column, Selection rows, ColumnWriter target);

    public static LeafWriter Create(DataType type, int column, LeafStep[] path) => type switch
    {
        NullType => new LeafWriter<int, int>(column, path, null),
        BooleanType => new LeafWriter<byte, bool>(column, path, static value => value != 0),
        ByteType => new LeafWriter<sbyte, int>(column, path, static value => value),
        ShortType => new LeafWriter<short, int>(column, path, static value => value),
        FloatType => new LeafWriter<float, float>(column, path, null),
        DoubleType => new LeafWriter<double, double>(column, path, null),
        StringType or CharType or VarcharType or BinaryType => new BytesLeafWriter(column, path),
        TimeType { Precision: <= 6 } => new LeafWriter<long, long>(column, path, static value => value / 1000),
        DecimalType { Precision: <= 9 } => new LeafWriter<long, int>(column, path, static value => (int)value),
        DecimalType { Precision: <= DecimalType.MaxLongDigits } => new LeafWriter<long, long>(column, path, null),
        DecimalType number => new DecimalLeafWriter(column, path, ParquetSchemaWriter.DecimalBytes(number.Precision)),
        _ when type.Physical == Core.Types.PhysicalType.Int32 => new LeafWriter<int, int>(column, path, null),
        _ => new LeafWriter<long, long>(column, path, null),
    };

    protected void Write<T>(ColumnWriter<T> target, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (Levels.Count > 0)
        {
            target.WriteBatch(Levels.Count, _hasLevels ? Levels.Definitions : default, _isRepeated ? Levels.Repetitions : default, values);
        }
    }
}

/// <summary>Writes fixed-width values.</summary>
/// <param name="convert">Null where both types are one.</param>
internal sealed unsafe class LeafWriter<TIn, TOut>(int column, LeafStep[] path, Func<TIn, TOut>? convert) : LeafWriter(column, path)
    where TIn : unmanaged
    where TOut : unmanaged
{
    private TOut[] _values = [];

    public override void Write(Core.Columns.Column column, Selection rows, ColumnWriter target)
    {
        var leaf = Levels.Follow(column, rows);
        if (_values.Length < Levels.Count)
        {
            _values = new TOut[Levels.Count];
        }
        int count = 0;
        TIn* source = (TIn*)leaf.Source.Values;
        foreach (int slot in Levels.Slots)
        {
            if (slot >= 0)
            {
                _values[count++] = convert is null ? ((TOut*)source)[slot] : convert(source[slot]);
            }
        }
        Write((ColumnWriter<TOut>)target, _values.AsSpan(0, count));
    }
}

/// <summary>Writes strings and binary values in place.</summary>
internal sealed unsafe class BytesLeafWriter(int column, LeafStep[] path) : LeafWriter(column, path)
{
    private ByteArray[] _values = [];

    public override void Write(Core.Columns.Column column, Selection rows, ColumnWriter target)
    {
        var leaf = Levels.Follow(column, rows);
        if (_values.Length < Levels.Count)
        {
            _values = new ByteArray[Levels.Count];
        }
        int count = 0;
        var views = (StringView*)leaf.Source.Values;
        foreach (int slot in Levels.Slots)
        {
            if (slot >= 0)
            {
                var span = StringView.Span(views + slot);
                // SAFETY: views are native memory, and the bytes are read before the batch goes away.
                fixed (byte* bytes = span)
                {
                    _values[count++] = new ByteArray((nint)bytes, span.Length);
                }
            }
        }
        Write((ColumnWriter<ByteArray>)target, _values.AsSpan(0, count));
    }
}

/// <summary>Writes wide decimals as big-endian bytes.</summary>
internal sealed unsafe class DecimalLeafWriter(int column, LeafStep[] path, int width) : LeafWriter(column, path)
{
    private FixedLenByteArray[] _values = [];
    private byte[] _bytes = [];

    public override void Write(Core.Columns.Column column, Selection rows, ColumnWriter target)
    {
        var leaf = Levels.Follow(column, rows);
        if (_values.Length < Levels.Count)
        {
            _values = new FixedLenByteArray[Levels.Count];
            _bytes = GC.AllocateUninitializedArray<byte>(Levels.Count * width, pinned: true);
        }
        Span<byte> whole = stackalloc byte[16];
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        int count = 0;
        foreach (int slot in Levels.Slots)
        {
            if (slot >= 0)
            {
                var value = leaf.Source.Physical == Core.Types.PhysicalType.Int64 ? ((long*)leaf.Source.Values)[slot] : ((Int128*)leaf.Source.Values)[slot];
                BinaryPrimitives.WriteInt128BigEndian(whole, value);
                whole[(16 - width)..].CopyTo(_bytes.AsSpan(count * width));
                _values[count] = new FixedLenByteArray((nint)(start + count * width));
                count++;
            }
        }
        Write((ColumnWriter<FixedLenByteArray>)target, _values.AsSpan(0, count));
    }
}
