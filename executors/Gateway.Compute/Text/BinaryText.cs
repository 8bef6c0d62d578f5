using System.Buffers.Text;

namespace Gateway.Compute.Text;

/// <summary>Writes bytes as text (base64, base32, hexadecimal) and reads them back.</summary>
public static class BinaryText
{
    private const int MimeLineBytes = 57;

    private static ReadOnlySpan<byte> UpperHexadecimal => "0123456789ABCDEF"u8;

    private static ReadOnlySpan<byte> Base32Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8;

    /// <summary>Appends base64, in lines of 76 characters ended by CRLF when chunked.</summary>
    public static void AppendBase64(ReadOnlySpan<byte> bytes, bool chunked, TextBuffer output)
    {
        int lineBytes = chunked ? MimeLineBytes : bytes.Length;
        while (bytes.Length > lineBytes)
        {
            AppendBase64Line(bytes[..lineBytes], output);
            output.Append("\r\n"u8);
            bytes = bytes[lineBytes..];
        }

        AppendBase64Line(bytes, output);
    }

    /// <summary>Tells whether a text has only digits of Base64 and white space, then only padding.</summary>
    public static bool IsBase64(ReadOnlySpan<byte> text)
    {
        bool padded = false;
        foreach (byte current in text)
        {
            bool isPadding = current == (byte)'=';
            bool isSpace = current is (byte)' ' or (>= 9 and <= 13);
            if (padded ? !isPadding : !isPadding && !isSpace && Base64Digit(current) < 0)
            {
                return false;
            }
            padded |= isPadding;
        }
        return true;
    }

    /// <summary>Reads base64, skipping characters outside its alphabet; padding may be missing. False when the end is cut short.</summary>
    public static bool TryAppendFromBase64(ReadOnlySpan<byte> text, TextBuffer output)
    {
        uint bits = 0;
        int count = 0;
        bool ended = false;
        int padding = 0;
        foreach (byte current in text)
        {
            int digit = Base64Digit(current);
            if (current == (byte)'=')
            {
                padding++;
                ended = true;
            }

            if (digit < 0)
            {
                continue;
            }

            if (ended)
            {
                return false;
            }

            bits = (bits << 6) | (uint)digit;
            if (++count == 4)
            {
                output.Append((byte)(bits >> 16));
                output.Append((byte)(bits >> 8));
                output.Append((byte)bits);
                bits = 0;
                count = 0;
            }
        }

        switch (count)
        {
            case 0:
                return padding == 0;
            case 2:
                output.Append((byte)(bits >> 4));
                return padding is 0 or 2;
            case 3:
                output.Append((byte)(bits >> 10));
                output.Append((byte)(bits >> 2));
                return padding <= 1;
            default:
                return false;
        }
    }

    /// <summary>Reads groups of four base64 characters, the last ones of a group maybe padding; blanks may stand between groups only. False for anything else.</summary>
    public static bool TryAppendPaddedBase64(ReadOnlySpan<byte> text, TextBuffer output)
    {
        int offset = 0;
        while (true)
        {
            while (offset < text.Length && text[offset] <= (byte)' ')
            {
                offset++;
            }

            if (offset == text.Length)
            {
                return true;
            }

            if (offset + 4 > text.Length)
            {
                return false;
            }

            int padding = text[offset + 3] != (byte)'=' ? 0 : text[offset + 2] != (byte)'=' ? 1 : 2;
            int bits = 0;
            for (int index = 0; index < 4; index++)
            {
                int digit = index < 4 - padding ? Base64Digit(text[offset + index]) : 0;
                if (digit < 0)
                {
                    return false;
                }

                bits = (bits << 6) | digit;
            }

            for (int index = 0; index < 3 - padding; index++)
            {
                output.Append((byte)(bits >> (16 - (8 * index))));
            }

            offset += 4;
        }
    }

