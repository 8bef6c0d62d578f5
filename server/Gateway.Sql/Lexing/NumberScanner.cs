namespace Gateway.Sql.Lexing;

/// <summary>
/// Measures number literals: digits with a suffix (L S Y F D BD), a fraction or an exponent. A fraction is only taken if no
/// word character follows the whole number, so <c>1.a</c> is three tokens.
/// </summary>
internal static class NumberScanner
{
    /// <summary>The number that begins with the digit at <paramref name="at"/>.</summary>
    public static (TokenKind Kind, int End) Scan(string text, int at)
    {
        var digitsEnd = SkipDigits(text, at);
        if (Peek(text, digitsEnd) == '.' && Fraction(text, at, digitsEnd) is { End: > 0 } fraction)
        {
            return fraction;
        }

        var exponentEnd = SkipExponent(text, digitsEnd);
        var (kind, end) = Suffix(text, exponentEnd);
        if (end > exponentEnd)
        {
            return (kind, end);
        }

        if (exponentEnd > digitsEnd)
        {
            return (TokenKind.ExponentValue, exponentEnd);
        }

        return Upper(text, digitsEnd) switch
        {
            'L' => (TokenKind.BigintLiteral, digitsEnd + 1),
            'S' => (TokenKind.SmallintLiteral, digitsEnd + 1),
            'Y' => (TokenKind.TinyintLiteral, digitsEnd + 1),
            _ => (TokenKind.IntegerValue, digitsEnd),
        };
    }

    /// <summary>The number whose point stands at <paramref name="point"/>; End is 0 if a word character follows it.</summary>
    public static (TokenKind Kind, int End) Fraction(string text, int start, int point)
    {
        var digitsEnd = SkipDigits(text, point + 1);
        if (start == point && digitsEnd == point + 1)
        {
            return default;
        }

        var exponentEnd = SkipExponent(text, digitsEnd);
        var (kind, end) = Suffix(text, exponentEnd);
        if (end > exponentEnd && !IsWordCharacter(text, end))
        {
            return (kind, end);
        }

        if (IsWordCharacter(text, exponentEnd))
        {
            return default;
        }

        return (exponentEnd > digitsEnd ? TokenKind.ExponentValue : TokenKind.DecimalValue, exponentEnd);
    }

    private static (TokenKind Kind, int End) Suffix(string text, int at) => Upper(text, at) switch
    {
        'F' => (TokenKind.FloatLiteral, at + 1),
        'D' => (TokenKind.DoubleLiteral, at + 1),
        'B' when Upper(text, at + 1) == 'D' => (TokenKind.BigdecimalLiteral, at + 2),
        _ => (TokenKind.IntegerValue, at),
    };

    private static int SkipExponent(string text, int at)
    {
        if (Upper(text, at) != 'E')
        {
            return at;
        }

        var digits = Peek(text, at + 1) is '+' or '-' ? at + 2 : at + 1;
        var end = SkipDigits(text, digits);
        return end > digits ? end : at;
    }

    private static int SkipDigits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static char Peek(string text, int at) => at < text.Length ? text[at] : '\0';

    private static char Upper(string text, int at) => char.IsAsciiLetter(Peek(text, at)) ? (char)(text[at] & 0xDF) : Peek(text, at);

    private static bool IsWordCharacter(string text, int at) => char.IsAsciiLetterOrDigit(Peek(text, at)) || Peek(text, at) == '_';
}
