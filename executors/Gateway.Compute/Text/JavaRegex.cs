using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Compute.Text;

/// <summary>Runs a java.util.regex pattern over UTF-8 text.</summary>
/// <remarks>
/// Byte ranges are of the given text. The engine starts interpreted and is compiled once a pattern has seen enough rows to
/// repay it.
/// </remarks>
public sealed class JavaRegex
{
    private const int CacheLimit = 1_000;
    private const int RowsBeforeCompiling = 2_000;

    /// <summary>Nested quantifiers can backtrack for longer than the machine lives, holding a thread that all queries share.</summary>
    private static readonly TimeSpan _matchLimit = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<(string Pattern, bool IgnoreCase), JavaRegex?> Cache = new();

    [ThreadStatic]
    private static char[]? _characters;

    private readonly string _asciiPattern;
    private readonly string _exactPattern;
    private Regex? _ascii;
    private Regex? _exact;
    private int _asciiRows;
    private int _exactRows;

    private JavaRegex(string asciiPattern, string exactPattern, JavaRegexTranslator translator)
    {
        _asciiPattern = asciiPattern;
        _exactPattern = exactPattern;
        GroupCount = translator.GroupCount;
        GroupNames = translator.GroupNames;
    }

    public int GroupCount { get; }

    public IReadOnlyDictionary<string, int> GroupNames { get; }

    /// <summary>Compiles a pattern, or finds it compiled; false when the pattern is invalid.</summary>
    public static bool TryCompile(string pattern, bool ignoreCase, out JavaRegex regex)
    {
        if (!Cache.TryGetValue((pattern, ignoreCase), out JavaRegex? known))
        {
            known = Compile(pattern, ignoreCase);
            if (Cache.Count < CacheLimit)
            {
                Cache.TryAdd((pattern, ignoreCase), known);
            }
        }

        regex = known!;
        return known is not null;
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        return engine.IsMatch(characters);
    }

    public int Count(ReadOnlySpan<byte> text)
    {
        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        return engine.Count(characters);
    }

    /// <summary>Finds the first match.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int start, out int length)
    {
        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        foreach (ValueMatch match in engine.EnumerateMatches(characters))
        {
            var map = new OffsetMap(text, characters);
            start = map.ToBytes(match.Index);
            length = map.ToBytes(match.Index + match.Length) - start;
            return true;
        }

        start = length = 0;
        return false;
    }

    /// <summary>Finds the first match and gives one of its groups; a group that took no part has length -1.</summary>
    public bool TryFindGroup(ReadOnlySpan<byte> text, int group, out int start, out int length)
    {
        if (group == 0)
        {
            return TryFind(text, out start, out length);
        }

        start = length = 0;
        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        if (!engine.IsMatch(characters))
        {
            return false;
        }

        Group found = engine.Match(characters.ToString()).Groups[group];
        var map = new OffsetMap(text, characters);
        SetRange(found, ref map, out start, out length);
        return true;
    }

    /// <summary>Adds a group's byte range of every match; a group that took no part has length -1.</summary>
    public void FindAll(ReadOnlySpan<byte> text, int group, List<(int Start, int Length)> ranges)
    {
        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        var map = new OffsetMap(text, characters);
        if (group == 0)
        {
            foreach (ValueMatch match in engine.EnumerateMatches(characters))
            {
                int from = map.ToBytes(match.Index);
                ranges.Add((from, map.ToBytes(match.Index + match.Length) - from));
            }

            return;
        }

        for (Match match = engine.Match(characters.ToString()); match.Success; match = match.NextMatch())
        {
            SetRange(match.Groups[group], ref map, out int start, out int length);
            ranges.Add((start, length));
        }
    }

    /// <summary>Replaces every match from a UTF-16 position on.</summary>
    public void AppendReplaced(ReadOnlySpan<byte> text, JavaReplacement replacement, int position, TextBuffer output)
    {
        if (position > 0)
        {
            Decode(text, out ReadOnlySpan<char> all);
            if (position >= all.Length)
            {
                output.Append(text);
                return;
            }

            int skipped = new OffsetMap(text, all).ToBytes(position);
            output.Append(text[..skipped]);
            text = text[skipped..];
        }

        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        var map = new OffsetMap(text, characters);
        int copied = 0;
        if (!replacement.UsesGroups)
        {
            foreach (ValueMatch match in engine.EnumerateMatches(characters))
            {
                int start = map.ToBytes(match.Index);
                output.Append(text[copied..start]);
                output.Append(replacement.Parts[0].Literal);
                copied = map.ToBytes(match.Index + match.Length);
            }
        }
        else if (engine.IsMatch(characters))
        {
            string subject = characters.ToString();
            for (Match match = engine.Match(subject); match.Success; match = match.NextMatch())
            {
                int start = map.ToBytes(match.Index);
                output.Append(text[copied..start]);
                AppendReplacement(match, subject, replacement, output);
                copied = map.ToBytes(match.Index + match.Length);
            }
        }

        output.Append(text[copied..]);
    }

