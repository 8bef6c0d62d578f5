using System.Buffers.Binary;
using System.Text;
using Gateway.Compute.Text;
using Gateway.Core.Collations;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Sketches;

/// <summary>Reads items out of columns and frequent-items sketches out of bytes, for one type of item.</summary>
/// <remarks>Layout: Apache DataSketches frequencies, serial version 1, items as Spark's choice of serializer writes them; a big-endian count of NULLs follows.</remarks>
internal sealed class FrequentItemCodec(DataType type)
{
    private const int Family = 10;
    private const int EmptyFlags = 5;
    private const int FullHeadBytes = 32;
    private readonly KeyBuffer _key = new();
    private readonly Collation? _collation = type is StringType { IsBinaryCollation: false, Collation: { } name } && Collation.TryFind(name, out var found) ? found : null;

    /// <summary>Reads a value that is not NULL.</summary>
    public FrequentItem Read(Column column, int row)
    {
        switch (type)
        {
            case BooleanType:
                return Number(column.Read<byte>()[row] & 1);
            case ByteType:
                return Number(column.Read<sbyte>()[row]);
            case ShortType:
                return Number(column.Read<short>()[row]);
            case IntegerType or DateType:
                return Number(column.Read<int>()[row]);
            case FloatType:
                return Number(BitConverter.SingleToInt32Bits(column.Read<float>()[row]));
            case DoubleType:
                return Number(BitConverter.DoubleToInt64Bits(column.Read<double>()[row]));
            case DecimalType:
                return Number(column.Physical == PhysicalType.Int64 ? column.Read<long>()[row] : column.Read<Int128>()[row]);
            case StringType:
                return Text(StringView.Span(ref column.Read<StringView>()[row]));
            default:
                return Number(column.Read<long>()[row]);
        }
    }

    /// <summary>Gives the value of an item as a literal holds it.</summary>
    public object Value(FrequentItem item) => type switch
    {
        BooleanType => item.Bits != 0,
        ByteType => (sbyte)item.Bits,
        ShortType => (short)item.Bits,
        IntegerType or DateType => (int)item.Bits,
        FloatType => BitConverter.Int32BitsToSingle((int)item.Bits),
        DoubleType => BitConverter.Int64BitsToDouble((long)item.Bits),
        DecimalType => item.Bits,
        StringType => item.Text!,
        _ => (long)item.Bits,
    };

