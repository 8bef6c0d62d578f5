using System.Globalization;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Rewrites a java.util.regex pattern as one for .NET's engine.</summary>
/// <remarks>
/// Two forms come out: one for ASCII text without carriage returns, where a character is a unit and a line ends at \n, and an
/// exact one, where characters may be surrogate pairs and Java's other line ends count. Named groups become numbered, as Java
/// numbers them. What Java refuses and .NET would take is a fault.
/// </remarks>
internal sealed class JavaRegexTranslator
{
    private const string LineEnds = @"\n\r\u0085\u2028\u2029";
    private const string AstralPair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly string _pattern;
    private readonly bool _exact;
    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Stack<RegexFlags> _outerFlags = new();
    private RegexFlags _flags;
    private int _position;

    private JavaRegexTranslator(string pattern, bool exact, RegexFlags flags)
    {
        _pattern = pattern;
        _exact = exact;
        _flags = flags;
    }

    [Flags]
    internal enum RegexFlags
    {
        None = 0,
        IgnoreCase = 1,
        Multiline = 2,
        DotAll = 4,
        Comments = 8,
        UnixLines = 16,
        UnicodeClasses = 32,
    }

    public int GroupCount { get; private set; }

    public IReadOnlyDictionary<string, int> GroupNames => _names;

    public static bool TryTranslate(string pattern, bool exact, bool ignoreCase, out string translated, out JavaRegexTranslator translator)
    {
        translator = new JavaRegexTranslator(pattern, exact, ignoreCase ? RegexFlags.IgnoreCase : RegexFlags.None);
        if (ignoreCase)
        {
            translator._output.Append("(?i)");
        }

        bool valid = translator.Run();
        translated = translator._output.ToString();
        return valid;
    }

    private bool Run()
    {
        int atomStart = -1;
        var groupStarts = new Stack<int>();
        while (_position < _pattern.Length)
        {
            char current = _pattern[_position];
            if ((_flags & RegexFlags.Comments) != 0 && SkipComment(current))
            {
                continue;
            }

            switch (current)
            {
                case '(':
                    int start = _output.Length;
                    if (!OpenGroup(out bool opened))
                    {
                        return false;
                    }

                    if (opened)
                    {
                        groupStarts.Push(start);
                    }

                    atomStart = -1;
                    break;
                case ')':
                    if (groupStarts.Count == 0)
                    {
                        return false;
                    }

                    _position++;
                    _output.Append(')');
                    atomStart = groupStarts.Pop();
                    _flags = _outerFlags.Pop();
                    break;
                case '|':
                    _position++;
                    _output.Append('|');
                    atomStart = -1;
                    break;
                case '*' or '+' or '?' or '{':
                    if (atomStart < 0 || !Quantify(atomStart))
                    {
                        return false;
                    }

                    atomStart = -1;
                    break;
                default:
                    atomStart = _output.Length;
                    if (!Atom(current))
                    {
                        return false;
                    }

                    break;
            }
        }

        return groupStarts.Count == 0;
    }

    private bool SkipComment(char current)
    {
        if (current is ' ' or '\t' or '\n' or '\v' or '\f' or '\r')
        {
            _position++;
            return true;
        }

        if (current != '#')
        {
            return false;
        }

        while (_position < _pattern.Length && _pattern[_position] is not ('\n' or '\r' or '\u0085' or '\u2028' or '\u2029'))
        {
            _position++;
        }

        return true;
    }

    private bool OpenGroup(out bool opened)
    {
        opened = true;
        _position++;
        if (Peek() != '?')
        {
            GroupCount++;
            _output.Append('(');
            _outerFlags.Push(_flags);
            return true;
        }

        _position++;
        foreach (string plain in (ReadOnlySpan<string>)[":", "=", "!", ">", "<=", "<!"])
        {
            if (string.CompareOrdinal(_pattern, _position, plain, 0, plain.Length) == 0)
            {
                _position += plain.Length;
                _output.Append("(?").Append(plain);
                _outerFlags.Push(_flags);
                return true;
            }
        }

        return Peek() == '<' ? OpenNamedGroup() : OpenFlags(out opened);
    }