    /// <summary>Adds the byte ranges of the parts between matches, as Java's String.split does with trailing empty parts kept.</summary>
    /// <param name="limit">The most parts, the last taking the rest; no limit when not positive.</param>
    public void Split(ReadOnlySpan<byte> text, int limit, List<(int Start, int Length)> parts)
    {
        Regex engine = Decode(text, out ReadOnlySpan<char> characters);
        var map = new OffsetMap(text, characters);
        int start = 0;
        foreach (ValueMatch match in engine.EnumerateMatches(characters))
        {
            if (match.Index == 0 && match.Length == 0)
            {
                continue;
            }

            if (limit > 0 && parts.Count == limit - 1)
            {
                break;
            }

            int end = map.ToBytes(match.Index);
            parts.Add((start, end - start));
            start = map.ToBytes(match.Index + match.Length);
        }

        parts.Add((start, text.Length - start));
    }

    /// <summary>Cuts a text into its characters, as splitting by an empty pattern does.</summary>
    public static void SplitCharacters(ReadOnlySpan<byte> text, int limit, List<(int Start, int Length)> parts)
    {
        for (int offset = 0; offset < text.Length;)
        {
            bool isLast = limit > 0 && parts.Count == limit - 1;
            int width = isLast ? text.Length - offset : Math.Min(Utf8Text.Width(text[offset]), text.Length - offset);
            parts.Add((offset, width));
            offset += width;
        }

        if (text.IsEmpty)
        {
            parts.Add((0, 0));
        }
    }

    private static JavaRegex? Compile(string pattern, bool ignoreCase)
    {
        if (!JavaRegexTranslator.TryTranslate(pattern, exact: false, ignoreCase, out string ascii, out JavaRegexTranslator translator) ||
            !JavaRegexTranslator.TryTranslate(pattern, exact: true, ignoreCase, out string exact, out _))
        {
            return null;
        }

        var regex = new JavaRegex(ascii, exact, translator);
        return TryBuild(ascii, RegexOptions.None, out regex._ascii) && TryBuild(exact, RegexOptions.None, out regex._exact) ? regex : null;
    }

    private static bool TryBuild(string pattern, RegexOptions options, out Regex? regex)
    {
        try
        {
            regex = new Regex(pattern, options | RegexOptions.CultureInvariant, _matchLimit);
            return true;
        }
        catch (ArgumentException)
        {
            regex = null;
            return false;
        }
    }

    private static void AppendReplacement(Match match, string subject, JavaReplacement replacement, TextBuffer output)
    {
        foreach ((byte[] literal, int group) in replacement.Parts)
        {
            output.Append(literal);
            if (group >= 0)
            {
                Group found = match.Groups[group];
                output.Append(subject.AsSpan(found.Index, found.Length));
            }
        }
    }

    private static void SetRange(Group group, ref OffsetMap map, out int start, out int length)
    {
        start = group.Success ? map.ToBytes(group.Index) : 0;
        length = group.Success ? map.ToBytes(group.Index + group.Length) - start : -1;
    }

    private Regex Decode(ReadOnlySpan<byte> text, out ReadOnlySpan<char> characters)
    {
        char[] buffer = _characters ??= new char[1024];
        if (buffer.Length < text.Length)
        {
            buffer = _characters = new char[Math.Max(text.Length, buffer.Length * 2)];
        }

        if (Ascii.IsValid(text) && !text.Contains((byte)'\r'))
        {
            Ascii.ToUtf16(text, buffer, out int length);
            characters = buffer.AsSpan(0, length);
            if (++_asciiRows == RowsBeforeCompiling)
            {
                TryBuild(_asciiPattern, RegexOptions.Compiled, out _ascii);
            }

            return _ascii!;
        }

        characters = buffer.AsSpan(0, Encoding.UTF8.GetChars(text, buffer));
        if (++_exactRows == RowsBeforeCompiling)
        {
            TryBuild(_exactPattern, RegexOptions.Compiled, out _exact);
        }

        return _exact!;
    }

    /// <summary>Turns character offsets into byte offsets, cheapest when they ascend.</summary>
    private ref struct OffsetMap(ReadOnlySpan<byte> text, ReadOnlySpan<char> characters)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private readonly ReadOnlySpan<char> _characters = characters;
        private int _lastCharacter;
        private int _lastByte;

        public int ToBytes(int characterOffset)
        {
            if (_characters.Length == _text.Length)
            {
                return characterOffset;
            }

            if (characterOffset < _lastCharacter)
            {
                _lastCharacter = _lastByte = 0;
            }

            for (; _lastCharacter < characterOffset && _lastByte < _text.Length; _lastByte += Step())
            {
            }

            return _lastByte;
        }

        private int Step()
        {
            Rune.DecodeFromUtf8(_text[_lastByte..], out Rune rune, out int width);
            _lastCharacter += rune.Utf16SequenceLength;
            return width;
        }
    }
}
