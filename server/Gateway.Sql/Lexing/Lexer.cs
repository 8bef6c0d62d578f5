using System.Buffers;
using System.Text;

namespace Gateway.Sql.Lexing;

/// <summary>
/// Cuts Spark SQL text into one array of tokens: the longest match wins, a keyword beats an identifier of the same length.
/// Never fails; what no rule matches is a token of its own (<see cref="TokenKind.Unrecognized"/>).
/// </summary>
public ref struct Lexer
{
    private static readonly SearchValues<char> s_surrogates = SearchValues.Create(Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit).ToArray());

    private readonly string _text;
    private readonly bool _hasSurrogates;
    private Token[] _tokens;
    private int _count;
    private int _codePointsBehind;   // low surrogates before _countedTo: UTF-16 offset minus this is the code point offset
    private int _countedTo;
    private int _typeDepth;          // `>` signs that ARRAY, MAP and STRUCT still expect
    private bool _hasUnclosedComment;

    private Lexer(string text)
    {
        _text = text;
        _hasSurrogates = text.AsSpan().ContainsAny(s_surrogates);
        _tokens = new Token[Math.Max(16, text.Length / 6)];
    }

    /// <summary>Cuts a text into its visible tokens.</summary>
    public static TokenList Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lexer = new Lexer(text);
        lexer.Run();
        return new TokenList(text, lexer._tokens, lexer._count, lexer._hasUnclosedComment);
    }

    private void Run()
    {
        var at = 0;
        while (at < _text.Length)
        {
            at = Next(at);
        }

        Emit(TokenKind.EndOfInput, _text.Length, _text.Length);
    }

    /// <summary>Reads the token, blank or comment at <paramref name="at"/>; returns its end.</summary>
    private int Next(int at)
    {
        var unit = _text[at];
        if (char.IsAsciiLetter(unit))
        {
            return unit is 'r' or 'R' && Peek(at + 1) is '\'' or '"' && RawStringEnd(at) is > 0 and var rawEnd
                ? Emit(TokenKind.StringLiteral, at, rawEnd)
                : Word(at);
        }

        if (char.IsAsciiDigit(unit))
        {
            return DigitRun(at);
        }

        switch (unit)
        {
            case ' ' or '\t' or '\n' or '\v' or '\f' or '\r':
                return at + 1;
            case '_':
                return Word(at);
            case '\'':
                return Delimited(TokenKind.StringLiteral, at, '\'', escapes: true);
            case '"':
                return Delimited(TokenKind.DoublequotedString, at, '"', escapes: true);
            case '`':
                return Delimited(TokenKind.BackquotedIdentifier, at, '`', escapes: false);
            case '-' when Peek(at + 1) == '-':
                return LineCommentEnd(at + 2);
            case '/' when Peek(at + 1) == '*' && Peek(at + 2) != '+':
                return BracketedCommentEnd(at);
            case '.' when char.IsAsciiDigit(Peek(at + 1)) && NumberScanner.Fraction(_text, at, at) is { End: > 0 } number:
                return Emit(number.Kind, at, number.End);
            case '$':
                return DollarQuoted(at);
        }

        var (kind, length) = Sign(at);
        if (length > 0)
        {
            if (kind == TokenKind.Greater && _typeDepth > 0)
            {
                _typeDepth--;
            }

            return Emit(kind, at, at + length);
        }

        if (unit < 0x80)
        {
            return Emit(TokenKind.Unrecognized, at, at + 1);
        }

        if (IsBlank(unit))
        {
            return at + 1;
        }

        return IsLetterAt(at, out _) ? Word(at) : Emit(TokenKind.Unrecognized, at, at + CodePointLength(at));
    }

    /// <summary>A keyword, an identifier, or a URI such as <c>s3://bucket/key</c>.</summary>
    private int Word(int at)
    {
        var end = WordEnd(at, out var isAscii);
        if (Peek(end) == ':' && Peek(end + 1) == '/' && Peek(end + 2) == '/' && UriEnd(at, end) is > 0 and var uriEnd)
        {
            return Emit(TokenKind.Identifier, at, uriEnd);
        }

        var word = _text.AsSpan(at, end - at);
        var kind = isAscii ? Keywords.Find(word) : FindFolded(word);
        if (kind is TokenKind.Array or TokenKind.Map or TokenKind.Struct)
        {
            _typeDepth++;
        }

        return Emit(kind, at, end);
    }

    /// <summary>A number, or an identifier that begins with digits.</summary>
    private int DigitRun(int at)
    {
        var number = NumberScanner.Scan(_text, at);
        return WordEnd(at, out _) > number.End ? Word(at) : Emit(number.Kind, at, number.End);
    }

    private readonly int WordEnd(int at, out bool isAscii)
    {
        isAscii = true;
        while (at < _text.Length)
        {
            var unit = _text[at];
            if (char.IsAsciiLetterOrDigit(unit) || unit == '_')
            {
                at++;
            }
            else if (unit >= 0x80 && IsLetterAt(at, out var length))
            {
                isAscii = false;
                at += length;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>The end of a URI whose scheme ends at <paramref name="schemeEnd"/>; 0 if the scheme is not all letters or nothing follows it.</summary>
    private readonly int UriEnd(int start, int schemeEnd)
    {
        for (var i = start; i < schemeEnd;)
        {
            if (!IsLetterAt(i, out var length))
            {
                return 0;
            }

            i += length;
        }

        var tail = schemeEnd + 3;
        var at = tail;
        while (at < _text.Length)
        {
            if (IsLetterAt(at, out var length))
            {
                at += length;
            }
            else if (char.IsAsciiDigit(_text[at]) || "_/-.?=&#%".Contains(_text[at], StringComparison.Ordinal))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at > tail ? at : 0;
    }

    /// <summary>Reads what stands between two equal quotes; a doubled quote is part of it. Unclosed: the quote alone is a token.</summary>
    private int Delimited(TokenKind kind, int at, char quote, bool escapes)
    {
        var i = at + 1;
        while (i < _text.Length)
        {
            var unit = _text[i];
            if (unit == quote)
            {
                if (Peek(i + 1) != quote)
                {
                    return Emit(kind, at, i + 1);
                }

                i += 2;
            }
            else
            {
                i += escapes && unit == '\\' && i + 1 < _text.Length ? 1 + CodePointLength(i + 1) : 1;
            }
        }

        // A doubled quote at the end of an unclosed text closes it after all: the longest match that exists wins.
        var close = LastClose(at, quote, escapes);
        return close > 0 ? Emit(kind, at, close) : Emit(TokenKind.Unrecognized, at, at + 1);
    }

    /// <summary>The longest closed match when the greedy one stays open: it ends at the first half of the last doubled quote.</summary>
    private readonly int LastClose(int at, char quote, bool escapes)
    {
        var last = 0;
        for (var i = at + 1; i < _text.Length;)
        {
            if (_text[i] == quote)
            {
                last = i + 1;
                i += 2;
            }
            else
            {
                i += escapes && _text[i] == '\\' && i + 1 < _text.Length ? 1 + CodePointLength(i + 1) : 1;
            }
        }

        return last;
    }

    private readonly int RawStringEnd(int at) => _text.IndexOf(_text[at + 1], at + 2) + 1;

    private readonly int LineCommentEnd(int at)
    {
        while (true)
        {
            var length = _text.AsSpan(at).IndexOfAny('\n', '\r');
            if (length < 0)
            {
                return _text.Length;
            }

            at += length;
            if (_text[at] == '\n' && _text[at - 1] == '\\')
            {
                at++;   // a backslash before the line break carries the comment on
                continue;
            }

            return at + (_text[at] == '\r' && Peek(at + 1) == '\n' ? 2 : 1);
        }
    }

    private int BracketedCommentEnd(int at)
    {
        var depth = 0;
        while (at < _text.Length)
        {
            if (_text[at] == '/' && Peek(at + 1) == '*' && Peek(at + 2) != '+')
            {
                depth++;
                at += 2;
            }
            else if (_text[at] == '*' && Peek(at + 1) == '/')
            {
                depth--;
                at += 2;
                if (depth == 0)
                {
                    return at;
                }
            }
            else
            {
                at++;
            }
        }

        _hasUnclosedComment = true;
        return at;
    }

    /// <summary><c>$tag$ body $tag$</c>: an opening, body pieces, a closing token; a lone <c>$</c> is unrecognized.</summary>
    private int DollarQuoted(int at)
    {
        var end = at + 1;
        while (char.IsAsciiLetter(Peek(end)))
        {
            end++;
        }

        if (Peek(end) != '$')
        {
            return Emit(TokenKind.Unrecognized, at, at + 1);
        }

        end++;
        var tag = _text.AsSpan(at, end - at);
        var next = Emit(TokenKind.BeginDollarQuotedString, at, end);
        while (next < _text.Length)
        {
            var rest = _text.AsSpan(next);
            if (rest.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            {
                return Emit(TokenKind.EndDollarQuotedString, next, next + tag.Length);
            }

            var stop = rest[1..].IndexOf('$');
            next = Emit(TokenKind.DollarQuotedStringBody, next, stop < 0 ? _text.Length : next + 1 + stop);
        }

        return next;
    }

    private readonly (TokenKind Kind, int Length) Sign(int at)
    {
        var second = Peek(at + 1);
        switch (_text[at])
        {
            case ';': return (TokenKind.Semicolon, 1);
            case '(': return (TokenKind.LeftParen, 1);
            case ')': return (TokenKind.RightParen, 1);
            case ',': return (TokenKind.Comma, 1);
            case '.': return (TokenKind.Dot, 1);
            case '[': return (TokenKind.LeftBracket, 1);
            case ']': return (TokenKind.RightBracket, 1);
            case '+': return (TokenKind.Plus, 1);
            case '%': return (TokenKind.Percent, 1);
            case '~': return (TokenKind.Tilde, 1);
            case '&': return (TokenKind.Ampersand, 1);
            case '^': return (TokenKind.Hat, 1);
            case '?': return (TokenKind.Question, 1);
            case '!': return second switch
            {
                '=' => (TokenKind.NotEqualBang, 2),
                '>' => (TokenKind.LessOrEqual, 2),
                '<' => (TokenKind.GreaterOrEqual, 2),
                _ => (TokenKind.Bang, 1),
            };
            case '=': return second switch
            {
                '=' => (TokenKind.Equal, 2),
                '>' => (TokenKind.FatArrow, 2),
                _ => (TokenKind.Equal, 1),
            };
            case '<': return second switch
            {
                '=' => Peek(at + 2) == '>' ? (TokenKind.NullSafeEqual, 3) : (TokenKind.LessOrEqual, 2),
                '>' => (TokenKind.NotEqual, 2),
                '<' => (TokenKind.ShiftLeft, 2),
                _ => (TokenKind.Less, 1),
            };
            case '>':
                if (second == '=')
                {
                    return (TokenKind.GreaterOrEqual, 2);
                }

                if (second == '>' && _typeDepth == 0)
                {
                    return Peek(at + 2) == '>' ? (TokenKind.ShiftRightUnsigned, 3) : (TokenKind.ShiftRight, 2);
                }

                return (TokenKind.Greater, 1);
            case '-': return second == '>' ? (TokenKind.Arrow, 2) : (TokenKind.Minus, 1);
            case '*': return second == '/' ? (TokenKind.HintEnd, 2) : (TokenKind.Asterisk, 1);
            case '/': return second == '*' && Peek(at + 2) == '+' ? (TokenKind.HintStart, 3) : (TokenKind.Slash, 1);
            case '|': return second switch
            {
                '|' => (TokenKind.ConcatPipe, 2),
                '>' => (TokenKind.OperatorPipe, 2),
                _ => (TokenKind.Pipe, 1),
            };
            case ':': return second == ':' ? (TokenKind.DoubleColon, 2) : (TokenKind.Colon, 1);
            case '@': return second is 'v' or 'V' ? (TokenKind.AtVersion, 2) : (TokenKind.AtSign, 1);
            default: return (TokenKind.Unrecognized, 0);
        }
    }

    private int Emit(TokenKind kind, int start, int end)
    {
        if (_count == _tokens.Length)
        {
            Array.Resize(ref _tokens, _count * 2);
        }

        var startCodePoint = CodePointOffset(start);
        _tokens[_count++] = new Token(kind, start, end, startCodePoint, CodePointOffset(end) - 1);
        return end;
    }

    private int CodePointOffset(int utf16)
    {
        if (!_hasSurrogates)
        {
            return utf16;
        }

        for (; _countedTo < utf16; _countedTo++)
        {
            if (char.IsLowSurrogate(_text[_countedTo]) && _countedTo > 0 && char.IsHighSurrogate(_text[_countedTo - 1]))
            {
                _codePointsBehind++;
            }
        }

        return utf16 - _codePointsBehind;
    }

    private readonly char Peek(int at) => at < _text.Length ? _text[at] : '\0';

    private readonly int CodePointLength(int at) =>
        char.IsHighSurrogate(_text[at]) && at + 1 < _text.Length && char.IsLowSurrogate(_text[at + 1]) ? 2 : 1;

    private readonly bool IsLetterAt(int at, out int length)
    {
        length = CodePointLength(at);
        return length == 1 ? char.IsLetter(_text[at]) : Rune.IsLetter(new Rune(_text[at], _text[at + 1]));
    }

    private static bool IsBlank(char unit) =>
        unit is '\u00a0' or '\u1680' or (>= '\u2000' and <= '\u200a') or '\u2028' or '\u202f' or '\u205f' or '\u3000';

    /// <summary>Looks up a word that holds two letters beyond ASCII whose upper case is ASCII: long s and dotless i.</summary>
    private static TokenKind FindFolded(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[32];
        if (word.Length > folded.Length)
        {
            return TokenKind.Identifier;
        }

        for (var i = 0; i < word.Length; i++)
        {
            folded[i] = word[i] switch { '\u017f' => 'S', '\u0131' => 'I', var other => other };
        }

        return Keywords.Find(folded[..word.Length]);
    }
}
