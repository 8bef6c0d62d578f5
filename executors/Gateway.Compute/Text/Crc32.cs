using System.Buffers.Binary;

namespace Gateway.Compute.Text;

/// <summary>Computes the CRC-32 of zlib and Java.</summary>
public static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    public static long Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[1792 + (low & 0xFF)] ^ Tables[1536 + ((low >> 8) & 0xFF)] ^ Tables[1280 + ((low >> 16) & 0xFF)] ^ Tables[1024 + (low >> 24)] ^
                Tables[768 + (high & 0xFF)] ^ Tables[512 + ((high >> 8) & 0xFF)] ^ Tables[256 + ((high >> 16) & 0xFF)] ^ Tables[high >> 24];
        }

        foreach (byte unit in bytes)
        {
            crc = Tables[(crc ^ unit) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    // Eight tables of 256: table n advances a byte by n further zero bytes.
    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }

            tables[value] = crc;
        }

        for (int index = 256; index < tables.Length; index++)
        {
            uint previous = tables[index - 256];
            tables[index] = tables[previous & 0xFF] ^ (previous >> 8);
        }

        return tables;
    }
}
