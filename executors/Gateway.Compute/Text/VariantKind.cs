namespace Gateway.Compute.Text;

/// <summary>The kind of a variant value.</summary>
public enum VariantKind
{
    Null,
    Boolean,

    /// <summary>An integer of 8 to 64 bits.</summary>
    Long,
    Single,
    Double,
    Decimal,
    Date,
    Timestamp,
    TimestampNtz,
    Time,
    String,
    Binary,
    Uuid,
    Object,
    Array,

    /// <summary>A type this reader does not know, or malformed bytes.</summary>
    Unknown,
}

/// <summary>Numbers of the Parquet variant encoding, version 1.</summary>
internal static class VariantFormat
{
    public const int Version = 1;

    public const int BasicPrimitive = 0;
    public const int BasicShortString = 1;
    public const int BasicObject = 2;
    public const int BasicArray = 3;

    public const int Null = 0;
    public const int True = 1;
    public const int False = 2;
    public const int Int8 = 3;
    public const int Int16 = 4;
    public const int Int32 = 5;
    public const int Int64 = 6;
    public const int Double = 7;
    public const int Decimal4 = 8;
    public const int Decimal8 = 9;
    public const int Decimal16 = 10;
    public const int Date = 11;
    public const int Timestamp = 12;
    public const int TimestampNtz = 13;
    public const int Single = 14;
    public const int Binary = 15;
    public const int LongString = 16;
    public const int Time = 17;
    public const int Uuid = 20;

    public const int MaxShortString = 63;
    public const int SizeLimit = 128 << 20;

    /// <summary>Reads an unsigned little-endian number of one to four bytes.</summary>
    public static int ReadUnsigned(ReadOnlySpan<byte> bytes, int position, int size)
    {
        if (position < 0 || position > bytes.Length - size)
        {
            return -1;
        }

        int value = 0;
        for (int index = size - 1; index >= 0; index--)
        {
            value = (value << 8) | bytes[position + index];
        }

        return value;
    }

    public static void WriteUnsigned(Span<byte> bytes, int value, int size)
    {
        for (int index = 0; index < size; index++)
        {
            bytes[index] = (byte)(value >> (8 * index));
        }
    }

    /// <summary>The number of bytes that a non-negative number needs.</summary>
    public static int SizeOf(int value) => value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFFFF ? 3 : 4;
}
