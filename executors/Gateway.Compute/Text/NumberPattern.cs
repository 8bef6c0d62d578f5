using System.Text;
using Gateway.Compute.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Says why a number format is refused; the names are Spark's subconditions of INVALID_FORMAT.</summary>
public enum NumberPatternFault
{
    None,
    Empty,
    WrongNumDigit,
    WrongNumToken,
    ThousandsSepsMustBeforeDec,
    CurMustBeforeDigit,
    CurMustBeforeDec,
    ContThousandsSeps,
    UnexpectedToken,
}

/// <summary>A compiled format of to_number and to_char: digits 0 and 9, point, comma, $, S, MI and PR.</summary>
public sealed class NumberPattern
{
    private readonly Token[] _tokens;
    private readonly int _digitsBefore;
    private readonly int _digitsAfter;

    private NumberPattern(Token[] tokens, int digitsBefore, int digitsAfter)
    {
        _tokens = tokens;
        _digitsBefore = digitsBefore;
        _digitsAfter = digitsAfter;
    }

    /// <summary>The decimal type that reads by this format give.</summary>
    public DecimalShape Shape => new(_digitsBefore + _digitsAfter, _digitsAfter);

    /// <summary>Compiles a format, whose letters may have any case.</summary>
    /// <param name="faultToken">The token that WRONG_NUM_TOKEN and UNEXPECTED_TOKEN report.</param>
    public static NumberPatternFault TryCompile(string format, out NumberPattern? compiled, out string faultToken)
    {
        compiled = null;
        List<Token> tokens = Tokenize(format.ToUpperInvariant());
        NumberPatternFault fault = Check(format, tokens, out faultToken);
        if (fault != NumberPatternFault.None)
        {
            return fault;
        }

        int before = 0;
        int after = 0;
        bool reachedPoint = false;
        foreach (Token token in tokens)
        {
            reachedPoint |= token.Kind == TokenKind.Point;
            if (token.Kind is TokenKind.ExactDigits or TokenKind.Digits)
            {
                before += reachedPoint ? 0 : token.Count;
                after += reachedPoint ? token.Count : 0;
            }
        }

        compiled = new NumberPattern([.. tokens], before, after);
        return NumberPatternFault.None;
    }

    /// <summary>Reads a number; whitespace is ignored. False when the text does not match the format.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out Int128 unscaled)
    {
        unscaled = Int128.Zero;
        int position = 0;
        bool negative = false;
        bool opened = false;
        bool closed = false;
        bool reachedPoint = false;
        int digits = 0;
        int fraction = 0;
        Int128 value = Int128.Zero;
        for (int index = 0; index < _tokens.Length; index++)
        {
            SkipBlanks(text, ref position);
            byte current = position < text.Length ? text[position] : (byte)0;
            switch (_tokens[index].Kind)
            {
                case TokenKind.ExactDigits:
                case TokenKind.Digits:
                case TokenKind.Comma:
                    int end = index;
                    while (end < _tokens.Length && _tokens[end].Kind is TokenKind.ExactDigits or TokenKind.Digits or TokenKind.Comma)
                    {
                        end++;
                    }

                    int before = digits;
                    if (!TryTakeGroups(text, _tokens.AsSpan(index, end - index), ref position, ref value, ref digits))
                    {
                        return false;
                    }

                    fraction += reachedPoint ? digits - before : 0;
                    index = end - 1;
                    break;
                case TokenKind.Point:
                    reachedPoint = current == (byte)'.';
                    position += reachedPoint ? 1 : 0;
                    break;
                case TokenKind.Dollar:
                    if (current != (byte)'$')
                    {
                        return false;
                    }

                    position++;
                    break;
                case TokenKind.Sign:
                    negative ^= current == (byte)'-';
                    position += current is (byte)'+' or (byte)'-' ? 1 : 0;
                    break;
                case TokenKind.Minus:
                    negative ^= current == (byte)'-';
                    position += current == (byte)'-' ? 1 : 0;
                    break;
                case TokenKind.Opening:
                    opened = current == (byte)'<';
                    position += opened ? 1 : 0;
                    break;
                case TokenKind.Closing:
                    closed = current == (byte)'>';
                    position += closed ? 1 : 0;
                    break;
                case TokenKind.Other:
                default:
                    return false;
            }
        }

        SkipBlanks(text, ref position);
        if (position < text.Length || opened != closed || digits == 0)
        {
            return false;
        }

        value *= PowersOfTen.Int128(_digitsAfter - fraction);
        unscaled = negative ^ closed ? -value : value;
        return true;
    }

