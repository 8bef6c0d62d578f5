namespace Gateway.Compute.Text;

/// <summary>Says what is wrong with a LIKE pattern; the names are Spark's subconditions of INVALID_FORMAT.</summary>
public enum LikeFault
{
    None,
    EscapeAtTheEnd,
    EscapeInTheMiddle,
}

/// <summary>Matches text against a LIKE pattern that was compiled once.</summary>
/// <remarks>
/// A pattern is cut at its percent signs. The first part must match at the start, the last at the end, the others one after
/// another at the earliest place; a part without underscores is found by a vectorized byte search.
/// </remarks>
public sealed class LikePattern
{
    private readonly Part[] _parts;
    private readonly bool _isExact;

    private LikePattern(Part[] parts)
    {
        _parts = parts;
        _isExact = parts.Length == 1;
    }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="escape">The escape character's UTF-8 bytes.</param>
    /// <param name="faultCharacter">The character behind a misplaced escape, when the fault is in the middle.</param>
    public static LikeFault TryCompile(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape, out LikePattern? compiled, out string faultCharacter)
    {
        compiled = null;
        faultCharacter = string.Empty;
        var parts = new List<Part>();
        var current = new PartBuilder();
        while (!pattern.IsEmpty)
        {
            int width = Math.Min(Utf8Text.Width(pattern[0]), pattern.Length);
            ReadOnlySpan<byte> character = pattern[..width];
            pattern = pattern[width..];
            if (character.SequenceEqual(escape))
            {
                if (pattern.IsEmpty)
                {
                    return LikeFault.EscapeAtTheEnd;
                }

                width = Math.Min(Utf8Text.Width(pattern[0]), pattern.Length);
                character = pattern[..width];
                pattern = pattern[width..];
                if (!character.SequenceEqual(escape) && character[0] is not ((byte)'_' or (byte)'%'))
                {
                    faultCharacter = System.Text.Encoding.UTF8.GetString(character);
                    return LikeFault.EscapeInTheMiddle;
                }

                current.AddLiteral(character);
            }
            else if (character[0] == (byte)'%')
            {
                parts.Add(current.Build());
                current = new PartBuilder();
            }
            else if (character[0] == (byte)'_')
            {
                current.AddAny();
            }
            else
            {
                current.AddLiteral(character);
            }
        }

        parts.Add(current.Build());
        compiled = new LikePattern([.. parts]);
        return LikeFault.None;
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        Part first = _parts[0];
        int consumed = first.MatchAt(text);
        if (_isExact)
        {
            return consumed == text.Length;
        }

        if (consumed < 0)
        {
            return false;
        }

        text = text[consumed..];
        for (int index = 1; index < _parts.Length - 1; index++)
        {
            int end = _parts[index].FindEnd(text);
            if (end < 0)
            {
                return false;
            }

            text = text[end..];
        }

        return _parts[^1].MatchesEnd(text);
    }

    private sealed class PartBuilder
    {
        private readonly List<byte> _literal = [];
        private readonly List<Piece> _pieces = [];
        private int _anyBefore;
        private int _codePoints;

        public void AddLiteral(ReadOnlySpan<byte> character)
        {
            _literal.AddRange(character);
            _codePoints++;
        }

        public void AddAny()
        {
            if (_literal.Count > 0)
            {
                Flush();
            }

            _anyBefore++;
            _codePoints++;
        }

        public Part Build()
        {
            if (_literal.Count > 0 || _anyBefore > 0)
            {
                Flush();
            }

            bool isLiteral = _pieces.Count == 0 || (_pieces.Count == 1 && _pieces[0].AnyBefore == 0);
            return new Part([.. _pieces], isLiteral, isLiteral && _pieces.Count == 1 ? _pieces[0].Literal : [], _codePoints);
        }

        private void Flush()
        {
            _pieces.Add(new Piece(_anyBefore, [.. _literal]));
            _literal.Clear();
            _anyBefore = 0;
        }
    }

    /// <summary>A number of arbitrary characters and the text behind them.</summary>
    private readonly record struct Piece(int AnyBefore, byte[] Literal);

    private sealed class Part(Piece[] pieces, bool isLiteral, byte[] literal, int codePoints)
    {
        /// <summary>The number of bytes matched at the start of the text, or -1.</summary>
        public int MatchAt(ReadOnlySpan<byte> text)
        {
            if (isLiteral)
            {
                return text.StartsWith(literal) ? literal.Length : -1;
            }

            int offset = 0;
            foreach (Piece piece in pieces)
            {
                for (int any = piece.AnyBefore; any > 0; any--)
                {
                    if (offset >= text.Length)
                    {
                        return -1;
                    }

                    offset = Math.Min(offset + Utf8Text.Width(text[offset]), text.Length);
                }

                if (!text[offset..].StartsWith(piece.Literal))
                {
                    return -1;
                }

                offset += piece.Literal.Length;
            }

            return offset;
        }

        /// <summary>The end of the earliest match anywhere in the text, or -1.</summary>
        public int FindEnd(ReadOnlySpan<byte> text)
        {
            if (isLiteral)
            {
                int found = text.IndexOf(literal);
                return found < 0 ? -1 : found + literal.Length;
            }

            for (int offset = 0; offset < text.Length; offset += Utf8Text.Width(text[offset]))
            {
                int matched = MatchAt(text[offset..]);
                if (matched >= 0)
                {
                    return offset + matched;
                }
            }

            return -1;
        }

        public bool MatchesEnd(ReadOnlySpan<byte> text)
        {
            if (isLiteral)
            {
                return text.EndsWith(literal);
            }

            int start = text.Length;
            for (int count = 0; count < codePoints; count++)
            {
                if (start == 0)
                {
                    return false;
                }

                start = Utf8Text.PreviousStart(text, start);
            }

            return MatchAt(text[start..]) == text.Length - start;
        }
    }
}
