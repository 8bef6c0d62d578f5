using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Collations;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Keeps what searching under a collation needs: the collation and the last pattern.</summary>
internal sealed class CollatedSearch(Collation collation)
{
    private byte[]? _text;
    private CollatedPattern? _pattern;

    public Collation Collation { get; } = collation;

    /// <summary>Chooses the kernel by the collation of an argument: bytes decide where the collation says so.</summary>
    public static Func<BoundCall, Evaluator> Choose(int argument, Func<BoundCall, Evaluator> binary, Func<Func<BoundCall, object?>, Func<BoundCall, Evaluator>> collated) => site =>
        site.ArgumentType(argument) is StringType { Rules: { } rules }
            ? collated(_ => new CollatedSearch(rules))(site)
            : binary(site);

    public CollatedPattern Get(ref StringView sought)
    {
        var bytes = StringView.Span(ref sought);
        if (_text is null || !bytes.SequenceEqual(_text))
        {
            _pattern = new CollatedPattern(bytes, Collation);
            _text = bytes.ToArray();
        }
        return _pattern!;
    }
}

internal readonly struct CollatedContainsOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView sought, RowContext context, out byte result)
    {
        var pattern = ((CollatedSearch)context.State!).Get(ref sought);
        result = pattern.IsEmpty || pattern.TryFind(StringView.Span(ref text), 0, out _, out _) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct CollatedStartsWithOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView sought, RowContext context, out byte result)
    {
        var pattern = ((CollatedSearch)context.State!).Get(ref sought);
        result = pattern.IsEmpty || pattern.MatchAt(StringView.Span(ref text)) >= 0 ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct CollatedEndsWithOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView sought, RowContext context, out byte result)
    {
        var pattern = ((CollatedSearch)context.State!).Get(ref sought);
        result = pattern.IsEmpty || pattern.MatchesEnd(StringView.Span(ref text), out _) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct CollatedFindInSetOperation : IRowOp<StringView, StringView, int>
{
    public static bool Invoke(ref StringView text, ref StringView set, RowContext context, out int result)
    {
        var collation = ((CollatedSearch)context.State!).Collation;
        var sought = StringView.Span(ref text);
        var rest = StringView.Span(ref set);
        result = 0;
        if (sought.Contains((byte)','))
        {
            return true;
        }
        for (int position = 1; ; position++)
        {
            int comma = rest.IndexOf((byte)',');
            if (collation.Equals(comma < 0 ? rest : rest[..comma], sought))
            {
                result = position;
                return true;
            }
            if (comma < 0)
            {
                return true;
            }
            rest = rest[(comma + 1)..];
        }
    }
}

internal readonly struct CollatedLocateOperation : IRowOp<StringView, StringView, int, int>
{
    public static bool Invoke(ref StringView sought, ref StringView text, ref int position, RowContext context, out int result)
    {
        var pattern = ((CollatedSearch)context.State!).Get(ref sought);
        var bytes = StringView.Span(ref text);
        result = 0;
        if (position < 1)
        {
            return true;
        }
        int from = Utf8Text.Left(bytes, position - 1).Length;
        if (pattern.IsEmpty)
        {
            result = position <= Utf8Text.CountCodePoints(bytes) ? position : 1;
        }
        else if (pattern.TryFind(bytes, from, out int start, out _))
        {
            result = Utf8Text.CountCodePoints(bytes[..start]) + 1;
        }
        return true;
    }
}

/// <summary>Finds an occurrence counted from the start or, with a negative start, from the end.</summary>
internal readonly struct CollatedOccurrenceOperation : IRowOp<StringView, StringView, int, int, int>
{
    public static bool Invoke(ref StringView text, ref StringView sought, ref int start, ref int occurrence, RowContext context, out int result)
    {
        OccurrenceOperation.Check(occurrence);
        int position = start;
        result = 0;
        for (int found = 0; found < occurrence; found++)
        {
            CollatedLocateOperation.Invoke(ref sought, ref text, ref position, context, out result);
            if (result == 0)
            {
                return true;
            }
            position = result + 1;
        }
        return true;
    }
}

internal readonly struct CollatedReplaceOperation : IRowOp<StringView, StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView sought, ref StringView replacement, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        ((CollatedSearch)context.State!).Get(ref sought).AppendReplaced(StringView.Span(ref text), StringView.Span(ref replacement), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

/// <summary>Splits at every match and takes one part, counted from either end.</summary>
internal readonly struct CollatedSplitPartOperation : IRowOp<StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView delimiter, ref int part, RowContext context, out StringView result)
    {
        var pattern = ((CollatedSearch)context.State!).Get(ref delimiter);
        if (part == 0 || pattern.IsEmpty)
        {
            return SplitPartOperation.Invoke(ref text, ref delimiter, ref part, context, out result);
        }
        var bytes = StringView.Span(ref text);
        var parts = new List<(int Start, int Length)>();
        int from = 0;
        while (pattern.TryFind(bytes, from, out int start, out int length) && length > 0)
        {
            parts.Add((from, start - from));
            from = start + length;
        }
        parts.Add((from, bytes.Length - from));
        int index = part > 0 ? part - 1 : parts.Count + part;
        result = index >= 0 && index < parts.Count ? TextSlices.View(bytes.Slice(parts[index].Start, parts[index].Length)) : default;
        return true;
    }
}

