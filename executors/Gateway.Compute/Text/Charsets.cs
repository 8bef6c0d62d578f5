using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Converts text to and from the character sets that ENCODE and DECODE accept.</summary>
public static class Charsets
{
    /// <summary>The names that Spark lists, in its order.</summary>
    public const string Names = "iso-8859-1, us-ascii, utf-16, utf-16be, utf-16le, utf-32, utf-8";

    /// <summary>Finds a character set by one of Spark's names in any case.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out Charset charset)
    {
        ReadOnlySpan<string> names = ["utf-8", "us-ascii", "iso-8859-1", "utf-16", "utf-16be", "utf-16le", "utf-32"];
        for (int index = 0; index < names.Length; index++)
        {
            if (Ascii.EqualsIgnoreCase(name, names[index]))
            {
                charset = (Charset)index;
                return true;
            }
        }

        charset = default;
        return false;
    }

    /// <summary>Encodes text; false when a character has no code and nothing is replaced.</summary>
    /// <param name="replace">Whether a question mark stands for what cannot be encoded.</param>
    public static bool TryAppendEncoded(ReadOnlySpan<byte> text, Charset charset, bool replace, TextBuffer output)
    {
        if (charset == Charset.Utf8)
        {
            output.Append(text);
            return true;
        }

        if (charset == Charset.Utf16 && !text.IsEmpty)
        {
            output.Append([0xFE, 0xFF]);
        }

        int limit = charset == Charset.Ascii ? 0x80 : 0x100;
        Span<char> units = stackalloc char[2];
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int width);
            text = text[width..];
            switch (charset)
            {
                case Charset.Ascii:
                case Charset.Latin1:
                    if (rune.Value >= limit && !replace)
                    {
                        return false;
                    }

                    output.Append(rune.Value < limit ? (byte)rune.Value : (byte)'?');
                    break;
                case Charset.Utf32:
                    AppendBigEndian(rune.Value >> 16, output);
                    AppendBigEndian(rune.Value, output);
                    break;
                default:
                    foreach (char unit in units[..rune.EncodeToUtf16(units)])
                    {
                        AppendBigEndian(charset == Charset.Utf16LittleEndian ? (unit << 8) | (unit >> 8) : unit, output);
                    }

                    break;
            }
        }

        return true;
    }

    /// <summary>Decodes bytes; false when they are malformed and nothing is replaced.</summary>
    /// <param name="replace">Whether U+FFFD stands for what cannot be decoded.</param>
    public static bool TryAppendDecoded(ReadOnlySpan<byte> bytes, Charset charset, bool replace, TextBuffer output)
    {
        switch (charset)
        {
            case Charset.Utf8:
                if (!replace && !Utf8Text.IsValid(bytes))
                {
                    return false;
                }

                Utf8Text.AppendRepaired(bytes, output);
                return true;
            case Charset.Ascii:
            case Charset.Latin1:
                foreach (byte unit in bytes)
                {
                    bool isMalformed = charset == Charset.Ascii && unit >= 0x80;
                    if (isMalformed && !replace)
                    {
                        return false;
                    }

                    output.Append(isMalformed ? Rune.ReplacementChar : new Rune(unit));
                }

                return true;
            case Charset.Utf32:
                return TryAppendUtf32(bytes, replace, output);
            default:
                return TryAppendUtf16(bytes, charset, replace, output);
        }
    }

    private static bool TryAppendUtf16(ReadOnlySpan<byte> bytes, Charset charset, bool replace, TextBuffer output)
    {
        bool isLittleEndian = charset == Charset.Utf16LittleEndian;
        if (charset == Charset.Utf16 && bytes.Length >= 2 && (bytes[0], bytes[1]) is (0xFE, 0xFF) or (0xFF, 0xFE))
        {
            isLittleEndian = bytes[0] == 0xFF;
            bytes = bytes[2..];
        }

        while (!bytes.IsEmpty)
        {
            int width = ReadUnit(bytes, isLittleEndian, out char unit);
            Rune rune = Rune.ReplacementChar;
            bool valid = width == 2 && Rune.TryCreate(unit, out rune);
            if (!valid && width == 2 && char.IsHighSurrogate(unit) && ReadUnit(bytes[2..], isLittleEndian, out char low) == 2 &&
                Rune.TryCreate(unit, low, out rune))
            {
                valid = true;
                width = 4;
            }

            if (!valid && !replace)
            {
                return false;
            }

            output.Append(valid ? rune : Rune.ReplacementChar);
            bytes = bytes[width..];
        }

        return true;
    }

    private static bool TryAppendUtf32(ReadOnlySpan<byte> bytes, bool replace, TextBuffer output)
    {
        bool isLittleEndian = bytes.Length >= 4 && bytes[..4].SequenceEqual<byte>([0xFF, 0xFE, 0, 0]);
        if (isLittleEndian || (bytes.Length >= 4 && bytes[..4].SequenceEqual<byte>([0, 0, 0xFE, 0xFF])))
        {
            bytes = bytes[4..];
        }

        while (!bytes.IsEmpty)
        {
            int width = Math.Min(4, bytes.Length);
            uint value = width < 4 ? uint.MaxValue
                : isLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
            bool valid = Rune.TryCreate(value, out Rune rune);
            if (!valid && !replace)
            {
                return false;
            }

            output.Append(valid ? rune : Rune.ReplacementChar);
            bytes = bytes[width..];
        }

        return true;
    }

    private static int ReadUnit(ReadOnlySpan<byte> bytes, bool isLittleEndian, out char unit)
    {
        unit = '\0';
        if (bytes.Length < 2)
        {
            return bytes.Length;
        }

        unit = (char)(isLittleEndian ? bytes[0] | (bytes[1] << 8) : (bytes[0] << 8) | bytes[1]);
        return 2;
    }

    private static void AppendBigEndian(int unit, TextBuffer output)
    {
        output.Append((byte)(unit >> 8));
        output.Append((byte)unit);
    }
}

/// <summary>A character set of ENCODE and DECODE.</summary>
public enum Charset
{
    Utf8,
    Ascii,
    Latin1,

    /// <summary>Big-endian with a byte order mark.</summary>
    Utf16,
    Utf16BigEndian,
    Utf16LittleEndian,
    Utf32,
}
