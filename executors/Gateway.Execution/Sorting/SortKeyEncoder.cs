using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Execution.Sorting;

/// <summary>Turns the ORDER BY values of rows into bytes whose unsigned order is the row order. Belongs to one worker.</summary>
/// <remarks>
/// Each value is a byte for NULL or not (left out where NULL is impossible), then the value: integers big-endian with the sign flipped,
/// floats mapped to ordered integers, strings with 00 escaped as 00 FF and ended by 00 00, arrays element by element after 01 and ended by 00,
/// structs field by field. DESC inverts the value's bytes.
/// </remarks>
internal sealed unsafe class SortKeyEncoder
{
    private readonly SortOrder[] _orders;
    private readonly Evaluator[] _evaluators;
    private readonly MemoryScope _memory;
    private readonly Column[] _columns;
    private readonly int _fixedBytes;
    private byte* _bytes;
    private long _byteCapacity;
    private int _rowCapacity;

    public SortKeyEncoder(ImmutableArray<SortOrder> orders, EvaluationContext context)
    {
        _orders = [.. orders];
        _evaluators = [.. orders.Select(order => EvaluatorCompiler.Compile(order.Child, context))];
        _columns = new Column[_orders.Length];
        _memory = context.Memory;
        foreach (var order in _orders)
        {
            int width = FixedWidth(order.Type);
            if (width < 0)
            {
                IsVariable = true;
            }
            _fixedBytes += Math.Max(0, width) + (order.Nullable ? 1 : 0);
        }
    }

    /// <summary>Gets whether keys have different lengths.</summary>
    public bool IsVariable { get; }

    /// <summary>Gets whether a key is no longer than its prefix.</summary>
    public bool FitsPrefix => !IsVariable && _fixedBytes <= 8;

    /// <summary>Gets the first 8 bytes of each selected row's key as a number, by position.</summary>
    public ulong* Prefixes { get; private set; }

    /// <summary>Gets where each key begins.</summary>
    public byte** Starts { get; private set; }

    /// <summary>Gets the bytes of each key; at least 8 may be read.</summary>
    public int* Lengths { get; private set; }