    /// <summary>Prints a number; one with more digits than the format becomes number signs.</summary>
    public void Append(Int128 unscaled, int scale, TextBuffer output)
    {
        Span<byte> plain = stackalloc byte[NumberFormatter.MaxDecimalBytes];
        int length = NumberFormatter.FormatDecimal(unscaled < 0 ? -unscaled : unscaled, scale, plain);
        ReadOnlySpan<byte> before = plain[..length];
        ReadOnlySpan<byte> after = plain[..0];
        int point = before.IndexOf((byte)'.');
        if (point >= 0)
        {
            after = before[(point + 1)..].TrimEnd((byte)'0');
            before = before[..point];
        }

        before = before.TrimStart((byte)'0');
        bool overflows = before.Length > _digitsBefore || after.Length > _digitsAfter;
        var result = new StringBuilder();
        int next = 0;
        bool reachedPoint = false;
        bool negative = unscaled < 0;
        foreach (Token token in _tokens)
        {
            switch (token.Kind)
            {
                case TokenKind.ExactDigits:
                case TokenKind.Digits:
                    for (int digit = 0; digit < token.Count; digit++, next++)
                    {
                        AppendDigit(overflows, reachedPoint, next, before, after, token.Kind == TokenKind.ExactDigits, result);
                    }

                    break;
                case TokenKind.Comma:
                    if (result.Length > 0 && char.IsAsciiDigit(result[^1]))
                    {
                        result.Append(',');
                    }
                    else
                    {
                        InsertBlank(result);
                    }

                    break;
                case TokenKind.Point:
                    if (result.Length > 0 && result[^1] == ' ')
                    {
                        result[^1] = '0';
                    }

                    result.Append('.');
                    reachedPoint = true;
                    next = 0;
                    break;
                case TokenKind.Dollar:
                    result.Append('$');
                    break;
                case TokenKind.Sign:
                    StripPoint(result);
                    InsertBeforeBlanks(result, negative ? '-' : '+');
                    break;
                case TokenKind.Minus when negative:
                    StripPoint(result);
                    InsertBeforeBlanks(result, '-');
                    break;
                case TokenKind.Minus:
                    result.Append(' ');
                    break;
                case TokenKind.Opening when negative:
                    result.Append('<');
                    break;
                case TokenKind.Closing when negative:
                    StripPoint(result);
                    InsertBeforeBlanks(result, '>');
                    break;
                case TokenKind.Closing:
                    StripPoint(result);
                    result.Append("  ");
                    break;
                case TokenKind.Opening:
                case TokenKind.Other:
                default:
                    break;
            }
        }

        StripPoint(result);
        output.Append(result.ToString());
    }

    private void AppendDigit(
        bool overflows, bool reachedPoint, int next, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, bool exact, StringBuilder result)
    {
        if (overflows)
        {
            result.Append('#');
            return;
        }

        if (reachedPoint)
        {
            result.Append(next < after.Length ? (char)after[next] : '0');
            return;
        }

        int index = next - (_digitsBefore - before.Length);
        if (index >= 0)
        {
            result.Append((char)before[index]);
        }
        else if (exact)
        {
            result.Append('0');
        }
        else
        {
            InsertBlank(result);
        }
    }

