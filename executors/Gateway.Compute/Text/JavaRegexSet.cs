using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Reads a character class of a Java pattern (unions, intersections, escapes) and writes it for .NET's engine.</summary>
internal sealed class JavaRegexSet(string pattern, int position, bool skipBlanks)
{
    private const string AnyPair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        ["Lower"] = "a-z",
        ["Upper"] = "A-Z",
        ["ASCII"] = @"\x00-\x7F",
        ["Alpha"] = "a-zA-Z",
        ["Digit"] = "0-9",
        ["Alnum"] = "a-zA-Z0-9",
        ["Punct"] = @"!-/:-@\[-`{-~",
        ["Graph"] = "!-~",
        ["Print"] = " -~",
        ["Blank"] = @" \t",
        ["Cntrl"] = @"\x00-\x1F\x7F",
        ["XDigit"] = "0-9a-fA-F",
        ["Space"] = @" \t\n\x0B\f\r",
        ["javaLowerCase"] = @"\p{Ll}",
        ["javaUpperCase"] = @"\p{Lu}",
        ["javaWhitespace"] = @"\t-\r\x1C-\x1F \u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000",
        ["javaMirrored"] = @"()<>\[\]{}«»",
        ["javaLetter"] = @"\p{L}",
        ["javaDigit"] = @"\p{Nd}",
        ["javaLetterOrDigit"] = @"\p{L}\p{Nd}",
        ["Alphabetic"] = @"\p{L}\p{Nl}",
        ["Letter"] = @"\p{L}",
        ["Ideographic"] = @"\u3006\u3007\u3021-\u3029\u3038-\u303A\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF",
        ["Lowercase"] = @"\p{Ll}",
        ["Uppercase"] = @"\p{Lu}",
        ["Titlecase"] = @"\p{Lt}",
        ["Punctuation"] = @"\p{P}",
        ["Control"] = @"\p{Cc}",
        ["White_Space"] = @"\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000",
        ["Hex_Digit"] = @"0-9a-fA-F\uFF10-\uFF19\uFF21-\uFF26\uFF41-\uFF46",
        ["Latin"] = @"A-Za-z\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02B8\u1E00-\u1EFF\u2C60-\u2C7F\uA722-\uA787\uFB00-\uFB06\uFF21-\uFF3A\uFF41-\uFF5A",
        ["Greek"] = @"\u0370-\u0373\u0375-\u0377\u037A-\u037D\u037F\u0384\u0386\u0388-\u03E1\u03F0-\u03FF\u1F00-\u1FFE",
        ["Cyrillic"] = @"\u0400-\u0484\u0487-\u052F\u1C80-\u1C8A\u1D2B\u1D78\u2DE0-\u2DFF\uA640-\uA69F",
        ["Han"] = @"\u2E80-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAD9",
        ["Hiragana"] = @"\u3041-\u3096\u309D-\u309F",
        ["Katakana"] = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        ["Hangul"] = @"\u1100-\u11FF\u3131-\u318E\uA960-\uA97C\uAC00-\uD7A3\uD7B0-\uD7FB",
        ["Hebrew"] = @"\u0591-\u05F4\uFB1D-\uFB4F",
        ["Arabic"] = @"\u0600-\u0604\u0606-\u060B\u060D-\u061A\u061C-\u061E\u0620-\u063F\u0641-\u064A\u0656-\u066F\u0671-\u06DC\u06DE-\u06FF\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC",
        ["Thai"] = @"\u0E01-\u0E3A\u0E40-\u0E5B",
    };

    private readonly StringBuilder _units = new();
    private readonly List<(int Low, int High)> _astral = [];
    private readonly List<JavaRegexSet> _nested = [];
    private JavaRegexSet? _intersected;
    private bool _negated;
    private int _position = position;

    /// <summary>Reads a bracketed class; the position is at its opening bracket.</summary>
    public bool TryRead(out int end)
    {
        end = _position;
        _position++;
        if (Peek() == '^')
        {
            _negated = true;
            _position++;
        }

        if (!ReadItems(out end))
        {
            return false;
        }

        return true;
    }

    /// <summary>Reads an escape outside brackets as a class, or as one literal character.</summary>
    public bool TryReadEscape(out int end, out int literal)
    {
        bool read = ReadEscape(out literal);
        end = _position;
        return read;
    }

    /// <summary>Writes a .NET expression that matches one character of the class.</summary>
    public string Emit(bool exact)
    {
        string positive = EmitPositive(exact);
        if (_intersected is not null)
        {
            string other = _intersected.Emit(exact);
            positive = $"(?:(?={other}){positive})";
        }

        if (!_negated)
        {
            return positive;
        }

        if (_nested.Count == 0 && _intersected is null && (_astral.Count == 0 || !exact))
        {
            string simple = _units.Length == 0 ? @"[\s\S]" : $"[^{_units}]";
            return exact ? $"(?:{AnyPair}|{simple})" : simple;
        }

        return exact ? $@"(?:(?!{positive})(?:{AnyPair}|[\s\S]))" : $@"(?:(?!{positive})[\s\S])";
    }

    internal static void AppendUnit(StringBuilder output, char unit)
    {
        if (char.IsAsciiLetterOrDigit(unit) || unit is '_' or ' ' or '"' or '\'' or ',' or ';' or ':' or '=' or '<' or '>' or '@' or '%' or '~' or '`')
        {
            output.Append(unit);
        }
        else
        {
            output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
    }

    private string EmitPositive(bool exact)
    {
        var alternatives = new List<string>();
        if (_units.Length > 0)
        {
            alternatives.Add($"[{_units}]");
        }

        if (exact)
        {
            foreach ((int low, int high) in _astral)
            {
                AddAstral(low, high, alternatives);
            }
        }

        foreach (JavaRegexSet nested in _nested)
        {
            alternatives.Add(nested.Emit(exact));
        }

        return alternatives.Count switch
        {
            0 => "(?!)",
            1 => alternatives[0],
            _ => $"(?:{string.Join('|', alternatives)})",
        };
    }

    private static void AddAstral(int low, int high, List<string> alternatives)
    {
        while (low <= high)
        {
            int lead = 0xD800 + ((low - 0x10000) >> 10);
            int last = Math.Min(high, (((low - 0x10000) | 0x3FF) + 0x10000));
            int firstTrail = 0xDC00 + ((low - 0x10000) & 0x3FF);
            int lastTrail = 0xDC00 + ((last - 0x10000) & 0x3FF);
            alternatives.Add(string.Create(CultureInfo.InvariantCulture, $@"\u{lead:X4}[\u{firstTrail:X4}-\u{lastTrail:X4}]"));
            low = last + 1;
        }
    }

    /// <summary>Reads up to and including the closing bracket.</summary>
    private bool ReadItems(out int end)
    {
        end = _position;
        bool first = true;
        while (_position < pattern.Length)
        {
            char current = pattern[_position];
            if (skipBlanks && current is ' ' or '\t' or '\n' or '\r' && skipBlanks)
            {
                _position++;
                continue;
            }

            if (current == ']' && !first)
            {
                end = ++_position;
                return true;
            }

            first = false;
            if (current == '[')
            {
                var nested = new JavaRegexSet(pattern, _position, skipBlanks);
                if (!nested.TryRead(out _position))
                {
                    return false;
                }

                _nested.Add(nested);
            }
            else if (current == '&' && _position + 1 < pattern.Length && pattern[_position + 1] == '&')
            {
                _position += 2;
                return ReadIntersection(out end);
            }
            else if (!ReadRange())
            {
                return false;
            }
        }

        return false;
    }

    private bool ReadIntersection(out int end)
    {
        var right = new JavaRegexSet(pattern, _position, skipBlanks);
        bool read = right.ReadItems(out end);
        _intersected = right;
        return read;
    }

    private bool ReadRange()
    {
        if (!ReadCharacter(out int low))
        {
            return false;
        }

        if (low < 0)
        {
            return true;
        }

        if (Peek() == '-' && _position + 1 < pattern.Length && pattern[_position + 1] is not (']' or '['))
        {
            _position++;
            if (!ReadCharacter(out int high) || high < low)
            {
                return false;
            }

            AddRange(low, high);
            return true;
        }

        AddRange(low, low);
        return true;
    }

    private bool ReadCharacter(out int literal)
    {
        if (Peek() == '\\')
        {
            return ReadEscape(out literal);
        }

        Rune.DecodeFromUtf16(pattern.AsSpan(_position), out Rune rune, out int width);
        literal = width == 1 ? pattern[_position] : rune.Value;
        _position += width;
        return true;
    }

    private void AddRange(int low, int high)
    {
        if (low <= 0xFFFF)
        {
            AppendUnit(_units, (char)low);
            int lastUnit = Math.Min(high, 0xFFFF);
            if (lastUnit > low)
            {
                _units.Append('-');
                AppendUnit(_units, (char)lastUnit);
            }
        }

        if (high > 0xFFFF)
        {
            _astral.Add((Math.Max(low, 0x10000), high));
        }
    }

    /// <summary>Reads an escape: a literal gives its code point, a class is added to this set and gives -1.</summary>
    private bool ReadEscape(out int literal)
    {
        literal = -1;
        _position++;
        if (_position >= pattern.Length)
        {
            return false;
        }

        char kind = pattern[_position++];
        switch (kind)
        {
            case 'd' or 'D':
                return AddClass("0-9", kind == 'D');
            case 'w' or 'W':
                return AddClass("a-zA-Z0-9_", kind == 'W');
            case 's' or 'S':
                return AddClass(@" \t\n\x0B\f\r", kind == 'S');
            case 'h' or 'H':
                return AddClass(@" \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000", kind == 'H');
            case 'v' or 'V':
                return AddClass(@"\n\x0B\f\r\u0085\u2028\u2029", kind == 'V');
            case 'p' or 'P':
                return ReadProperty(kind == 'P');
            case 't':
                literal = '\t';
                return true;
            case 'n':
                literal = '\n';
                return true;
            case 'r':
                literal = '\r';
                return true;
            case 'f':
                literal = '\f';
                return true;
            case 'a':
                literal = 7;
                return true;
            case 'e':
                literal = 27;
                return true;
            case 'c':
                if (_position >= pattern.Length)
                {
                    return false;
                }

                literal = pattern[_position++] ^ 64;
                return true;
            case '0':
                return ReadOctal(out literal);
            case 'x':
                return ReadHexadecimal(out literal);
            case 'u':
                return ReadUnicode(out literal);
            default:
                // Java keeps letters that mean nothing for later use.
                literal = kind;
                return !char.IsAsciiLetterOrDigit(kind);
        }
    }

    private bool ReadOctal(out int literal)
    {
        literal = 0;
        int digits = 0;
        int limit = Peek() is >= '0' and <= '3' ? 3 : 2;
        while (digits < limit && Peek() is >= '0' and <= '7')
        {
            literal = (literal * 8) + (pattern[_position++] - '0');
            digits++;
        }

        return digits > 0;
    }

    private bool ReadHexadecimal(out int literal)
    {
        if (Peek() == '{')
        {
            int end = pattern.IndexOf('}', _position);
            literal = 0;
            bool valid = end > 0 &&
                int.TryParse(pattern.AsSpan(_position + 1, end - _position - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out literal) &&
                literal <= 0x10FFFF;
            _position = end + 1;
            return valid;
        }

        return ReadDigits(2, out literal);
    }

    private bool ReadUnicode(out int literal)
    {
        if (!ReadDigits(4, out literal))
        {
            return false;
        }

        if (literal is >= 0xD800 and < 0xDC00 && string.CompareOrdinal(pattern, _position, "\\u", 0, 2) == 0)
        {
            int saved = _position;
            _position += 2;
            if (ReadDigits(4, out int low) && low is >= 0xDC00 and < 0xE000)
            {
                literal = char.ConvertToUtf32((char)literal, (char)low);
            }
            else
            {
                _position = saved;
            }
        }

        return true;
    }

    private bool ReadDigits(int count, out int value)
    {
        value = 0;
        if (_position + count > pattern.Length ||
            !int.TryParse(pattern.AsSpan(_position, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        _position += count;
        return true;
    }

    private bool ReadProperty(bool negated)
    {
        string name;
        if (Peek() == '{')
        {
            int end = pattern.IndexOf('}', _position);
            if (end < 0)
            {
                return false;
            }

            name = pattern[(_position + 1)..end];
            _position = end + 1;
        }
        else if (_position < pattern.Length)
        {
            name = pattern[_position++].ToString();
        }
        else
        {
            return false;
        }

        int equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            name = name[(equals + 1)..];
        }
        else if (name.StartsWith("Is", StringComparison.Ordinal) && name.Length > 2)
        {
            name = name[2..];
        }

        if (Properties.TryGetValue(name, out string? members) ||
            Properties.TryGetValue(char.ToUpperInvariant(name[0]) + name[1..].ToLowerInvariant(), out members))
        {
            return AddClass(members, negated);
        }

        return IsCategory(name) && AddClass($@"\p{{{name}}}", negated);
    }

    private static bool IsCategory(string name) =>
        name is "L" or "Lu" or "Ll" or "Lt" or "Lm" or "Lo" or "M" or "Mn" or "Mc" or "Me" or "N" or "Nd" or "Nl" or "No" or "P" or "Pc" or "Pd"
            or "Ps" or "Pe" or "Pi" or "Pf" or "Po" or "S" or "Sm" or "Sc" or "Sk" or "So" or "Z" or "Zs" or "Zl" or "Zp" or "C" or "Cc" or "Cf"
            or "Cs" or "Co" or "Cn";

    private bool AddClass(string members, bool negated)
    {
        if (negated)
        {
            var nested = new JavaRegexSet(string.Empty, 0, skipBlanks: false) { _negated = true };
            nested._units.Append(members);
            _nested.Add(nested);
        }
        else
        {
            _units.Append(members);
        }

        return true;
    }

    private char Peek() => _position < pattern.Length ? pattern[_position] : '\0';
}
