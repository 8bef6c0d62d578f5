using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Changes the case of UTF-8 text with the full Unicode mappings of the root locale.</summary>
/// <remarks>Malformed bytes become U+FFFD once the text is not pure ASCII, as Spark decodes such text.</remarks>
public static class CaseMapping
{
    public static void AppendUpper(ReadOnlySpan<byte> text, TextBuffer output)
    {
        if (Ascii.IsValid(text))
        {
            Ascii.ToUpper(text, output.Reserve(text.Length), out int written);
            output.Advance(written);
            return;
        }

        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int width);
            text = text[width..];
            if (SpecialCasing.TryUpper(rune, out string upper))
            {
                output.Append(upper);
            }
            else
            {
                output.Append(SpecialCasing.SimpleUpper(rune));
            }
        }
    }

    public static void AppendLower(ReadOnlySpan<byte> text, TextBuffer output)
    {
        if (Ascii.IsValid(text))
        {
            Ascii.ToLower(text, output.Reserve(text.Length), out int written);
            output.Advance(written);
            return;
        }

        for (int offset = 0; offset < text.Length;)
        {
            Rune.DecodeFromUtf8(text[offset..], out Rune rune, out int width);
            switch (rune.Value)
            {
                case 0x130:
                    output.Append("i\u0307"u8);
                    break;
                case 0x3A3:
                    output.Append(IsFinalSigma(text[..offset], text[(offset + width)..]) ? "ς"u8 : "σ"u8);
                    break;
                default:
                    output.Append(Rune.ToLowerInvariant(rune));
                    break;
            }

            offset += width;
        }
    }

    /// <summary>Lower-cases the text and title-cases the first character and every one that follows a space or, by words, begins a word of Unicode's.</summary>
    public static void AppendInitialCapitals(ReadOnlySpan<byte> text, bool byWords, TextBuffer output, TextBuffer scratch)
    {
        scratch.Clear();
        AppendLower(text, scratch);
        ReadOnlySpan<byte> lower = scratch.Written;
        bool atStart = true;
        Rune before = default;
        Rune last = default;
        while (!lower.IsEmpty)
        {
            Rune.DecodeFromUtf8(lower, out Rune rune, out int width);
            if (byWords)
            {
                atStart = BeginsWord(before, last, rune);
                (before, last) = (last, rune);
            }

            if (!atStart)
            {
                output.Append(lower[..width]);
            }
            else if (SpecialCasing.TryTitle(rune, out string title))
            {
                output.Append(title);
            }
            else
            {
                output.Append(SpecialCasing.SimpleTitle(rune));
            }

            atStart = rune.Value == ' ';
            lower = lower[width..];
        }
    }

    /// <summary>Tells whether a word boundary lies between two characters, as UAX 29 has it for letters, digits and marks.</summary>
    private static bool BeginsWord(Rune before, Rune last, Rune rune)
    {
        bool isInside = Rune.IsLetterOrDigit(last) ||
            Rune.GetUnicodeCategory(last) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
        bool joinsLetters = last.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x2018 or 0x2019 or 0x2024 or 0x2027;
        return !isInside && !(joinsLetters && Rune.IsLetter(before) && Rune.IsLetter(rune));
    }

    private static bool IsFinalSigma(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        bool casedBefore = false;
        while (!before.IsEmpty)
        {
            Rune.DecodeLastFromUtf8(before, out Rune rune, out int width);
            before = before[..^width];
            if (!IsCaseIgnorable(rune))
            {
                casedBefore = IsCased(rune);
                break;
            }
        }

        if (!casedBefore)
        {
            return false;
        }

        while (!after.IsEmpty)
        {
            Rune.DecodeFromUtf8(after, out Rune rune, out int width);
            after = after[width..];
            if (!IsCaseIgnorable(rune))
            {
                return !IsCased(rune);
            }
        }

        return true;
    }

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter ||
        rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9);

    private static bool IsCaseIgnorable(Rune rune) =>
        rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x2018 or 0x2019 or 0x2024 or 0x2027 ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