    private bool OpenNamedGroup()
    {
        int end = _pattern.IndexOf('>', _position);
        if (end < 0)
        {
            return false;
        }

        string name = _pattern[(_position + 1)..end];
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit) || !_names.TryAdd(name, GroupCount + 1))
        {
            return false;
        }

        GroupCount++;
        _position = end + 1;
        _output.Append('(');
        _outerFlags.Push(_flags);
        return true;
    }

    private bool OpenFlags(out bool opened)
    {
        opened = false;
        RegexFlags flags = _flags;
        bool add = true;
        for (; _position < _pattern.Length; _position++)
        {
            char current = _pattern[_position];
            RegexFlags flag = current switch
            {
                'i' => RegexFlags.IgnoreCase,
                'm' => RegexFlags.Multiline,
                's' => RegexFlags.DotAll,
                'x' => RegexFlags.Comments,
                'd' => RegexFlags.UnixLines,
                'U' => RegexFlags.UnicodeClasses,
                _ => RegexFlags.None,
            };
            if (flag != RegexFlags.None)
            {
                flags = add ? flags | flag : flags & ~flag;
            }
            else if (current == '-' && add)
            {
                add = false;
            }
            else if (current is ')' or ':')
            {
                string caseFlag = (flags & RegexFlags.IgnoreCase) != 0 ? "i" : "-i";
                opened = current == ':';
                if (opened)
                {
                    _outerFlags.Push(_flags);
                }

                _flags = flags;
                _position++;
                _output.Append("(?").Append(caseFlag).Append(current);
                return true;
            }
            else if (current != 'u')
            {
                return false;
            }
        }

        return false;
    }

    private bool Quantify(int atomStart)
    {
        int start = _position;
        if (_pattern[_position] == '{')
        {
            int end = _pattern.IndexOf('}', _position);
            if (end < 0 || !IsRepetition(_pattern.AsSpan(_position + 1, end - _position - 1)))
            {
                return false;
            }

            _position = end + 1;
        }
        else
        {
            _position++;
        }

        string quantifier = _pattern[start.._position];
        switch (Peek())
        {
            case '?':
                _position++;
                _output.Append(quantifier).Append('?');
                break;
            case '+':
                _position++;
                _output.Insert(atomStart, "(?>").Append(quantifier).Append(')');
                break;
            default:
                _output.Append(quantifier);
                break;
        }

        return true;
    }

    private static bool IsRepetition(ReadOnlySpan<char> text)
    {
        int comma = text.IndexOf(',');
        ReadOnlySpan<char> low = comma < 0 ? text : text[..comma];
        if (!int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out int minimum))
        {
            return false;
        }

        return comma < 0 || comma == text.Length - 1 ||
            (int.TryParse(text[(comma + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int maximum) && maximum >= minimum);
    }

    private bool Atom(char current)
    {
        switch (current)
        {
            case '[':
                var set = new JavaRegexSet(_pattern, _position, (_flags & RegexFlags.Comments) != 0);
                if (!set.TryRead(out _position))
                {
                    return false;
                }

                _output.Append(set.Emit(_exact));
                return true;
            case '.':
                _position++;
                _output.Append(Dot());
                return true;
            case '^':
                _position++;
                _output.Append(Caret());
                return true;
            case '$':
                _position++;
                _output.Append(Dollar((_flags & RegexFlags.Multiline) != 0));
                return true;
            case '\\':
                return Escape();
            default:
                if (char.IsHighSurrogate(current) && _position + 1 < _pattern.Length && char.IsLowSurrogate(_pattern[_position + 1]))
                {
                    AppendLiteral(char.ConvertToUtf32(current, _pattern[_position + 1]));
                    _position += 2;
                    return true;
                }

                AppendLiteral(current);
                _position++;
                return true;
        }
    }

    private string Dot()
    {
        bool all = (_flags & RegexFlags.DotAll) != 0;
        bool unix = (_flags & RegexFlags.UnixLines) != 0;
        if (!_exact)
        {
            return all ? @"[\s\S]" : @"[^\n]";
        }

        return all ? $@"(?:{AstralPair}|[\s\S])" : $"(?:{AstralPair}|[^{(unix ? @"\n" : LineEnds)}])";
    }

    private string Caret()
    {
        if ((_flags & RegexFlags.Multiline) == 0)
        {
            return @"\A";
        }

        bool simple = !_exact || (_flags & RegexFlags.UnixLines) != 0;
        return simple ? @"(?:\A|(?<=\n)(?!\z))" : $@"(?:\A|(?<=[{LineEnds}])(?<!\r(?=\n))(?!\z))";
    }

    private string Dollar(bool multiline)
    {
        bool simple = !_exact || (_flags & RegexFlags.UnixLines) != 0;
        return (simple, multiline) switch
        {
            (true, true) => "(?m:$)",
            (true, false) => @"\Z",
            (false, true) => $@"(?:(?=[{LineEnds}]|\z)(?<!\r(?=\n)))",
            (false, false) => $@"(?:(?=(?:\r\n|[{LineEnds}])?\z)(?<!\r(?=\n)))",
        };
    }

    private bool Escape()
    {
        if (_position + 1 >= _pattern.Length)
        {
            return false;
        }

        char kind = _pattern[_position + 1];
        switch (kind)
        {
            case 'b' when string.CompareOrdinal(_pattern, _position + 2, "{g}", 0, 3) == 0:
                return false;
            case 'b' or 'B' or 'A' or 'G' or 'z':
                _position += 2;
                _output.Append('\\').Append(kind);
                return true;
            case 'Z':
                _position += 2;
                _output.Append(Dollar(multiline: false));
                return true;
            case 'R':
                _position += 2;
                _output.Append(@"(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])");
                return true;
            case 'X':
                _position += 2;
                _output.Append(@"(?:\r\n|(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S])\p{M}*)");
                return true;
            case 'Q':
                int end = _pattern.IndexOf("\\E", _position, StringComparison.Ordinal);
                foreach (Rune rune in (end < 0 ? _pattern[(_position + 2)..] : _pattern[(_position + 2)..end]).EnumerateRunes())
                {
                    AppendLiteral(rune.Value);
                }

                _position = end < 0 ? _pattern.Length : end + 2;
                return true;
            case 'k':
                return NamedReference();
            case >= '1' and <= '9':
                NumberedReference();
                return true;
            default:
                return EscapedClassOrLiteral();
        }
    }

    private bool EscapedClassOrLiteral()
    {
        var set = new JavaRegexSet(_pattern, _position, skipBlanks: false);
        if (!set.TryReadEscape(out _position, out int literal))
        {
            return false;
        }

        if (literal >= 0)
        {
            AppendLiteral(literal);
        }
        else
        {
            _output.Append(set.Emit(_exact));
        }

        return true;
    }

    private bool NamedReference()
    {
        int end = _pattern.IndexOf('>', _position);
        if (_position + 2 >= _pattern.Length || _pattern[_position + 2] != '<' || end < 0 ||
            !_names.TryGetValue(_pattern[(_position + 3)..end], out int number))
        {
            return false;
        }

        _position = end + 1;
        AppendReference(number);
        return true;
    }

    private void NumberedReference()
    {
        _position++;
        int number = _pattern[_position++] - '0';
        while (_position < _pattern.Length && char.IsAsciiDigit(_pattern[_position]) && (number * 10) + (_pattern[_position] - '0') <= GroupCount)
        {
            number = (number * 10) + (_pattern[_position++] - '0');
        }

        AppendReference(number);
    }

    private void AppendReference(int number)
    {
        // A reference to a group that does not exist never matches.
        _output.Append(number <= GroupCount ? string.Create(CultureInfo.InvariantCulture, $@"(?:\{number})") : "(?!)");
    }

    private void AppendLiteral(int codePoint)
    {
        if (codePoint > 0xFFFF)
        {
            _output.Append("(?:").Append(char.ConvertFromUtf32(codePoint)).Append(')');
        }
        else
        {
            JavaRegexSet.AppendUnit(_output, (char)codePoint);
        }
    }

    private char Peek() => _position < _pattern.Length ? _pattern[_position] : '\0';
}
