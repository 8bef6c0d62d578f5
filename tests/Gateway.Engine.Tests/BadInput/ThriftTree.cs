namespace Gateway.Engine.Tests.BadInput;

/// <summary>Holds a structure of the Thrift compact protocol so that a test can change any field: footers that say something else than the file.</summary>
/// <remarks>A value is a long, a bool, a byte[], a list, or a structure; a double stays its eight bytes.</remarks>
internal sealed class ThriftTree
{
    private const int True = 1, False = 2, Byte = 3, Int64 = 6, Double = 7, Binary = 8, List = 9, Struct = 12;

    private readonly SortedDictionary<int, (int Type, object Value)> _fields = [];

    public static ThriftTree Parse(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        return ReadStruct(bytes, ref position);
    }

    /// <summary>Gets the structure at a path of field numbers and list positions.</summary>
    public ThriftTree At(params int[] path)
    {
        object at = this;
        foreach (int step in path)
        {
            at = at is ThriftTree tree ? tree._fields[step].Value : ((ThriftList)at).Items[step];
        }
        return (ThriftTree)at;
    }

    public bool Has(int field) => _fields.ContainsKey(field);

    public long Number(int field) => (long)_fields[field].Value;

    public byte[] Bytes(int field) => (byte[])_fields[field].Value;

    public List<object> Items(int field) => ((ThriftList)_fields[field].Value).Items;

    public void Set(int field, long value) => _fields[field] = (Int64, value);

    public void Set(int field, byte[] value) => _fields[field] = (Binary, value);

    /// <summary>Sets an enumeration or another 32-bit number.</summary>
    public void SetInt32(int field, int value) => _fields[field] = (5, (long)value);

    public void Remove(int field) => _fields.Remove(field);

    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        Write(bytes);
        return [.. bytes];
    }

    private sealed record ThriftList(int Type, List<object> Items);

    private static ThriftTree ReadStruct(ReadOnlySpan<byte> bytes, ref int position)
    {
        var tree = new ThriftTree();
        int field = 0;
        while (bytes[position++] is not 0 and var head)
        {
            field = head >> 4 == 0 ? (int)Unzigzag(ReadVarint(bytes, ref position)) : field + (head >> 4);
            int type = head & 15;
            tree._fields[field] = (type, type is True or False ? type == True : ReadValue(type, bytes, ref position));
        }
        return tree;
    }

    private static object ReadValue(int type, ReadOnlySpan<byte> bytes, ref int position)
    {
        switch (type)
        {
            case True or False or Byte:
                return (long)bytes[position++];
            case Double:
                position += 8;
                return bytes[(position - 8)..position].ToArray();
            case Binary:
                int length = (int)ReadVarint(bytes, ref position);
                position += length;
                return bytes[(position - length)..position].ToArray();
            case List:
                int head = bytes[position++];
                int count = head >> 4 == 15 ? (int)ReadVarint(bytes, ref position) : head >> 4;
                var list = new ThriftList(head & 15, []);
                for (int i = 0; i < count; i++)
                {
                    list.Items.Add(ReadValue(list.Type, bytes, ref position));
                }
                return list;
            case Struct:
                return ReadStruct(bytes, ref position);
            default:
                return Unzigzag(ReadVarint(bytes, ref position));
        }
    }

    private void Write(List<byte> bytes)
    {
        int last = 0;
        foreach (var (field, (type, value)) in _fields)
        {
            int written = value is bool flag ? flag ? True : False : type;
            bytes.Add((byte)((field - last) << 4 | written));
            last = field;
            if (value is not bool)
            {
                Write(type, value, bytes);
            }
        }
        bytes.Add(0);
    }

    private static void Write(int type, object value, List<byte> bytes)
    {
        switch (value)
        {
            case ThriftTree tree:
                tree.Write(bytes);
                break;
            case ThriftList list:
                bytes.Add((byte)(Math.Min(list.Items.Count, 15) << 4 | list.Type));
                if (list.Items.Count >= 15)
                {
                    WriteVarint((ulong)list.Items.Count, bytes);
                }
                list.Items.ForEach(item => Write(list.Type, item, bytes));
                break;
            case byte[] raw:
                if (type == Binary)
                {
                    WriteVarint((ulong)raw.Length, bytes);
                }
                bytes.AddRange(raw);
                break;
            case long number when type is True or False or Byte:
                bytes.Add((byte)number);
                break;
            case long number:
                WriteVarint((ulong)(number << 1 ^ number >> 63), bytes);
                break;
        }
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static void WriteVarint(ulong value, List<byte> bytes)
    {
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value & 0x7F | 0x80));
        }
        bytes.Add((byte)value);
    }
}
