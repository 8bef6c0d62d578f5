using System.Runtime.CompilerServices;
using Gateway.Core.Errors;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing;

/// <summary>
/// Walks the tokens of one text and collects what is wrong with it. After a failure it stands at the end of input, so that
/// every rule unwinds by itself; a speculative attempt goes back to its mark.
/// </summary>
/// <remarks>
/// Three kinds of errors stay apart: no way on (the text is not SQL), bad identifiers (by token order) and builder errors,
/// which count only when the whole text is legal, in the order of <see cref="MoveFaults"/>.
/// </remarks>
internal sealed class TokenCursor
{
    private readonly TokenList _tokens;
    private readonly int _last;
    private readonly bool _reserved;
    private readonly bool _doubleQuotedIdentifiers;
    private readonly List<QueryException> _faults = [];
    private readonly List<QueryException> _parameterFaults = [];
    private readonly List<(int Token, string Name)> _badIdentifiers = [];
    private readonly SortedDictionary<int, (int LastToken, string Value)> _replacements = [];
    private int _index;

    public TokenCursor(TokenList tokens, SqlText text, ParserSettings settings)
    {
        _tokens = tokens;
        _last = tokens.Count - 1;
        _reserved = settings.ReservedKeywords;
        _doubleQuotedIdentifiers = settings.DoubleQuotedIdentifiers;
        Text = text;
        Settings = settings;
    }

    public SqlText Text { get; }

    public ParserSettings Settings { get; }

    /// <summary>Tells that no way on was found.</summary>
    public bool Failed { get; private set; }

    /// <summary>Gets the furthest token at which an attempt ended.</summary>
    public int Furthest { get; private set; }

    public int Index => _index;

    public TokenKind Kind => _tokens.KindAt(_index);

    public ref readonly Token Current => ref _tokens[_index];

    public int FaultCount => _faults.Count;

    public IReadOnlyList<QueryException> Faults => _faults;

    public IReadOnlyList<QueryException> ParameterFaults => _parameterFaults;

    public IReadOnlyList<(int Token, string Name)> BadIdentifiers => _badIdentifiers;

    /// <summary>Gets the kind of a token ahead; 0 is the current one.</summary>
    public TokenKind Peek(int ahead = 1) => _tokens.KindAt(_index + ahead);

    public bool At(TokenKind kind) => Kind == kind;

    public bool At(TokenKind first, TokenKind second) => Kind == first && Peek() == second;

    public bool At(TokenKind first, TokenKind second, TokenKind third) => Kind == first && Peek() == second && Peek(2) == third;

    public bool AtAny(params ReadOnlySpan<TokenKind> kinds) => kinds.Contains(Kind);

    public void Advance()
    {
        if (_index < _last)
        {
            _index++;
        }
    }

    public void Advance(int count) => _index = Math.Min(_index + count, _last);

    public bool Accept(TokenKind kind)
    {
        if (Kind != kind)
        {
            return false;
        }

        Advance();
        return true;
    }

    public bool Accept(TokenKind first, TokenKind second)
    {
        if (!At(first, second))
        {
            return false;
        }

        Advance(2);
        return true;
    }

    public bool Accept(TokenKind first, TokenKind second, TokenKind third)
    {
        if (!At(first, second, third))
        {
            return false;
        }

        Advance(3);
        return true;
    }

    public bool AcceptAny(params ReadOnlySpan<TokenKind> kinds)
    {
        if (!kinds.Contains(Kind))
        {
            return false;
        }

        Advance();
        return true;
    }

    public void Expect(TokenKind kind)
    {
        if (!Accept(kind))
        {
            Fail();
        }
    }

    public void Expect(TokenKind first, TokenKind second)
    {
        Expect(first);
        Expect(second);
    }

    public void ExpectAny(params ReadOnlySpan<TokenKind> kinds)
    {
        if (!AcceptAny(kinds))
        {
            Fail();
        }
    }

    public void ExpectEnd()
    {
        if (!Failed && Kind != TokenKind.EndOfInput)
        {
            Fail();
        }
    }

    public void Fail()
    {
        if (!Failed)
        {
            Furthest = Math.Max(Furthest, _index);
            Failed = true;
            _index = _last;
        }
    }

    /// <summary>Guards recursion: too deep a text is a typed error, not a crash.</summary>
    public static void GuardDepth() => RuntimeHelpers.EnsureSufficientExecutionStack();

    public Checkpoint Mark() => new(_index, _faults.Count, _parameterFaults.Count, _badIdentifiers.Count);

    /// <summary>Goes back to a mark and forgets what was found since.</summary>
    public void Reset(Checkpoint mark)
    {
        _index = mark.Index;
        Failed = false;
        Cut(_faults, mark.Faults);
        Cut(_parameterFaults, mark.ParameterFaults);
        Cut(_badIdentifiers, mark.BadIdentifiers);
    }

    public void ForgetParameterFaults(Checkpoint mark) => Cut(_parameterFaults, mark.ParameterFaults);

    public List<QueryException> FaultsSince(int count) => _faults.GetRange(count, _faults.Count - count);

    public void AddFaults(IEnumerable<QueryException> faults) => _faults.AddRange(faults);

