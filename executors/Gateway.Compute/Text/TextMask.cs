using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Replaces characters by kind as MASK does; a missing replacement leaves the kind as it is.</summary>
public readonly record struct TextMask(Rune? Upper, Rune? Lower, Rune? Digit, Rune? Other)
{
    public void Append(ReadOnlySpan<byte> text, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int width);
            text = text[width..];
            output.Append(ReplacementFor(rune) ?? rune);
        }
    }

    private Rune? ReplacementFor(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter => Upper,
        UnicodeCategory.LowercaseLetter => Lower,
        UnicodeCategory.DecimalDigitNumber => Digit,
        _ => Other,
    };
}