    private static void InsertBlank(StringBuilder result)
    {
        int index = result.Length;
        while (index > 0 && result[index - 1] is '$' or '+' or '-')
        {
            index--;
        }

        result.Insert(index, ' ');
    }

    private static void InsertBeforeBlanks(StringBuilder result, char character)
    {
        int index = result.Length;
        while (index > 0 && result[index - 1] == ' ')
        {
            index--;
        }

        result.Insert(index, character);
    }

    private static void StripPoint(StringBuilder result)
    {
        if (result.Length > 0 && result[^1] == '.')
        {
            result.Length--;
        }
    }

    /// <summary>Takes digits and commas and compares the groups, from the right, with those of the format.</summary>
    private static bool TryTakeGroups(ReadOnlySpan<byte> text, ReadOnlySpan<Token> groups, ref int position, ref Int128 value, ref int digits)
    {
        Span<int> sizes = stackalloc int[48];
        int count = 0;
        int current = 0;
        for (; position < text.Length; position++)
        {
            byte character = text[position];
            if (char.IsAsciiDigit((char)character))
            {
                if (++digits > PowersOfTen.MaxDigits)
                {
                    return false;
                }

                value = (value * 10) + (character - '0');
                current++;
            }
            else if (character == (byte)',')
            {
                if (count + 1 >= sizes.Length)
                {
                    return false;
                }

                sizes[count++] = current;
                current = 0;
            }
            else if (!IsBlank(character))
            {
                break;
            }
        }

        sizes[count++] = current;
        for (int index = groups.Length - 1; index >= 0; index--)
        {
            if (groups[index].Kind == TokenKind.Comma)
            {
                continue;
            }

            int actual = count > 0 ? sizes[--count] : 0;
            bool matches = groups[index].Kind == TokenKind.ExactDigits ? actual == groups[index].Count : actual <= groups[index].Count;
            if (!matches)
            {
                return false;
            }
        }

        return count == 0;
    }

    private static List<Token> Tokenize(string format)
    {
        var tokens = new List<Token>();
        bool reachedPoint = false;
        for (int index = 0; index < format.Length;)
        {
            char current = format[index];
            char following = index + 1 < format.Length ? format[index + 1] : '\0';
            switch (current)
            {
                case '0' or '9':
                    int start = index;
                    while (index < format.Length && format[index] is '0' or '9')
                    {
                        index++;
                    }

                    tokens.Add(new Token(current == '0' && !reachedPoint ? TokenKind.ExactDigits : TokenKind.Digits, index - start));
                    continue;
                case '.' or 'D':
                    reachedPoint = true;
                    tokens.Add(new Token(TokenKind.Point));
                    break;
                case ',' or 'G':
                    tokens.Add(new Token(TokenKind.Comma));
                    break;
                case '$':
                    tokens.Add(new Token(TokenKind.Dollar));
                    break;
                case 'S':
                    tokens.Add(new Token(TokenKind.Sign));
                    break;
                case 'M' when following == 'I':
                    tokens.Add(new Token(TokenKind.Minus));
                    index++;
                    break;
                case 'P' when following == 'R':
                    tokens.Insert(0, new Token(TokenKind.Opening));
                    tokens.Add(new Token(TokenKind.Closing));
                    index++;
                    break;
                default:
                    tokens.Add(new Token(TokenKind.Other, current));
                    break;
            }

            index++;
        }

        return tokens;
    }

