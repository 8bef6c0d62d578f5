using System.Globalization;
using System.Text;

namespace Gateway.Sql.Lexing;

/// <summary>Turns the text of quoted tokens into the values they stand for.</summary>
public static class LiteralText
{
    /// <summary>
    /// The value of one string token: quotes off, doubled quotes and escapes resolved. Raw strings (<c>r'..'</c>) keep all.
    /// </summary>
    /// <param name="token">The token's text with its quotes.</param>
    /// <param name="keepEscapes">True under <c>spark.sql.parser.escapedStringLiterals</c>: the inner text as written.</param>
    /// <param name="doubledQuotesEnd">True under <c>spark.sql.legacy.consecutiveStringLiterals.enabled</c>: a doubled quote ends a literal and begins the next.</param>
    public static string DecodeString(ReadOnlySpan<char> token, bool keepEscapes = false, bool doubledQuotesEnd = false)
    {
        if (token[0] is 'r' or 'R')
        {
            // Where escapes stay, Spark takes one unit off each end whatever the literal begins with.
            return keepEscapes ? token[1..^1].ToString() : token[2..^1].ToString();
        }

        var inner = token[1..^1];
        var quote = token[0];
        if (keepEscapes || (!inner.Contains('\\') && !inner.Contains(quote)))
        {
            return inner.ToString();
        }

        var value = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length;)
        {
            var unit = inner[i];
            if (unit == quote)
            {
                if (!doubledQuotesEnd)
                {
                    value.Append(quote);
                }
                i += 2;
            }
            else if (unit == '\\' && i + 1 < inner.Length)
            {
                i += AppendEscape(value, inner[i..]);
            }
            else
            {
                value.Append(unit);
                i++;
            }
        }

        return value.ToString();
    }

    /// <summary>The name in a back-quoted (or double-quoted) identifier token: quotes off, doubled quotes single.</summary>
    public static string DecodeIdentifier(ReadOnlySpan<char> token)
    {
        var quote = token[0];
        var inner = token[1..^1].ToString();
        return quote == '`'
            ? inner.Replace("``", "`", StringComparison.Ordinal)
            : inner.Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>Appends the value of the escape that <paramref name="text"/> begins with; returns the length read.</summary>
    private static int AppendEscape(StringBuilder value, ReadOnlySpan<char> text)
    {
        var unit = text[1];
        if (unit == 'u' && TryHex(text, 4, out var shortCode))
        {
            value.Append((char)shortCode);
            return 6;
        }

        if (unit == 'U' && TryHex(text, 8, out var longCode))
        {
            if (longCode < 0x10000)
            {
                value.Append((char)longCode);
            }
            else
            {
                value.Append((char)(((longCode - 0x10000) / 0x400) + 0xD800)).Append((char)(((longCode - 0x10000) % 0x400) + 0xDC00));
            }

            return 10;
        }

        if (unit is '0' or '1' && text.Length > 3 && text[2] is >= '0' and <= '7' && text[3] is >= '0' and <= '7')
        {
            value.Append((char)(((unit - '0') * 64) + ((text[2] - '0') * 8) + (text[3] - '0')));
            return 4;
        }

        switch (unit)
        {
            case '0': value.Append('\0'); break;
            case 'b': value.Append('\b'); break;
            case 'n': value.Append('\n'); break;
            case 'r': value.Append('\r'); break;
            case 't': value.Append('\t'); break;
            case 'Z': value.Append('\u001a'); break;
            case '%': value.Append("\\%"); break;
            case '_': value.Append("\\_"); break;
            default: value.Append(unit); break;
        }

        return 2;
    }

    private static bool TryHex(ReadOnlySpan<char> text, int digits, out uint code)
    {
        code = 0;
        return text.Length >= 2 + digits
            && uint.TryParse(text.Slice(2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
    }
}