    /// <summary>Jumps to a token that an earlier, remembered attempt reached.</summary>
    public void JumpTo(int index) => _index = index;

    /// <summary>Notes a builder error: it counts only if the text turns out to be legal.</summary>
    public void Fault(string condition, Origin origin, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        Fault(new QueryException(QueryException.Create(condition, origin, "ParseException", parameters)));

    public void Fault(QueryException fault)
    {
        if (!Failed)
        {
            _faults.Add(fault);
        }
    }

    public void ParameterFault(QueryException fault) => _parameterFaults.Add(fault);

    /// <summary>Moves the faults from <paramref name="from"/> on before those that start at <paramref name="before"/>.</summary>
    public void MoveFaults(int from, int before)
    {
        int count = _faults.Count - from;
        if (count <= 0 || from <= before)
        {
            return;
        }

        var moved = _faults.GetRange(from, count);
        _faults.RemoveRange(from, count);
        _faults.InsertRange(before, moved);
    }

    /// <summary>Gets the origin that spans from a token to the last token read.</summary>
    public Origin SpanFrom(int startToken) => Span(startToken, Math.Max(startToken, _index - 1));

    public Origin Span(int startToken, int lastToken) => new(Text, _tokens[startToken].StartCodePoint, _tokens[lastToken].StopCodePoint);

    public Origin SpanOf(int token) => Span(token, token);

    public ReadOnlySpan<char> TextOf(int token) => _tokens.Span(_tokens[token]);

    public string CurrentText => _tokens.GetText(_tokens[_index]);

    /// <summary>Gets the text as written from the first to the last of two tokens.</summary>
    public string TextBetween(int firstToken, int lastToken) => _replacements.Count > 0 ? Replaced(firstToken, lastToken) :
        lastToken < firstToken ? "" : _tokens.Text[_tokens[firstToken].StartUtf16.._tokens[lastToken].EndUtf16];

    /// <summary>Notes the text of the value that a marker stands for: texts that are stored hold values, not markers.</summary>
    public void Replace(int firstToken, int lastToken, string value) => _replacements[firstToken] = (lastToken, value);

    private string Replaced(int firstToken, int lastToken)
    {
        var text = new System.Text.StringBuilder();
        int from = firstToken;
        for (int token = firstToken; token <= lastToken; token++)
        {
            if (_replacements.TryGetValue(token, out var replacement))
            {
                text.Append(_tokens.Text, _tokens[from].StartUtf16, _tokens[token].StartUtf16 - _tokens[from].StartUtf16).Append(replacement.Value);
                if (replacement.LastToken >= lastToken)
                {
                    return text.ToString();
                }
                int end = _tokens[replacement.LastToken].EndUtf16;
                from = token = replacement.LastToken + 1;
                text.Append(_tokens.Text, end, _tokens[from].StartUtf16 - end);
                token--;
            }
        }
        return from > lastToken ? text.ToString() : text.Append(_tokens.Text, _tokens[from].StartUtf16, _tokens[lastToken].EndUtf16 - _tokens[from].StartUtf16).ToString();
    }

    /// <summary>Gets the text behind a token up to the end of the input, comments included.</summary>
    public string TextAfter(int token) => _tokens.Text[_tokens[token].EndUtf16..];

    public TokenKind KindAt(int token) => _tokens.KindAt(token);

    /// <summary>Tells whether a token may be an identifier (join and set words included).</summary>
    public bool IsIdentifier(TokenKind kind) => kind switch
    {
        TokenKind.Identifier or TokenKind.BackquotedIdentifier => true,
        TokenKind.DoublequotedString => _doubleQuotedIdentifiers,
        _ => Keywords.IsKeyword(kind) && (!_reserved || Keywords.IsAnsiNonReserved(kind)),
    };

    /// <summary>Tells whether a token may be a table alias or another strict identifier.</summary>
    public bool IsStrictIdentifier(TokenKind kind) => IsIdentifier(kind) && !(!_reserved && Keywords.IsStrictNonReserved(kind));

    public bool IsString(TokenKind kind) => kind == TokenKind.StringLiteral || (kind == TokenKind.DoublequotedString && !_doubleQuotedIdentifiers);

    /// <summary>Reads the name that the current identifier token stands for.</summary>
    public string TakeName()
    {
        var kind = Kind;
        var text = TextOf(_index);
        string name = kind is TokenKind.BackquotedIdentifier or TokenKind.DoublequotedString ? LiteralText.DecodeIdentifier(text) : text.ToString();
        if (kind is not (TokenKind.BackquotedIdentifier or TokenKind.DoublequotedString) && !System.Text.Ascii.IsValid(text))
        {
            _badIdentifiers.Add((_index, name));
        }

        Advance();
        return name;
    }

    /// <summary>Notes a name that only messages may hold, such as <c>a-b</c>.</summary>
    public void BadIdentifier(int token, string name) => _badIdentifiers.Add((token, name));

    private static void Cut<T>(List<T> list, int count)
    {
        if (list.Count > count)
        {
            list.RemoveRange(count, list.Count - count);
        }
    }

    /// <summary>Remembers a place to go back to.</summary>
    public readonly record struct Checkpoint(int Index, int Faults, int ParameterFaults, int BadIdentifiers);
}
