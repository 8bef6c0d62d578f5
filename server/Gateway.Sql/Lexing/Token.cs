using System.Runtime.InteropServices;

namespace Gateway.Sql.Lexing;

/// <summary>
/// Marks one token of a text. UTF-16 offsets cut the text (end exclusive); code point offsets are what errors and
/// origins report (stop inclusive, as Spark has it).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Token(TokenKind Kind, int StartUtf16, int EndUtf16, int StartCodePoint, int StopCodePoint)
{
    public int LengthUtf16 => EndUtf16 - StartUtf16;
}
