using System.Collections.Immutable;
using System.Text;

namespace Gateway.Sql.Lexing;

/// <summary>
/// Knows the keywords and signs of the token table (tokens.tsv): spellings, how messages show them, and which keywords
/// may stand for an identifier under which settings.
/// </summary>
public static class Keywords
{
    private const int SlotCount = 2048;
    private const int KindCount = 512;
    private const int MaxKeywordLength = 32;

    private static readonly string[] s_displays = new string[KindCount];
    private static readonly string[] s_spellings = new string[KindCount];
    private static readonly bool[] s_isKeyword = new bool[KindCount];
    private static readonly bool[] s_isAnsiNonReserved = new bool[KindCount];
    private static readonly bool[] s_isStrictNonReserved = new bool[KindCount];
    private static readonly string[] s_slotWords = new string[SlotCount];
    private static readonly TokenKind[] s_slotKinds = new TokenKind[SlotCount];
    private static readonly Dictionary<string, TokenKind> s_symbols;
    private static readonly Lazy<ImmutableArray<string>> s_words = new(static () => [.. s_slotWords.Where(static word => word is not null).Distinct()]);

    static Keywords()
    {
        using var stream = typeof(Keywords).Assembly.GetManifestResourceStream("Gateway.Sql.Lexing.tokens.tsv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var symbols = new Dictionary<string, TokenKind>(KindCount * 2);
        s_displays[0] = "<EOF>";
        s_spellings[0] = "<EOF>";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var fields = line.Split('\t');
            var number = int.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture);
            s_displays[number] = fields[2];
            s_spellings[number] = fields[2].Trim('\'');
            symbols[fields[1]] = (TokenKind)number;
            symbols[fields[2]] = (TokenKind)number;
            foreach (var spelling in (fields.Length > 3 ? fields[3] : "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (IsWord(spelling))
                {
                    s_isKeyword[number] = true;
                    AddWord(spelling, (TokenKind)number);
                }
            }

            s_isAnsiNonReserved[number] = fields.Length > 4 && fields[4] == "ansi";
        }

        TokenKind[] strictNonReserved =
        [
            TokenKind.Anti, TokenKind.Cross, TokenKind.Except, TokenKind.Full, TokenKind.Inner, TokenKind.Intersect, TokenKind.Join,
            TokenKind.Lateral, TokenKind.Left, TokenKind.Natural, TokenKind.On, TokenKind.Right, TokenKind.Semi, TokenKind.SetMinus,
            TokenKind.Union, TokenKind.Using,
        ];
        foreach (var kind in strictNonReserved)
        {
            s_isStrictNonReserved[(int)kind] = true;
        }

        s_symbols = symbols;
    }

    /// <summary>Every keyword's spelling.</summary>
    public static ImmutableArray<string> Words => s_words.Value;

    /// <summary>True for each of the 446 keyword kinds, reserved or not.</summary>
    public static bool IsKeyword(TokenKind kind) => s_isKeyword[(int)kind];

    /// <summary>True if the keyword is an identifier everywhere in the default mode (all but the sixteen strict ones).</summary>
    public static bool IsNonReserved(TokenKind kind) => s_isKeyword[(int)kind] && !s_isStrictNonReserved[(int)kind];

    /// <summary>True if the keyword stays an identifier even when reserved keywords are enforced.</summary>
    public static bool IsAnsiNonReserved(TokenKind kind) => s_isAnsiNonReserved[(int)kind];

    /// <summary>True for the sixteen join and set words that are identifiers in the default mode, but never table aliases.</summary>
    public static bool IsStrictNonReserved(TokenKind kind) => s_isStrictNonReserved[(int)kind];

    /// <summary>How a message shows the kind: <c>'SELECT'</c>, <c>EQ</c>, <c>IDENTIFIER</c>.</summary>
    public static string Display(TokenKind kind) => s_displays[(int)kind];

    /// <summary>The display text without its quotes: <c>SELECT</c>, <c>&lt;=&gt;</c>.</summary>
    public static string Spelling(TokenKind kind) => s_spellings[(int)kind];

    /// <summary>Every keyword's display word, in the order of token numbers.</summary>
    public static IEnumerable<TokenKind> All()
    {
        for (var kind = 0; kind < KindCount; kind++)
        {
            if (s_isKeyword[kind])
            {
                yield return (TokenKind)kind;
            }
        }
    }

    /// <summary>The kind behind a symbol of the token table (<c>SETMINUS</c>) or its display form (<c>'MINUS'</c>).</summary>
    public static TokenKind FromSymbol(string symbol) => s_symbols[symbol];

    /// <summary>Finds the keyword that a word spells, in any case; <see cref="TokenKind.Identifier"/> if it spells none.</summary>
    public static TokenKind Find(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxKeywordLength)
        {
            return TokenKind.Identifier;
        }

        for (var slot = Hash(word); s_slotWords[slot] is { } candidate; slot = (slot + 1) & (SlotCount - 1))
        {
            if (Ascii.EqualsIgnoreCase(word, candidate))
            {
                return s_slotKinds[slot];
            }
        }

        return TokenKind.Identifier;
    }

    private static void AddWord(string word, TokenKind kind)
    {
        var slot = Hash(word);
        while (s_slotWords[slot] is not null)
        {
            slot = (slot + 1) & (SlotCount - 1);
        }

        s_slotWords[slot] = word;
        s_slotKinds[slot] = kind;
    }

    private static int Hash(ReadOnlySpan<char> word)
    {
        var hash = (uint)word.Length;
        foreach (var unit in word)
        {
            hash = (hash * 31) + (unit & 0xDFu);
        }

        return (int)((hash ^ (hash >> 11)) & (SlotCount - 1));
    }

    private static bool IsWord(string spelling)
    {
        foreach (var unit in spelling)
        {
            if (!char.IsAsciiLetterOrDigit(unit) && unit != '_')
            {
                return false;
            }
        }

        return true;
    }
}