/// <summary>Takes what stands before the delimiter's n-th match, or behind it from the end.</summary>
internal readonly struct CollatedSubstringIndexOperation : IRowOp<StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView delimiter, ref int count, RowContext context, out StringView result)
    {
        var pattern = ((CollatedSearch)context.State!).Get(ref delimiter);
        var bytes = StringView.Span(ref text);
        result = default;
        if (count == 0 || pattern.IsEmpty)
        {
            return true;
        }
        var matches = new List<(int Start, int End)>();
        int from = 0;
        while (pattern.TryFind(bytes, from, out int start, out int length) && length > 0)
        {
            matches.Add((start, start + length));
            from = start + length;
        }
        if (Math.Abs((long)count) > matches.Count)
        {
            result = text;
            return true;
        }
        result = TextSlices.View(count > 0 ? bytes[..matches[count - 1].Start] : bytes[matches[matches.Count + count].End..]);
        return true;
    }
}

/// <summary>Cuts characters off that equal one of a set.</summary>
internal readonly struct CollatedTrimOperation<TEnds> : IRowOp<StringView, StringView, StringView> where TEnds : struct, ITrimEnds
{
    public static bool Invoke(ref StringView text, ref StringView set, RowContext context, out StringView result)
    {
        var collation = ((CollatedSearch)context.State!).Collation;
        var bytes = StringView.Span(ref text);
        var characters = StringView.Span(ref set);
        if (typeof(TEnds) != typeof(RightEnd))
        {
            while (!bytes.IsEmpty)
            {
                int width = Math.Min(Utf8Text.Width(bytes[0]), bytes.Length);
                if (!Contains(characters, bytes[..width], collation))
                {
                    break;
                }
                bytes = bytes[width..];
            }
        }
        if (typeof(TEnds) != typeof(LeftEnd))
        {
            while (!bytes.IsEmpty)
            {
                int start = Utf8Text.PreviousStart(bytes, bytes.Length);
                if (!Contains(characters, bytes[start..], collation))
                {
                    break;
                }
                bytes = bytes[..start];
            }
        }
        result = TextSlices.View(bytes);
        return true;
    }

    private static bool Contains(ReadOnlySpan<byte> set, ReadOnlySpan<byte> character, Collation collation)
    {
        while (!set.IsEmpty)
        {
            int width = Math.Min(Utf8Text.Width(set[0]), set.Length);
            if (collation.Equals(set[..width], character))
            {
                return true;
            }
            set = set[width..];
        }
        return false;
    }
}

internal readonly struct CollatedTrimFirstOperation<TEnds> : IRowOp<StringView, StringView, StringView> where TEnds : struct, ITrimEnds
{
    public static bool Invoke(ref StringView set, ref StringView text, RowContext context, out StringView result) =>
        CollatedTrimOperation<TEnds>.Invoke(ref text, ref set, context, out result);
}

/// <summary>Replaces characters that equal one of a list by the one at the same place, or by nothing.</summary>
internal readonly struct CollatedTranslateOperation : IRowOp<StringView, StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView matching, ref StringView replacement, RowContext context, out StringView result)
    {
        var collation = ((CollatedSearch)context.State!).Collation;
        var rest = StringView.Span(ref text);
        context.Buffer.Clear();
        while (!rest.IsEmpty)
        {
            int width = Math.Min(Utf8Text.Width(rest[0]), rest.Length);
            Append(rest[..width], StringView.Span(ref matching), StringView.Span(ref replacement), collation, context.Buffer);
            rest = rest[width..];
        }
        result = context.TakeBuffer();
        return true;
    }

    private static void Append(ReadOnlySpan<byte> character, ReadOnlySpan<byte> matching, ReadOnlySpan<byte> replacement, Collation collation, TextBuffer output)
    {
        while (!matching.IsEmpty)
        {
            int width = Math.Min(Utf8Text.Width(matching[0]), matching.Length);
            int replacedBy = replacement.IsEmpty ? 0 : Math.Min(Utf8Text.Width(replacement[0]), replacement.Length);
            if (collation.Equals(matching[..width], character))
            {
                output.Append(replacement[..replacedBy]);
                return;
            }
            matching = matching[width..];
            replacement = replacement[replacedBy..];
        }
        output.Append(character);
    }
}