    public void Write(FrequentItems items, TextBuffer output)
    {
        bool empty = items.Active == 0;
        int length = empty ? 8 : FullHeadBytes + 8 * items.Active;
        var head = output.Reserve(length)[..length];
        head.Clear();
        head[0] = (byte)(empty ? 1 : 4);
        head[1] = 1;
        head[2] = Family;
        head[3] = (byte)items.LogMost;
        head[4] = (byte)items.LogSize;
        head[5] = (byte)(empty ? EmptyFlags : 0);
        if (!empty)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], items.Active);
            BinaryPrimitives.WriteInt64LittleEndian(head[16..], items.Weight);
            BinaryPrimitives.WriteInt64LittleEndian(head[24..], items.Offset);
        }
        int at = FullHeadBytes;
        foreach (var (_, count) in items.InOrder())
        {
            BinaryPrimitives.WriteInt64LittleEndian(head[at..], count);
            at += 8;
        }
        output.Advance(length);
        WriteItems([.. items.InOrder().Select(static entry => entry.Item)], output);
        BinaryPrimitives.WriteInt64BigEndian(output.Reserve(8), items.Nulls);
        output.Advance(8);
    }

    private void WriteItems(FrequentItem[] items, TextBuffer output)
    {
        if (type is BooleanType)
        {
            for (int i = 0; i < items.Length; i += 8)
            {
                byte bits = 0;
                for (int j = i; j < Math.Min(items.Length, i + 8); j++)
                {
                    bits |= (byte)((items[j].Bits & 1) << (j - i));
                }
                output.Append(bits);
            }
            return;
        }
        foreach (var item in items)
        {
            if (item.Text is { } text)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Integer(bytes.Length, 4, output);
                output.Append(bytes);
                continue;
            }
            if (IsWide)
            {
                byte[] bytes = ((System.Numerics.BigInteger)item.Bits).ToByteArray(isBigEndian: true);
                Integer(bytes.Length, 4, output);
                output.Append(bytes);
                continue;
            }
            if (Tag != 0)
            {
                output.Append(Tag);
            }
            Integer((long)item.Bits, Width, output);
        }
    }

    /// <summary>Gets whether items are written as big-endian bytes with their number in front.</summary>
    private bool IsWide => type is DecimalType { Precision: > 18 };

    /// <summary>Gets the byte in front of an item, which tells the kind of number, or 0 when there is none.</summary>
    private byte Tag => type switch
    {
        ByteType => 2,
        ShortType => 3,
        FloatType => 6,
        IntegerType or DateType => 9,
        DecimalType { Precision: <= 9 } => 9,
        _ => 0,
    };

    private int Width => type switch
    {
        ByteType => 1,
        ShortType => 2,
        FloatType or IntegerType or DateType => 4,
        DecimalType { Precision: <= 9 } => 4,
        _ => 8,
    };

    private static void Integer(long value, int width, TextBuffer output)
    {
        for (int i = 0; i < width; i++)
        {
            output.Append((byte)(value >> (8 * i)));
        }
    }

    /// <summary>Reads a sketch; null when the bytes are none.</summary>
    public FrequentItems? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16 || bytes[1] != 1 || bytes[2] != Family || bytes[3] > 30)
        {
            return null;
        }
        var items = new FrequentItems(bytes[3]) { Nulls = BinaryPrimitives.ReadInt64BigEndian(bytes[^8..]) };
        if (bytes[0] == 1)
        {
            return items;
        }
        int count = bytes.Length < FullHeadBytes + 8 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (count < 0 || bytes.Length < FullHeadBytes + 8L * count + 8)
        {
            return null;
        }
        var rest = bytes[(FullHeadBytes + 8 * count)..^8];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadItem(ref rest, i, out var item))
            {
                return null;
            }
            items.Add(item, BinaryPrimitives.ReadInt64LittleEndian(bytes[(FullHeadBytes + 8 * i)..]));
        }
        items.Weight = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
        items.Offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        return items;
    }

    private bool TryReadItem(ref ReadOnlySpan<byte> rest, int index, out FrequentItem item)
    {
        item = default;
        if (type is BooleanType)
        {
            if (rest.Length <= index / 8)
            {
                return false;
            }
            item = Number((rest[index / 8] >> (index % 8)) & 1);
            return true;
        }
        if (type is StringType || IsWide)
        {
            int length = rest.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length < 0 || length > rest.Length - 4)
            {
                return false;
            }
            var content = rest.Slice(4, length);
            item = IsWide ? Number((Int128)new System.Numerics.BigInteger(content, isBigEndian: true)) : Text(content);
            rest = rest[(4 + length)..];
            return true;
        }
        int head = Tag == 0 ? 0 : 1;
        if (rest.Length < head + Width)
        {
            return false;
        }
        var bytes = rest.Slice(head, Width);
        item = Number(Width switch
        {
            1 => (sbyte)bytes[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        });
        rest = rest[(head + Width)..];
        return true;
    }

    private FrequentItem Number(Int128 bits) => new(bits, null, type switch
    {
        BooleanType => bits != 0 ? 1231 : 1237,
        DecimalType decimals => DecimalHash(bits, decimals.Scale),
        LongType or DoubleType or TimestampType or TimestampNtzType => Fold((long)bits),
        _ => (int)bits,
    });

    /// <summary>Hashes a decimal as Scala does: whole ones as integers, others as the double of their value.</summary>
    private static int DecimalHash(Int128 unscaled, int scale)
    {
        Int128 divisor = 1;
        for (int i = 0; i < scale; i++)
        {
            divisor *= 10;
        }
        if (unscaled % divisor != 0)
        {
            return Fold(BitConverter.DoubleToInt64Bits((double)unscaled / (double)divisor));
        }
        var whole = unscaled / divisor;
        return whole >= int.MinValue && whole <= int.MaxValue ? (int)whole : Fold((long)(whole & long.MaxValue));
    }

    private static int Fold(long bits) => (int)(bits ^ (bits >>> 32));

    private FrequentItem Text(ReadOnlySpan<byte> bytes)
    {
        if (_collation is { } collation)
        {
            _key.Clear();
            collation.AppendKey(bytes, _key);
            bytes = _key.Written;
        }
        string text = Encoding.UTF8.GetString(bytes);
        return new FrequentItem(0, text, JavaHash.OfString(text));
    }
}
