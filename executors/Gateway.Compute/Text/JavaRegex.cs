using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Compute.Text;

/// <summary>Runs a java.util.regex pattern over UTF-8 text.</summary>
/// <remarks>Byte ranges are of the given text. A search ends early when its query is cancelled.</remarks>
public sealed class JavaRegex
{
    private const int CacheLimit = 1_000;
    private const int NoLimit = int.MaxValue;

    private static readonly ConcurrentDictionary<(string Pattern, bool IgnoreCase), JavaRegex?> Cache = new();

    [ThreadStatic]
    private static char[]? _characters;

    [ThreadStatic]
    private static List<(int Index, int Length)>? _matches;

    private readonly BoundedRegex _ascii;
    private readonly BoundedRegex _exact;

    private JavaRegex(BoundedRegex ascii, BoundedRegex exact, JavaRegexTranslator translator)
    {
        _ascii = ascii;
        _exact = exact;
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

    public bool IsMatch(ReadOnlySpan<byte> text, CancellationToken cancellation = default)
    {
        BoundedRegex engines = Decode(text, cancellation, out ReadOnlySpan<char> characters);
        Regex engine = engines.First();
        while (true)
        {
            try
            {
                return engine.IsMatch(characters);
            }
            catch (RegexMatchTimeoutException)
            {
                engine = engines.After(engine, cancellation);
            }
        }
    }

    public int Count(ReadOnlySpan<byte> text, CancellationToken cancellation = default) => Matches(text, NoLimit, cancellation, out _).Count;

    /// <summary>Finds the first match.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int start, out int length, CancellationToken cancellation = default)
    {
        foreach ((int index, int matched) in Matches(text, 1, cancellation, out ReadOnlySpan<char> characters))
        {
            var map = new OffsetMap(text, characters);
            start = map.ToBytes(index);
            length = map.ToBytes(index + matched) - start;
            return true;
        }

        start = length = 0;
        return false;
    }

    /// <summary>Finds the first match and gives one of its groups; a group that took no part has length -1.</summary>
    public bool TryFindGroup(ReadOnlySpan<byte> text, int group, out int start, out int length, CancellationToken cancellation = default)
    {
        if (group == 0)
        {
            return TryFind(text, out start, out length, cancellation);
        }

        start = length = 0;
        foreach (Match match in MatchesWithGroups(text, 1, cancellation, out ReadOnlySpan<char> characters, out _))
        {
            var map = new OffsetMap(text, characters);
            SetRange(match.Groups[group], ref map, out start, out length);
            return true;
        }

        return false;
    }

    /// <summary>Adds a group's byte range of every match; a group that took no part has length -1.</summary>
    public void FindAll(ReadOnlySpan<byte> text, int group, List<(int Start, int Length)> ranges, CancellationToken cancellation = default)
    {
        if (group == 0)
        {
            List<(int Index, int Length)> whole = Matches(text, NoLimit, cancellation, out ReadOnlySpan<char> all);
            var wholeMap = new OffsetMap(text, all);
            foreach ((int index, int matched) in whole)
            {
                int from = wholeMap.ToBytes(index);
                ranges.Add((from, wholeMap.ToBytes(index + matched) - from));
            }

            return;
        }

        List<Match> matches = MatchesWithGroups(text, NoLimit, cancellation, out ReadOnlySpan<char> characters, out _);
        var map = new OffsetMap(text, characters);
        foreach (Match match in matches)
        {
            SetRange(match.Groups[group], ref map, out int start, out int length);
            ranges.Add((start, length));
        }
    }

    /// <summary>Replaces every match from a UTF-16 position on.</summary>
    public void AppendReplaced(ReadOnlySpan<byte> text, JavaReplacement replacement, int position, TextBuffer output, CancellationToken cancellation = default)
    {
        if (position > 0)
        {
            Decode(text, cancellation, out ReadOnlySpan<char> all);
            if (position >= all.Length)
            {
                output.Append(text);
                return;
            }

            int skipped = new OffsetMap(text, all).ToBytes(position);
            output.Append(text[..skipped]);
            text = text[skipped..];
        }

        int copied = 0;
        if (!replacement.UsesGroups)
        {
            List<(int Index, int Length)> matches = Matches(text, NoLimit, cancellation, out ReadOnlySpan<char> characters);
            var map = new OffsetMap(text, characters);
            foreach ((int index, int matched) in matches)
            {
                int start = map.ToBytes(index);
                output.Append(text[copied..start]);
                output.Append(replacement.Parts[0].Literal);
                copied = map.ToBytes(index + matched);
            }
        }
        else
        {
            List<Match> matches = MatchesWithGroups(text, NoLimit, cancellation, out ReadOnlySpan<char> characters, out string subject);
            var map = new OffsetMap(text, characters);
            foreach (Match match in matches)
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
    public void Split(ReadOnlySpan<byte> text, int limit, List<(int Start, int Length)> parts, CancellationToken cancellation = default)
    {
        // An empty match in front of all divides nothing, so one match more than cuts may be needed.
        List<(int Index, int Length)> matches = Matches(text, limit > 0 ? limit : NoLimit, cancellation, out ReadOnlySpan<char> characters);
        var map = new OffsetMap(text, characters);
        int start = 0;
        foreach ((int index, int matched) in matches)
        {
            if (index == 0 && matched == 0)
            {
                continue;
            }

            if (limit > 0 && parts.Count == limit - 1)
            {
                break;
            }

            int end = map.ToBytes(index);
            parts.Add((start, end - start));
            start = map.ToBytes(index + matched);
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

        return BoundedRegex.TryCreate(ascii) is { } first && BoundedRegex.TryCreate(exact) is { } second ? new JavaRegex(first, second, translator) : null;
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

    /// <summary>Finds matches in UTF-16 offsets; the list is good until the thread's next search.</summary>
    private List<(int Index, int Length)> Matches(ReadOnlySpan<byte> text, int most, CancellationToken cancellation, out ReadOnlySpan<char> characters)
    {
        BoundedRegex engines = Decode(text, cancellation, out characters);
        List<(int Index, int Length)> matches = _matches ??= [];
        Regex engine = engines.First();
        while (true)
        {
            matches.Clear();
            try
            {
                foreach (ValueMatch match in engine.EnumerateMatches(characters))
                {
                    cancellation.ThrowIfCancellationRequested();
                    matches.Add((match.Index, match.Length));
                    if (matches.Count == most)
                    {
                        break;
                    }
                }

                return matches;
            }
            catch (RegexMatchTimeoutException)
            {
                engine = engines.After(engine, cancellation);
            }
        }
    }

    private List<Match> MatchesWithGroups(ReadOnlySpan<byte> text, int most, CancellationToken cancellation, out ReadOnlySpan<char> characters, out string subject)
    {
        BoundedRegex engines = Decode(text, cancellation, out characters);
        subject = "";
        var matches = new List<Match>();
        Regex engine = engines.First();
        while (true)
        {
            matches.Clear();
            try
            {
                if (!engine.IsMatch(characters))
                {
                    return matches;
                }

                subject = characters.ToString();
                for (Match match = engine.Match(subject); match.Success && matches.Count < most; match = matches.Count < most ? match.NextMatch() : match)
                {
                    cancellation.ThrowIfCancellationRequested();
                    matches.Add(match);
                }

                return matches;
            }
            catch (RegexMatchTimeoutException)
            {
                engine = engines.After(engine, cancellation);
            }
        }
    }

    private BoundedRegex Decode(ReadOnlySpan<byte> text, CancellationToken cancellation, out ReadOnlySpan<char> characters)
    {
        cancellation.ThrowIfCancellationRequested();
        char[] buffer = _characters ??= new char[1024];
        if (buffer.Length < text.Length)
        {
            buffer = _characters = new char[Math.Max(text.Length, buffer.Length * 2)];
        }

        if (Ascii.IsValid(text) && !text.Contains((byte)'\r'))
        {
            Ascii.ToUtf16(text, buffer, out int length);
            characters = buffer.AsSpan(0, length);
            return _ascii;
        }

        characters = buffer.AsSpan(0, Encoding.UTF8.GetChars(text, buffer));
        return _exact;
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
