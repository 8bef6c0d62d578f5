namespace Gateway.Storage.Parquet.Format;

/// <summary>Wire types of Thrift's compact protocol.</summary>
internal enum ThriftType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}

/// <summary>Reads Thrift's compact protocol. Every read is bounds-checked; damage raises <see cref="ParquetFormatException"/>.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private int _depth;

    public readonly int Position => _position;

    /// <summary>Reads the next field's header; false at the struct's end.</summary>
    /// <param name="field">In: the previous field's id (0 at first); out: this one's.</param>
    public bool NextField(ref int field, out ThriftType type)
    {
        byte header = ReadByte();
        type = (ThriftType)(header & 15);
        if (type == ThriftType.Stop)
        {
            return false;
        }
        int delta = header >> 4;
        field = delta == 0 ? (short)ReadInt64() : field + delta;
        return true;
    }

    public long ReadInt64()
    {
        ulong raw = ReadVarint();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public int ReadInt32() => (int)ReadInt64();

    public ReadOnlySpan<byte> ReadBinary()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(_bytes.Length - _position))
        {
            throw new ParquetFormatException("a text reaches past the metadata");
        }
        var span = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return span;
    }

    public string ReadString() => System.Text.Encoding.UTF8.GetString(ReadBinary());

    /// <summary>Reads a list's header; the count is bounded by the bytes left.</summary>
    public int ReadListHeader(out ThriftType elementType)
    {
        byte header = ReadByte();
        elementType = (ThriftType)(header & 15);
        ulong count = (ulong)(header >> 4);
        if (count == 15)
        {
            count = ReadVarint();
        }
        if (count > (ulong)(_bytes.Length - _position))
        {
            throw new ParquetFormatException("a list reaches past the metadata");
        }
        return (int)count;
    }

    /// <summary>Reads a boolean element of a list.</summary>
    public bool ReadBooleanElement() => ReadByte() == (byte)ThriftType.True;

    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                ReadByte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadVarint();
                break;
            case ThriftType.Double:
                Advance(8);
                break;
            case ThriftType.Binary:
                ReadBinary();
                break;
            case ThriftType.List or ThriftType.Set:
                Enter();
                int count = ReadListHeader(out var element);
                for (int i = 0; i < count; i++)
                {
                    SkipElement(element);
                }
                _depth--;
                break;
            case ThriftType.Map:
                Enter();
                SkipMap();
                _depth--;
                break;
            case ThriftType.Struct:
                Enter();
                int field = 0;
                while (NextField(ref field, out var member))
                {
                    Skip(member);
                }
                _depth--;
                break;
            default:
                throw new ParquetFormatException("an unknown wire type in the metadata");
        }
    }

    private void SkipMap()
    {
        ulong entries = ReadVarint();
        if (entries == 0)
        {
            return;
        }
        if (entries > (ulong)(_bytes.Length - _position))
        {
            throw new ParquetFormatException("a map reaches past the metadata");
        }
        byte types = ReadByte();
        for (ulong i = 0; i < entries; i++)
        {
            SkipElement((ThriftType)(types >> 4));
            SkipElement((ThriftType)(types & 15));
        }
    }

    private void SkipElement(ThriftType type)
    {
        if (type is ThriftType.True or ThriftType.False)
        {
            ReadByte();
        }
        else
        {
            Skip(type);
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new ParquetFormatException("the metadata is nested too deeply");
        }
    }

    /// <summary>Reads an 8-bit number.</summary>
    public byte ReadRawByte() => ReadByte();

    private byte ReadByte()
    {
        if (_position >= _bytes.Length)
        {
            throw new ParquetFormatException("the metadata ends too early");
        }
        return _bytes[_position++];
    }

    private void Advance(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw new ParquetFormatException("the metadata ends too early");
        }
        _position += count;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
        throw new ParquetFormatException("a number in the metadata is too long");
    }
}
