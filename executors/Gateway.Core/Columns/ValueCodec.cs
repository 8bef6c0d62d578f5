using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Gateway.Core.Types;

namespace Gateway.Core.Columns;

/// <summary>Writes single values of any type as bytes and reads them back: nested values in rows and aggregate states.</summary>
/// <remarks>
/// Layout: a byte 0 for NULL; else 1 and the value. Fixed-width values are their little-endian bytes, strings a length and bytes,
/// lists a count and elements, maps a count and alternating keys and values, structs their fields. Equal values have equal bytes
/// (with <c>normalize</c>: by Spark's grouping equality, where -0.0 = 0.0 and NaN = NaN).
/// </remarks>
public static unsafe class ValueCodec
{
    public static void Write(Column column, int row, IBufferWriter<byte> writer, bool normalize)
    {
        if (column.IsNull(row))
        {
            Byte(writer, 0);
            return;
        }
        Byte(writer, 1);
        int slot = column.Slot(row);
        var source = column.Source;
        byte* values = source.Values;
        switch (column.Physical)
        {
            case PhysicalType.Float32 when normalize:
                Fixed(writer, FloatNormalization.Normalize(((float*)values)[slot]));
                break;
            case PhysicalType.Float64 when normalize:
                Fixed(writer, FloatNormalization.Normalize(((double*)values)[slot]));
                break;
            case PhysicalType.String:
                var bytes = StringView.Span((StringView*)values + slot);
                Fixed(writer, bytes.Length);
                writer.Write(bytes);
                break;
            case PhysicalType.List or PhysicalType.Map:
                var span = ((ListSpan*)values)[slot];
                Fixed(writer, span.Length);
                for (int i = 0; i < span.Length; i++)
                {
                    foreach (var child in source.Children)
                    {
                        Write(child, span.Offset + i, writer, normalize);
                    }
                }
                break;
            case PhysicalType.Struct:
                foreach (var child in source.Children)
                {
                    Write(child, slot, writer, normalize);
                }
                break;
            default:
                int width = Column.Width(column.Physical);
                writer.Write(new ReadOnlySpan<byte>(values + (long)slot * width, width));
                break;
        }
    }

    /// <summary>Reads a value into a row of a flat column that is being filled in row order, and returns the bytes read.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, Column target, int row)
    {
        if (bytes[0] == 0)
        {
            SetNull(target, row);
            return 1;
        }
        int read = 1;
        byte* values = target.Values;
        switch (target.Physical)
        {
            case PhysicalType.String:
                int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[read..]);
                ((StringView*)values)[row] = target.Heap.Add(bytes.Slice(read + 4, length));
                return read + 4 + length;
            case PhysicalType.List or PhysicalType.Map:
                int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[read..]);
                read += 4;
                int start = target.AppendChildren(count);
                ((ListSpan*)target.Values)[row] = new ListSpan(start, count);
                for (int i = 0; i < count; i++)
                {
                    foreach (var child in target.Children)
                    {
                        read += Read(bytes[read..], child, start + i);
                    }
                }
                return read;
            case PhysicalType.Struct:
                foreach (var child in target.Children)
                {
                    read += Read(bytes[read..], child, row);
                }
                return read;
            default:
                int width = Column.Width(target.Physical);
                bytes.Slice(read, width).CopyTo(new Span<byte>(values + (long)row * width, width));
                return read + width;
        }
    }

    /// <summary>Gets the bytes that the encoded value at the start takes.</summary>
    public static int Length(ReadOnlySpan<byte> bytes, DataType type)
    {
        if (bytes[0] == 0)
        {
            return 1;
        }
        int read = 1;
        switch (type.Physical)
        {
            case PhysicalType.String:
                return read + 4 + BinaryPrimitives.ReadInt32LittleEndian(bytes[read..]);
            case PhysicalType.List or PhysicalType.Map:
                int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[read..]);
                read += 4;
                var children = Column.ChildTypes(type);
                for (int i = 0; i < count; i++)
                {
                    foreach (var child in children)
                    {
                        read += Length(bytes[read..], child);
                    }
                }
                return read;
            case PhysicalType.Struct:
                foreach (var child in Column.ChildTypes(type))
                {
                    read += Length(bytes[read..], child);
                }
                return read;
            default:
                return read + Column.Width(type.Physical);
        }
    }

    /// <summary>Marks a row NULL and gives its nested parts readable content.</summary>
    public static void SetNull(Column target, int row)
    {
        switch (target.Physical)
        {
            case PhysicalType.Null:
                return;
            case PhysicalType.String:
                ((StringView*)target.Values)[row] = default;
                break;
            case PhysicalType.List or PhysicalType.Map:
                ((ListSpan*)target.Values)[row] = default;
                break;
            case PhysicalType.Struct:
                foreach (var child in target.Children)
                {
                    SetNull(child, row);
                }
                break;
            default:
                break;
        }
        target.SetNull(row);
    }

    private static void Byte(IBufferWriter<byte> writer, byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }

    private static void Fixed<T>(IBufferWriter<byte> writer, T value) where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref writer.GetSpan(sizeof(T))[0], value);
        writer.Advance(sizeof(T));
    }
}