    private static NumberPatternFault Check(string format, List<Token> tokens, out string faultToken)
    {
        faultToken = string.Empty;
        if (format.Length == 0)
        {
            return NumberPatternFault.Empty;
        }

        if (!tokens.Exists(static token => token.IsDigits))
        {
            return NumberPatternFault.WrongNumDigit;
        }

        foreach ((TokenKind kind, string name) in (ReadOnlySpan<(TokenKind, string)>)
            [(TokenKind.Point, ". or D"), (TokenKind.Dollar, "$"), (TokenKind.Sign, "S"), (TokenKind.Minus, "MI"), (TokenKind.Closing, "PR")])
        {
            if (tokens.Count(token => token.Kind == kind) > 1)
            {
                faultToken = name;
                return NumberPatternFault.WrongNumToken;
            }
        }

        int point = tokens.FindIndex(static token => token.Kind == TokenKind.Point);
        int dollar = tokens.FindIndex(static token => token.Kind == TokenKind.Dollar);
        if (point >= 0 && tokens.FindLastIndex(static token => token.Kind == TokenKind.Comma) > point)
        {
            return NumberPatternFault.ThousandsSepsMustBeforeDec;
        }

        if (dollar >= 0 && tokens.FindIndex(static token => token.IsDigits) < dollar)
        {
            return NumberPatternFault.CurMustBeforeDigit;
        }

        if (dollar >= 0 && point >= 0 && point < dollar)
        {
            return NumberPatternFault.CurMustBeforeDec;
        }

        for (int index = 0; index < tokens.Count; index++)
        {
            if (tokens[index].Kind == TokenKind.Comma &&
                (index == 0 || !tokens[index - 1].IsDigits || index == tokens.Count - 1 || !tokens[index + 1].IsDigits))
            {
                return NumberPatternFault.ContThousandsSeps;
            }
        }

        return CheckOrder(tokens, out faultToken);
    }

    /// <summary>Allows, in this order: opening bracket, sign, dollar, digits, point, digits, sign, closing bracket.</summary>
    private static NumberPatternFault CheckOrder(List<Token> tokens, out string faultToken)
    {
        int index = 0;
        Skip(tokens, ref index, static kind => kind == TokenKind.Opening);
        bool signed = Skip(tokens, ref index, static kind => kind is TokenKind.Sign or TokenKind.Minus);
        Skip(tokens, ref index, static kind => kind == TokenKind.Dollar);
        while (Skip(tokens, ref index, static kind => kind is TokenKind.ExactDigits or TokenKind.Digits or TokenKind.Comma))
        {
        }

        Skip(tokens, ref index, static kind => kind == TokenKind.Point);
        while (Skip(tokens, ref index, static kind => kind is TokenKind.ExactDigits or TokenKind.Digits))
        {
        }

        if (!signed)
        {
            Skip(tokens, ref index, static kind => kind is TokenKind.Sign or TokenKind.Minus);
        }

        Skip(tokens, ref index, static kind => kind == TokenKind.Closing);
        faultToken = index < tokens.Count ? tokens[index].Describe() : string.Empty;
        return index < tokens.Count ? NumberPatternFault.UnexpectedToken : NumberPatternFault.None;
    }

    private static bool Skip(List<Token> tokens, ref int index, Func<TokenKind, bool> accepts)
    {
        if (index >= tokens.Count || !accepts(tokens[index].Kind))
        {
            return false;
        }

        index++;
        return true;
    }

    private static void SkipBlanks(ReadOnlySpan<byte> text, ref int position)
    {
        while (position < text.Length && IsBlank(text[position]))
        {
            position++;
        }
    }

    private static bool IsBlank(byte value) => value is 0x20 or (>= 0x09 and <= 0x0D);

    private enum TokenKind
    {
        ExactDigits,
        Digits,
        Point,
        Comma,
        Dollar,
        Sign,
        Minus,
        Opening,
        Closing,
        Other,
    }

    private readonly record struct Token(TokenKind Kind, int Count = 0)
    {
        public bool IsDigits => Kind is TokenKind.ExactDigits or TokenKind.Digits;

        public string Describe() => Kind switch
        {
            TokenKind.ExactDigits or TokenKind.Digits => "digit sequence",
            TokenKind.Point => ". or D",
            TokenKind.Comma => ", or G",
            TokenKind.Dollar => "$",
            TokenKind.Sign => "S",
            TokenKind.Minus => "MI",
            TokenKind.Opening or TokenKind.Closing => "PR",
            _ => FormattableString.Invariant($"character '{(char)Count}''"),
        };
    }
}
