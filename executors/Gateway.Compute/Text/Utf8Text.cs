using System.Runtime.CompilerServices;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Counts, cuts and searches UTF-8 text by code points.</summary>
/// <remarks>
/// Malformed text is stepped over by what each first byte announces, as Spark's UTF8String does; results that are parts of the
/// input are slices of it.
/// </remarks>
public static class Utf8Text
{
    /// <summary>The number of bytes a first byte announces; one for bytes that cannot start a character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Width(byte first) => first switch
    {
        < 0xC2 => 1,
        < 0xE0 => 2,
        < 0xF0 => 3,
        < 0xF5 => 4,
        _ => 1,
    };

    public static int CountCodePoints(ReadOnlySpan<byte> text)
    {
        int ascii = AsciiPrefix(text);
        int count = ascii;
        for (int offset = ascii; offset < text.Length; offset += Width(text[offset]))
        {
            count++;
        }

        return count;
    }

    /// <summary>The byte offset of a code point, or the text's length when there are fewer.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> text, int codePoints)
    {
        if (codePoints <= 0)
        {
            return 0;
        }

        int ascii = AsciiPrefix(text.Length > codePoints ? text[..codePoints] : text);
        int offset = ascii;
        for (int count = ascii; count < codePoints && offset < text.Length; count++)
        {
            offset += Width(text[offset]);
        }

        return Math.Min(offset, text.Length);
    }

    /// <summary>Cuts by SQL's rules: positions start at 1, 0 means 1, negative ones count from the end.</summary>
    public static ReadOnlySpan<byte> Substring(ReadOnlySpan<byte> text, int position, int length)
    {
        long start = position > 0 ? position - 1L : position < 0 ? (long)CountCodePoints(text) + position : 0;
        long end = Math.Clamp(start + length, int.MinValue, int.MaxValue);
        if (end <= start || start >= text.Length)
        {
            return [];
        }

        int first = OffsetOf(text, (int)Math.Max(start, 0));
        ReadOnlySpan<byte> rest = text[first..];
        return rest[..OffsetOf(rest, (int)(end - Math.Max(start, 0)))];
    }

    /// <summary>Cuts bytes by SQL's rules.</summary>
    public static ReadOnlySpan<byte> SubstringBytes(ReadOnlySpan<byte> bytes, int position, int length)
    {
        long start = position > 0 ? position - 1L : position < 0 ? (long)bytes.Length + position : 0;
        long end = Math.Min(start + length, bytes.Length);
        start = Math.Max(start, 0);
        return start >= end ? [] : bytes[(int)start..(int)end];
    }

    public static ReadOnlySpan<byte> Left(ReadOnlySpan<byte> text, int length) => text[..OffsetOf(text, length)];

    public static ReadOnlySpan<byte> Right(ReadOnlySpan<byte> text, int length) =>
        length <= 0 ? [] : text[OffsetOf(text, CountCodePoints(text) - length)..];

