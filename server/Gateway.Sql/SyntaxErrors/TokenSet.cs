using System.Numerics;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>Holds a set of token kinds, and three marks that are no tokens, as bits.</summary>
internal sealed class TokenSet
{
    /// <summary>Stands for any token but the end of input.</summary>
    public const int Any = 508;

    /// <summary>Marks that the end of the rule can be reached.</summary>
    public const int RuleEnd = 509;

    /// <summary>Marks that a predicate stands in the way.</summary>
    public const int BehindPredicate = 510;

    private const int FirstMark = Any;

    private readonly ulong[] _words = new ulong[8];

    public TokenSet(params ReadOnlySpan<int> members)
    {
        foreach (var member in members)
        {
            Add(member);
        }
    }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public void Add(int member) => _words[member >> 6] |= 1UL << (member & 63);

    public void Remove(int member) => _words[member >> 6] &= ~(1UL << (member & 63));

    public bool Has(int member) => (_words[member >> 6] & (1UL << (member & 63))) != 0;

    public void UnionWith(TokenSet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    public TokenSet Copy()
    {
        var copy = new TokenSet();
        copy.UnionWith(this);
        return copy;
    }

    /// <summary>True if the token is in the set, or the set takes any and this is not the end of input.</summary>
    public bool Fits(TokenKind kind) => Has((int)kind) || (kind != TokenKind.EndOfInput && Has(Any));

    /// <summary>The real tokens, ascending.</summary>
    public IEnumerable<TokenKind> Kinds()
    {
        for (var member = 0; member < FirstMark; member++)
        {
            if (Has(member))
            {
                yield return (TokenKind)member;
            }
        }
    }
}