    /// <summary>Encodes the keys of the selected rows; the results are valid until the next call.</summary>
    public void Encode(Batch batch, Selection rows)
    {
        int count = rows.Count;
        Reserve(count);
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = _evaluators[i].Evaluate(batch, rows);
        }
        long total = 0;
        if (!IsVariable)
        {
            new Span<int>(Lengths, count).Fill(_fixedBytes);
            total = (long)count * Math.Max(8, _fixedBytes);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                int length = 0;
                for (int key = 0; key < _columns.Length; key++)
                {
                    length += MeasureNullable(_columns[key], rows[i], _orders[key].Nullable);
                }
                Lengths[i] = length;
                total += Math.Max(8, length);
            }
        }
        if (total > _byteCapacity)
        {
            _memory.Free(_bytes);
            _byteCapacity = total * 3 / 2;
            _bytes = _memory.Allocate((nuint)_byteCapacity);
        }
        byte* next = _bytes;
        for (int i = 0; i < count; i++)
        {
            Starts[i] = next;
            // Keys shorter than the prefix are padded with zeros.
            *(ulong*)next = 0;
            next += Math.Max(8, Lengths[i]);
        }
        int fixedOffset = 0;
        for (int key = 0; key < _columns.Length; key++)
        {
            if (IsVariable)
            {
                WriteVariable(_columns[key], _orders[key], rows);
            }
            else
            {
                WriteFixed(_columns[key], _orders[key], rows, fixedOffset);
                fixedOffset += FixedWidth(_orders[key].Type) + (_orders[key].Nullable ? 1 : 0);
            }
        }
        if (IsVariable)
        {
            for (int i = 0; i < count; i++)
            {
                Starts[i] -= Lengths[i];
            }
        }
        for (int i = 0; i < count; i++)
        {
            Prefixes[i] = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(Starts[i]));
        }
    }

    private void Reserve(int count)
    {
        if (count <= _rowCapacity)
        {
            return;
        }
        _memory.Free((byte*)Prefixes);
        _memory.Free((byte*)Starts);
        _memory.Free((byte*)Lengths);
        _rowCapacity = count;
        Prefixes = (ulong*)_memory.Allocate((nuint)count * 8);
        Starts = (byte**)_memory.Allocate((nuint)count * 8);
        Lengths = (int*)_memory.Allocate((nuint)count * 4);
    }

    /// <summary>Gets the bytes of values of a type without the byte for NULL; negative when they differ.</summary>
    private static int FixedWidth(DataType type) => type.Physical switch
    {
        PhysicalType.String or PhysicalType.List or PhysicalType.Map or PhysicalType.Struct => -1,
        PhysicalType.Null => 0,
        var physical => Column.Width(physical),
    };

    private static byte NullByte(SortOrder order) => order.EffectiveNullsFirst ? (byte)0 : (byte)2;

    private void WriteFixed(Column column, SortOrder order, Selection rows, int offset)
    {
        if (order.Nullable)
        {
            byte nullByte = NullByte(order);
            for (int i = 0; i < rows.Count; i++)
            {
                Starts[i][offset] = column.IsNull(rows[i]) ? nullByte : (byte)1;
            }
            offset++;
        }
        switch (order.Type.Physical)
        {
            case PhysicalType.Boolean:
                WriteIntegers<byte>(column, order, rows, offset, 0);
                break;
            case PhysicalType.Int8:
                WriteIntegers<byte>(column, order, rows, offset, 0x80);
                break;
            case PhysicalType.Int16:
                WriteIntegers<ushort>(column, order, rows, offset, 0x8000);
                break;
            case PhysicalType.Int32:
                WriteIntegers<uint>(column, order, rows, offset, 0x8000_0000);
                break;
            case PhysicalType.Int64:
                WriteIntegers<ulong>(column, order, rows, offset, 1UL << 63);
                break;
            default:
                int width = FixedWidth(order.Type);
                for (int i = 0; i < rows.Count; i++)
                {
                    byte* target = Starts[i] + offset;
                    if (column.IsNull(rows[i]))
                    {
                        new Span<byte>(target, width).Clear();
                        continue;
                    }
                    WriteValue(column, rows[i], target);
                    Invert(order, target, width);
                }
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteIntegers<T>(Column column, SortOrder order, Selection rows, int offset, T sign) where T : unmanaged, IBinaryInteger<T>
    {
        var reader = column.Read<T>();
        T flip = order.Ascending ? sign : ~sign;
        byte** starts = Starts;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            // NULLs all get the same bytes: they are equal.
            T value = reader.IsValid(row) ? reader[row] ^ flip : T.Zero;
            Unsafe.WriteUnaligned(starts[i] + offset, Reverse(value));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Reverse<T>(T value) where T : unmanaged, IBinaryInteger<T>
    {
        if (sizeof(T) == 8)
        {
            return T.CreateTruncating(BinaryPrimitives.ReverseEndianness(ulong.CreateTruncating(value)));
        }
        if (sizeof(T) == 4)
        {
            return T.CreateTruncating(BinaryPrimitives.ReverseEndianness(uint.CreateTruncating(value)));
        }
        return sizeof(T) == 2 ? T.CreateTruncating(BinaryPrimitives.ReverseEndianness(ushort.CreateTruncating(value))) : value;
    }

    /// <summary>Writes one key column of variable keys and moves every start behind it.</summary>
    private void WriteVariable(Column column, SortOrder order, Selection rows)
    {
        byte nullByte = NullByte(order);
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            byte* target = Starts[i];
            bool isNull = column.IsNull(row);
            if (order.Nullable)
            {
                *target++ = isNull ? nullByte : (byte)1;
            }
            if (!isNull)
            {
                int length = WriteValue(column, row, target);
                Invert(order, target, length);
                target += length;
            }
            Starts[i] = target;
        }
    }

    private static void Invert(SortOrder order, byte* bytes, int length)
    {
        if (!order.Ascending)
        {
            for (int i = 0; i < length; i++)
            {
                bytes[i] = (byte)~bytes[i];
            }
        }
    }

    private static int MeasureNullable(Column column, int row, bool nullable) => (nullable ? 1 : 0) + (column.IsNull(row) ? 0 : Measure(column, row));

    private static int Measure(Column column, int row)
    {
        switch (column.Physical)
        {
            case PhysicalType.String:
                var text = StringView.Span((StringView*)column.Source.Values + column.Slot(row));
                return text.Length + text.Count((byte)0) + 2;
            case PhysicalType.List or PhysicalType.Map:
                var span = ((ListSpan*)column.Source.Values)[column.Slot(row)];
                int length = 1;
                for (int i = 0; i < span.Length; i++)
                {
                    length++;
                    foreach (var child in column.Source.Children)
                    {
                        length += MeasureNullable(child, span.Offset + i, nullable: true);
                    }
                }
                return length;
            case PhysicalType.Struct:
                int slot = column.Slot(row);
                return column.Source.Children.Sum(child => MeasureNullable(child, slot, nullable: true));
            case PhysicalType.Null:
                return 0;
            default:
                return Column.Width(column.Physical);
        }
    }

    /// <summary>Writes a value that is not NULL, ascending, and returns its length.</summary>
    private static int WriteValue(Column column, int row, byte* target)
    {
        int slot = column.Slot(row);
        byte* values = column.Source.Values;
        switch (column.Physical)
        {
            case PhysicalType.Boolean:
                *target = values[slot];
                return 1;
            case PhysicalType.Int8:
                *target = (byte)(values[slot] ^ 0x80);
                return 1;
            case PhysicalType.Int16:
                Unsafe.WriteUnaligned(target, Reverse((ushort)(((ushort*)values)[slot] ^ 0x8000)));
                return 2;
            case PhysicalType.Int32:
                Unsafe.WriteUnaligned(target, Reverse(((uint*)values)[slot] ^ 0x8000_0000));
                return 4;
            case PhysicalType.Int64:
                Unsafe.WriteUnaligned(target, Reverse(((ulong*)values)[slot] ^ 1UL << 63));
                return 8;
            case PhysicalType.Float32:
                float half = FloatNormalization.Normalize(((float*)values)[slot]);
                uint single = float.IsNaN(half) ? 0x7FC0_0000 : BitConverter.SingleToUInt32Bits(half);
                Unsafe.WriteUnaligned(target, Reverse((single & 0x8000_0000) != 0 ? ~single : single | 0x8000_0000));
                return 4;
            case PhysicalType.Float64:
                double number = FloatNormalization.Normalize(((double*)values)[slot]);
                ulong bits = double.IsNaN(number) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToUInt64Bits(number);
                Unsafe.WriteUnaligned(target, Reverse((bits & 1UL << 63) != 0 ? ~bits : bits | 1UL << 63));
                return 8;
            case PhysicalType.Int128:
                var wide = ((UInt128*)values)[slot];
                Unsafe.WriteUnaligned(target, Reverse((ulong)(wide >> 64) ^ 1UL << 63));
                Unsafe.WriteUnaligned(target + 8, Reverse((ulong)wide));
                return 16;
            case PhysicalType.Interval:
                var interval = ((CalendarInterval*)values)[slot];
                Unsafe.WriteUnaligned(target, Reverse((uint)interval.Months ^ 0x8000_0000));
                Unsafe.WriteUnaligned(target + 4, Reverse((uint)interval.Days ^ 0x8000_0000));
                Unsafe.WriteUnaligned(target + 8, Reverse((ulong)interval.Microseconds ^ 1UL << 63));
                return 16;
            case PhysicalType.String:
                return WriteString(StringView.Span((StringView*)values + slot), target);
            case PhysicalType.List or PhysicalType.Map:
                return WriteList(column.Source, ((ListSpan*)values)[slot], target);
            case PhysicalType.Struct:
                byte* next = target;
                foreach (var child in column.Source.Children)
                {
                    next += WriteElement(child, slot, next);
                }
                return (int)(next - target);
            case PhysicalType.Null:
                return 0;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static int WriteString(ReadOnlySpan<byte> text, byte* target)
    {
        byte* next = target;
        while (true)
        {
            int zero = text.IndexOf((byte)0);
            int length = zero < 0 ? text.Length : zero;
            text[..length].CopyTo(new Span<byte>(next, length));
            next += length;
            *next++ = 0;
            if (zero < 0)
            {
                *next++ = 0;
                return (int)(next - target);
            }
            *next++ = 0xFF;
            text = text[(zero + 1)..];
        }
    }

    private static int WriteList(Column source, ListSpan span, byte* target)
    {
        byte* next = target;
        for (int i = 0; i < span.Length; i++)
        {
            *next++ = 1;
            foreach (var child in source.Children)
            {
                next += WriteElement(child, span.Offset + i, next);
            }
        }
        *next++ = 0;
        return (int)(next - target);
    }

    private static int WriteElement(Column column, int row, byte* target)
    {
        bool isNull = column.IsNull(row);
        *target = isNull ? (byte)0 : (byte)1;
        return isNull ? 1 : 1 + WriteValue(column, row, target + 1);
    }
}