    public static void AppendBase32(ReadOnlySpan<byte> bytes, TextBuffer output)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(5, bytes.Length)..])
        {
            ulong group = 0;
            int count = Math.Min(5, bytes.Length);
            for (int index = 0; index < 5; index++)
            {
                group = (group << 8) | (index < count ? bytes[index] : 0u);
            }

            int digits = ((count * 8) + 4) / 5;
            for (int index = 0; index < 8; index++)
            {
                output.Append(index < digits ? Base32Alphabet[(int)(group >> (35 - (index * 5))) & 31] : (byte)'=');
            }
        }
    }

    /// <summary>Reads base32 in any case, skipping other characters and bits that do not fill a byte.</summary>
    public static void AppendFromBase32(ReadOnlySpan<byte> text, TextBuffer output)
    {
        ulong bits = 0;
        int count = 0;
        int digits = 0;
        foreach (byte current in text)
        {
            if (current == (byte)'=')
            {
                break;
            }

            int digit = current is >= (byte)'A' and <= (byte)'Z' ? current - 'A'
                : current is >= (byte)'a' and <= (byte)'z' ? current - 'a'
                : current is >= (byte)'2' and <= (byte)'7' ? current - '2' + 26 : -1;
            if (digit < 0)
            {
                continue;
            }

            bits = (bits << 5) | (uint)digit;
            digits++;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                output.Append((byte)(bits >> count));
            }
        }

        // A lone digit at the end is read as the high bits of a byte would be.
        if (digits % 8 == 1)
        {
            output.Append((byte)((bits & 0x1F) >> 2));
        }
    }

    public static void AppendHexadecimal(ReadOnlySpan<byte> bytes, TextBuffer output)
    {
        Span<byte> room = output.Reserve(bytes.Length * 2);
        for (int index = 0; index < bytes.Length; index++)
        {
            room[index * 2] = UpperHexadecimal[bytes[index] >> 4];
            room[(index * 2) + 1] = UpperHexadecimal[bytes[index] & 15];
        }

        output.Advance(bytes.Length * 2);
    }

    /// <summary>Appends lower-case hexadecimal, as digests print.</summary>
    public static void AppendLowerHexadecimal(ReadOnlySpan<byte> bytes, TextBuffer output)
    {
        int start = output.Length;
        AppendHexadecimal(bytes, output);
        output.LowerFrom(start);
    }

    /// <summary>Appends the hexadecimal digits of a long without leading zeros.</summary>
    public static void AppendHexadecimal(long value, TextBuffer output)
    {
        Utf8Formatter.TryFormat(value, output.Reserve(16), out int written, new System.Buffers.StandardFormat('X'));
        output.Advance(written);
    }

    /// <summary>Reads hexadecimal digits; an odd first digit is a byte of its own. False for anything else.</summary>
    public static bool TryAppendFromHexadecimal(ReadOnlySpan<byte> text, TextBuffer output)
    {
        int offset = 0;
        if ((text.Length & 1) != 0)
        {
            int digit = HexadecimalDigit(text[0]);
            if (digit < 0)
            {
                return false;
            }

            output.Append((byte)digit);
            offset = 1;
        }

        for (; offset < text.Length; offset += 2)
        {
            int high = HexadecimalDigit(text[offset]);
            int low = HexadecimalDigit(text[offset + 1]);
            if ((high | low) < 0)
            {
                return false;
            }

            output.Append((byte)((high << 4) | low));
        }

        return true;
    }

    private static void AppendBase64Line(ReadOnlySpan<byte> bytes, TextBuffer output)
    {
        Base64.EncodeToUtf8(bytes, output.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int written);
        output.Advance(written);
    }

    private static int Base64Digit(byte value) =>
        value is >= (byte)'A' and <= (byte)'Z' ? value - 'A'
        : value is >= (byte)'a' and <= (byte)'z' ? value - 'a' + 26
        : value is >= (byte)'0' and <= (byte)'9' ? value - '0' + 52
        : value == (byte)'+' ? 62 : value == (byte)'/' ? 63 : -1;

    private static int HexadecimalDigit(byte value) =>
        value is >= (byte)'0' and <= (byte)'9' ? value - '0'
        : (value | 0x20) is >= 'a' and <= 'f' ? (value | 0x20) - 'a' + 10 : -1;
}
