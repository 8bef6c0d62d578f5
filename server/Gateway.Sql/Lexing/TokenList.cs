namespace Gateway.Sql.Lexing;

/// <summary>Holds the visible tokens of one text, closed by one <see cref="TokenKind.EndOfInput"/>; comments and blanks are left out.</summary>
public sealed class TokenList
{
    private readonly Token[] _tokens;

    internal TokenList(string text, Token[] tokens, int count, bool hasUnclosedComment)
    {
        Text = text;
        _tokens = tokens;
        Count = count;
        HasUnclosedComment = hasUnclosedComment;
    }

    public string Text { get; }

    /// <summary>The number of tokens, the end of input included.</summary>
    public int Count { get; }

    /// <summary>True if a bracketed comment runs to the end of the text.</summary>
    public bool HasUnclosedComment { get; }

    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The token at a position; everything past the end is the end of input.</summary>
    public ref readonly Token this[int index] => ref _tokens[Math.Min(index, Count - 1)];

    public TokenKind KindAt(int index) => _tokens[Math.Min(index, Count - 1)].Kind;

    /// <summary>The token's text as written.</summary>
    public ReadOnlySpan<char> Span(in Token token) => Text.AsSpan(token.StartUtf16, token.LengthUtf16);

    /// <summary>The token's text as written, as a string.</summary>
    public string GetText(in Token token) => Text.Substring(token.StartUtf16, token.LengthUtf16);

    /// <summary>The line (from 1) and column in code points (from 0) of a token; lines end at <c>\n</c> only.</summary>
    public (int Line, int Column) Position(in Token token)
    {
        var before = Text.AsSpan(0, token.StartUtf16);
        var line = before.Count('\n') + 1;
        var tail = before[(before.LastIndexOf('\n') + 1)..];
        var column = tail.Length;
        foreach (var unit in tail)
        {
            if (char.IsLowSurrogate(unit))
            {
                column--;
            }
        }

        return (line, column);
    }
}
