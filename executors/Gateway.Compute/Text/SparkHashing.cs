namespace Gateway.Compute.Text;

/// <summary>Brings values into the forms that Spark's hash functions read.</summary>
public static class SparkHashing
{
    public static int CanonicalBits(float value) =>
        float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(value == 0 ? 0 : value);

    public static long CanonicalBits(double value) =>
        double.IsNaN(value) ? 0x7FF8000000000000 : BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);

    /// <summary>The shortest big-endian two's complement form.</summary>
    /// <param name="buffer">16 bytes that the result is cut from.</param>
    public static ReadOnlySpan<byte> MinimalBigEndian(Int128 value, Span<byte> buffer)
    {
        for (int index = 15; index >= 0; index--)
        {
            buffer[index] = unchecked((byte)value);
            value >>= 8;
        }

        int start = 0;
        while (start < 15 && ((buffer[start] == 0 && buffer[start + 1] < 0x80) || (buffer[start] == 0xFF && buffer[start + 1] >= 0x80)))
        {
            start++;
        }

        return buffer[start..16];
    }
}