    /// <summary>Drops spaces (U+0020 only) on both sides.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim((byte)' ');

    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text) => text.TrimStart((byte)' ');

    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text) => text.TrimEnd((byte)' ');

    /// <summary>Drops leading characters that occur in a set of characters.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set)
    {
        int offset = 0;
        while (offset < text.Length)
        {
            int width = Math.Min(Width(text[offset]), text.Length - offset);
            if (!ContainsCharacter(set, text.Slice(offset, width)))
            {
                break;
            }

            offset += width;
        }

        return text[offset..];
    }

    /// <summary>Drops trailing characters that occur in a set of characters.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set)
    {
        int end = text.Length;
        while (end > 0)
        {
            int start = PreviousStart(text, end);
            if (!ContainsCharacter(set, text[start..end]))
            {
                break;
            }

            end = start;
        }

        return text[..end];
    }

    public static void AppendReversed(ReadOnlySpan<byte> text, TextBuffer output)
    {
        Span<byte> room = output.Reserve(text.Length);
        int end = text.Length;
        for (int offset = 0; offset < text.Length;)
        {
            int width = Math.Min(Width(text[offset]), text.Length - offset);
            end -= width;
            text.Slice(offset, width).CopyTo(room[end..]);
            offset += width;
        }

        output.Advance(text.Length);
    }

    /// <summary>Fills up to a number of code points on the left, or cuts to it.</summary>
    public static void AppendPaddedLeft(ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> padding, TextBuffer output)
    {
        int missing = length - CountCodePoints(text);
        if (missing <= 0 || padding.IsEmpty)
        {
            output.Append(Left(text, length));
            return;
        }

        AppendPadding(missing, padding, output);
        output.Append(text);
    }

    /// <summary>Fills up to a number of code points on the right, or cuts to it.</summary>
    public static void AppendPaddedRight(ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> padding, TextBuffer output)
    {
        int missing = length - CountCodePoints(text);
        if (missing <= 0 || padding.IsEmpty)
        {
            output.Append(Left(text, length));
            return;
        }

        output.Append(text);
        AppendPadding(missing, padding, output);
    }

    public static void AppendRepeated(ReadOnlySpan<byte> text, int times, TextBuffer output) => output.AppendRepeated(text, times);

    /// <summary>Replaces the part of a text that starts at a position (1-based code points) with another.</summary>
    /// <param name="length">The number of code points replaced; negative for as many as the replacement has.</param>
    public static void AppendOverlaid(ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement, int position, int length, TextBuffer output)
    {
        int replaced = length >= 0 ? length : CountCodePoints(replacement);
        output.Append(Substring(text, 1, unchecked(position - 1)));
        output.Append(replacement);
        output.Append(Substring(text, unchecked(position + replaced), int.MaxValue));
    }

    /// <summary>The Unicode code of the first character, 0 for an empty text.</summary>
    public static int FirstCodePoint(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        Rune.DecodeFromUtf8(text, out Rune rune, out _);
        return rune.Value;
    }

    /// <summary>Replaces each malformed sequence (its longest valid beginning, or one byte) with U+FFFD.</summary>
    public static void AppendRepaired(ReadOnlySpan<byte> text, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out _, out int width) == System.Buffers.OperationStatus.Done)
            {
                output.Append(text[..width]);
            }
            else
            {
                output.Append("\uFFFD"u8);
            }

            text = text[width..];
        }
    }

    public static bool IsValid(ReadOnlySpan<byte> text) => System.Text.Unicode.Utf8.IsValid(text);

    /// <summary>Gives a text as Java decodes it: what is not UTF-8 becomes U+FFFD, one for each longest piece that could have begun a character. Sound text comes back itself.</summary>
    public static ReadOnlySpan<byte> Decoded(ReadOnlySpan<byte> text) => IsValid(text) ? text : Replaced(text);

    /// <summary>.NET decodes as Java does, but for encoded surrogates: three replacements there, one in Java.</summary>
    private static byte[] Replaced(ReadOnlySpan<byte> text)
    {
        byte[] whole = text.ToArray();
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isSurrogate = text[i] == 0xED && i + 1 < text.Length && text[i + 1] is >= 0xA0 and <= 0xBF;
            whole[length++] = isSurrogate ? (byte)0xFF : text[i];
            if (isSurrogate)
            {
                i += i + 2 < text.Length && (text[i + 2] & 0xC0) == 0x80 ? 2 : 1;
            }
        }
        return System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(whole, 0, length));
    }

    /// <summary>The start of the character that ends before an offset.</summary>
    internal static int PreviousStart(ReadOnlySpan<byte> text, int end)
    {
        int start = end - 1;
        while (start > 0 && end - start < 4 && (text[start] & 0xC0) == 0x80)
        {
            start--;
        }

        return start + Width(text[start]) >= end ? start : end - 1;
    }

    private static bool ContainsCharacter(ReadOnlySpan<byte> set, ReadOnlySpan<byte> character)
    {
        for (int offset = 0; offset < set.Length; offset += Width(set[offset]))
        {
            if (set[offset..].StartsWith(character))
            {
                return true;
            }
        }

        return false;
    }

    private static void AppendPadding(int codePoints, ReadOnlySpan<byte> padding, TextBuffer output)
    {
        int width = CountCodePoints(padding);
        if (padding.Length == 1)
        {
            output.AppendRepeated(padding[0], codePoints);
            return;
        }

        AppendRepeated(padding, codePoints / width, output);
        output.Append(Left(padding, codePoints % width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AsciiPrefix(ReadOnlySpan<byte> text)
    {
        int first = text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        return first < 0 ? text.Length : first;
    }
}
