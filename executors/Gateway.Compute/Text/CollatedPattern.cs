using System.Text;
using Gateway.Core.Collations;

namespace Gateway.Compute.Text;

/// <summary>Finds a text inside others under a collation; contains, replace, split_part and their like are built on it.</summary>
public sealed class CollatedPattern
{
    private const int MaxUnitsPerCharacter = 18;

    private readonly Collation _collation;
    private readonly uint[] _units;
    private readonly byte[] _bytes;

    public CollatedPattern(ReadOnlySpan<byte> pattern, Collation collation)
    {
        _collation = collation;
        _bytes = pattern.ToArray();
        var units = new List<uint>();
        Span<uint> buffer = stackalloc uint[MaxUnitsPerCharacter];
        while (!pattern.IsEmpty)
        {
            Rune.DecodeFromUtf8(pattern, out Rune rune, out int width);
            pattern = pattern[width..];
            units.AddRange(buffer[..collation.Units(rune, buffer)]);
        }

        _units = [.. units];
    }

    public bool IsEmpty => _bytes.Length == 0;

    /// <summary>Finds the first match at or behind a byte offset.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int length)
    {
        if (_collation.Kind == CollationKind.Binary)
        {
            int found = text[from..].IndexOf(_bytes);
            start = from + found;
            length = _bytes.Length;
            return found >= 0;
        }

        for (start = from; start <= text.Length; start += start < text.Length ? Math.Min(Utf8Text.Width(text[start]), text.Length - start) : 1)
        {
            length = MatchAt(text[start..]);
            if (length >= 0)
            {
                return true;
            }
        }

        length = 0;
        return false;
    }

    /// <summary>The number of bytes of the shortest match at the start of a text, or -1.</summary>
    public int MatchAt(ReadOnlySpan<byte> text)
    {
        Span<uint> buffer = stackalloc uint[MaxUnitsPerCharacter];
        int matched = 0;
        int consumed = 0;
        while (consumed < text.Length)
        {
            Rune.DecodeFromUtf8(text[consumed..], out Rune rune, out int width);
            int count = _collation.Units(rune, buffer);
            if (matched == _units.Length)
            {
                // A mark that still belongs to the last character would make it a different one.
                return count > 0 && _collation.IsMark(buffer[0]) ? -1 : consumed;
            }

            if (matched + count > _units.Length || !_units.AsSpan(matched, count).SequenceEqual(buffer[..count]))
            {
                return -1;
            }

            matched += count;
            consumed += width;
        }

        return matched == _units.Length ? consumed : -1;
    }

    /// <summary>Tells whether a text ends with the pattern.</summary>
    public bool MatchesEnd(ReadOnlySpan<byte> text, out int start)
    {
        for (start = text.Length; start >= 0; start = start == 0 ? -1 : Utf8Text.PreviousStart(text, start))
        {
            int length = MatchAt(text[start..]);
            if (length == text.Length - start)
            {
                return true;
            }
        }

        start = 0;
        return false;
    }

    /// <summary>Replaces every match.</summary>
    public void AppendReplaced(ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement, TextBuffer output)
    {
        int copied = 0;
        while (!IsEmpty && TryFind(text, copied, out int start, out int length))
        {
            output.Append(text[copied..start]);
            output.Append(replacement);
            copied = start + length;
            if (length == 0)
            {
                break;
            }
        }

        output.Append(text[copied..]);
    }
}
