using System.Buffers.Binary;

namespace Gateway.Compute.Text;

/// <summary>Reads one variant value in place.</summary>
/// <remarks>
/// Layout: Parquet variant encoding, version 1. Malformed bytes give the kind Unknown, or missing elements, never an exception.
/// </remarks>
public readonly ref struct VariantValue(ReadOnlySpan<byte> value, ReadOnlySpan<byte> metadata)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private readonly ReadOnlySpan<byte> _metadata = metadata;

    /// <summary>Gets the bytes from this value's header to the end of what contains it.</summary>
    public ReadOnlySpan<byte> Bytes => _value;

    public ReadOnlySpan<byte> Metadata => _metadata;

    public VariantKind Kind
    {
        get
        {
            if (_value.IsEmpty)
            {
                return VariantKind.Unknown;
            }

            return (_value[0] & 3) switch
            {
                VariantFormat.BasicShortString => VariantKind.String,
                VariantFormat.BasicObject => VariantKind.Object,
                VariantFormat.BasicArray => VariantKind.Array,
                _ => PrimitiveKind(_value[0] >> 2),
            };
        }
    }

    public bool Boolean => _value[0] >> 2 == VariantFormat.True;

    public long Int64 => (_value[0] >> 2) switch
    {
        VariantFormat.Int8 => (sbyte)_value[1],
        VariantFormat.Int16 => BinaryPrimitives.ReadInt16LittleEndian(_value[1..]),
        VariantFormat.Int32 or VariantFormat.Date => BinaryPrimitives.ReadInt32LittleEndian(_value[1..]),
        _ => BinaryPrimitives.ReadInt64LittleEndian(_value[1..]),
    };

    public double Double => BinaryPrimitives.ReadDoubleLittleEndian(_value[1..]);

    public float Single => BinaryPrimitives.ReadSingleLittleEndian(_value[1..]);

    /// <summary>The days of a date.</summary>
    public int Days => BinaryPrimitives.ReadInt32LittleEndian(_value[1..]);

    /// <summary>The bytes of a string, binary or UUID.</summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            if ((_value[0] & 3) == VariantFormat.BasicShortString)
            {
                int shortLength = _value[0] >> 2;
                return shortLength < _value.Length ? _value.Slice(1, shortLength) : [];
            }

            if (_value[0] >> 2 == VariantFormat.Uuid)
            {
                return _value.Slice(1, 16);
            }

            int length = VariantFormat.ReadUnsigned(_value, 1, 4);
            return length >= 0 && length <= _value.Length - 5 ? _value.Slice(5, length) : [];
        }
    }

    /// <summary>The number of fields of an object or elements of an array.</summary>
    public int Count => ReadContainer().Count;

    /// <summary>The total size of this value in bytes; -1 when it is malformed.</summary>
    public int Size
    {
        get
        {
            VariantKind kind = Kind;
            switch (kind)
            {
                case VariantKind.Object:
                case VariantKind.Array:
                    Container container = ReadContainer();
                    int end = VariantFormat.ReadUnsigned(_value, container.Offsets + (container.Count * container.OffsetSize), container.OffsetSize);
                    return end < 0 ? -1 : container.Data + end;
                case VariantKind.String or VariantKind.Binary:
                    return (_value[0] & 3) == VariantFormat.BasicShortString ? 1 + Text.Length : 5 + Text.Length;
                case VariantKind.Unknown:
                    return -1;
                default:
                    return 1 + PrimitiveSize(_value[0] >> 2);
            }
        }
    }

    /// <summary>Reads a decimal; its trailing zeros are dropped, as Spark does.</summary>
    public void GetDecimal(out Int128 unscaled, out int scale)
    {
        scale = _value[1];
        unscaled = (_value[0] >> 2) switch
        {
            VariantFormat.Decimal4 => BinaryPrimitives.ReadInt32LittleEndian(_value[2..]),
            VariantFormat.Decimal8 => BinaryPrimitives.ReadInt64LittleEndian(_value[2..]),
            _ => BinaryPrimitives.ReadInt128LittleEndian(_value[2..]),
        };
        while (scale > 0 && unscaled % 10 == 0)
        {
            unscaled /= 10;
            scale--;
        }
    }

    /// <summary>Reads an element of an array or, in key order, the value of a field.</summary>
    public VariantValue ElementAt(int index)
    {
        Container container = ReadContainer();
        if ((uint)index >= (uint)container.Count)
        {
            return default;
        }

        int offset = VariantFormat.ReadUnsigned(_value, container.Offsets + (index * container.OffsetSize), container.OffsetSize);
        int start = container.Data + offset;
        return offset >= 0 && start < _value.Length ? new VariantValue(_value[start..], _metadata) : default;
    }

    /// <summary>Reads the key of a field.</summary>
    public ReadOnlySpan<byte> KeyAt(int index)
    {
        Container container = ReadContainer();
        return KeyById(VariantFormat.ReadUnsigned(_value, container.Ids + (index * container.IdSize), container.IdSize));
    }

    /// <summary>Finds the value of a field.</summary>
    public bool TryGetField(ReadOnlySpan<byte> key, out VariantValue field)
    {
        field = default;
        if (Kind != VariantKind.Object)
        {
            return false;
        }

        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            int order = KeyAt(middle).SequenceCompareTo(key);
            if (order == 0)
            {
                field = ElementAt(middle);
                return true;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return false;
    }

    private static VariantKind PrimitiveKind(int type) => type switch
    {
        VariantFormat.Null => VariantKind.Null,
        VariantFormat.True or VariantFormat.False => VariantKind.Boolean,
        VariantFormat.Int8 or VariantFormat.Int16 or VariantFormat.Int32 or VariantFormat.Int64 => VariantKind.Long,
        VariantFormat.Double => VariantKind.Double,
        VariantFormat.Decimal4 or VariantFormat.Decimal8 or VariantFormat.Decimal16 => VariantKind.Decimal,
        VariantFormat.Date => VariantKind.Date,
        VariantFormat.Timestamp => VariantKind.Timestamp,
        VariantFormat.TimestampNtz => VariantKind.TimestampNtz,
        VariantFormat.Single => VariantKind.Single,
        VariantFormat.Binary => VariantKind.Binary,
        VariantFormat.LongString => VariantKind.String,
        VariantFormat.Time => VariantKind.Time,
        VariantFormat.Uuid => VariantKind.Uuid,
        _ => VariantKind.Unknown,
    };

    private static int PrimitiveSize(int type) => type switch
    {
        VariantFormat.Int8 => 1,
        VariantFormat.Int16 => 2,
        VariantFormat.Int32 or VariantFormat.Date or VariantFormat.Single => 4,
        VariantFormat.Int64 or VariantFormat.Double or VariantFormat.Timestamp or VariantFormat.TimestampNtz or VariantFormat.Time => 8,
        VariantFormat.Decimal4 => 5,
        VariantFormat.Decimal8 => 9,
        VariantFormat.Decimal16 => 17,
        VariantFormat.Uuid => 16,
        _ => 0,
    };

    private Container ReadContainer()
    {
        int header = _value[0] >> 2;
        bool isObject = (_value[0] & 3) == VariantFormat.BasicObject;
        bool isLarge = (header & (isObject ? 16 : 4)) != 0;
        int countSize = isLarge ? 4 : 1;
        int count = Math.Max(0, VariantFormat.ReadUnsigned(_value, 1, countSize));
        int idSize = isObject ? ((header >> 2) & 3) + 1 : 0;
        int offsetSize = (header & 3) + 1;
        int ids = 1 + countSize;
        long offsets = ids + ((long)count * idSize);
        long data = offsets + (((long)count + 1) * offsetSize);
        return data > _value.Length ? default : new Container(count, idSize, offsetSize, ids, (int)offsets, (int)data);
    }

    private ReadOnlySpan<byte> KeyById(int id)
    {
        if (_metadata.IsEmpty || id < 0)
        {
            return [];
        }

        int offsetSize = ((_metadata[0] >> 6) & 3) + 1;
        int count = VariantFormat.ReadUnsigned(_metadata, 1, offsetSize);
        if (id >= count)
        {
            return [];
        }

        int offsets = 1 + offsetSize;
        int start = VariantFormat.ReadUnsigned(_metadata, offsets + (id * offsetSize), offsetSize);
        int end = VariantFormat.ReadUnsigned(_metadata, offsets + ((id + 1) * offsetSize), offsetSize);
        long text = offsets + (((long)count + 1) * offsetSize);
        return start >= 0 && end >= start && text + end <= _metadata.Length ? _metadata.Slice((int)text + start, end - start) : [];
    }

    private readonly record struct Container(int Count, int IdSize, int OffsetSize, int Ids, int Offsets, int Data);
}
