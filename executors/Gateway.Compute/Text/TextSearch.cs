namespace Gateway.Compute.Text;

/// <summary>Finds, splits and replaces by plain text.</summary>
public static class TextSearch
{
    /// <summary>The 1-based position of a text in another from a 1-based start, or 0; an empty text is found at 1.</summary>
    public static int Locate(ReadOnlySpan<byte> sought, ReadOnlySpan<byte> text, int start) =>
        start == 0 ? 0 : IndexOf(text, sought, start - 1) + 1;

    /// <summary>The 0-based position of a text in another from a 0-based start, or -1; an empty text is found at 0.</summary>
    public static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> sought, int start)
    {
        if (sought.IsEmpty)
        {
            return 0;
        }

        int offset = Utf8Text.OffsetOf(text, start);
        int found = text[offset..].IndexOf(sought);
        return found < 0 ? -1 : Math.Max(start, 0) + Utf8Text.CountCodePoints(text.Slice(offset, found));
    }

    /// <summary>The 1-based position of an occurrence counted from a start; a negative start searches backward from the end.</summary>
    public static int LocateOccurrence(ReadOnlySpan<byte> text, ReadOnlySpan<byte> sought, int start, int occurrence)
    {
        if (start == 0)
        {
            return 0;
        }

        if (sought.IsEmpty)
        {
            return 1;
        }

        if (start > 0)
        {
            int position = start - 1;
            for (int remaining = occurrence; ; remaining--)
            {
                position = IndexOf(text, sought, position);
                if (position < 0 || remaining == 1)
                {
                    return position + 1;
                }

                position++;
            }
        }

        int count = Utf8Text.CountCodePoints(text);
        long backward = (long)count + start;
        for (int found = 0; backward >= 0; backward--)
        {
            if (text[Utf8Text.OffsetOf(text, (int)backward)..].StartsWith(sought) && ++found == occurrence)
            {
                return (int)backward + 1;
            }
        }

        return 0;
    }

    /// <summary>The part before the count-th delimiter, or for a negative count behind the count-th from the right.</summary>
    public static ReadOnlySpan<byte> SubstringIndex(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter, int count)
    {
        if (delimiter.IsEmpty || count == 0)
        {
            return [];
        }

        if (count > 0)
        {
            int offset = -1;
            for (; count > 0; count--)
            {
                int found = text[(offset + 1)..].IndexOf(delimiter);
                if (found < 0)
                {
                    return text;
                }

                offset += found + 1;
            }

            return text[..offset];
        }

        int end = text.Length - delimiter.Length + 1;
        for (; count < 0; count++)
        {
            int bound = end + delimiter.Length - 1;
            int found = bound < 0 ? -1 : text[..Math.Min(bound, text.Length)].LastIndexOf(delimiter);
            if (found < 0)
            {
                return text;
            }

            end = found;
        }

        return text[(end + delimiter.Length)..];
    }

    /// <summary>The 1-based part between delimiters, from the right for a negative number; empty when there is none.</summary>
    public static ReadOnlySpan<byte> SplitPart(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter, int part)
    {
        if (delimiter.IsEmpty)
        {
            return part is 1 or -1 ? text : [];
        }

        if (part < 0)
        {
            int parts = CountOccurrences(text, delimiter) + 1;
            part = parts + part + 1;
        }

        if (part < 1)
        {
            return [];
        }

        for (; part > 1; part--)
        {
            int found = text.IndexOf(delimiter);
            if (found < 0)
            {
                return [];
            }

            text = text[(found + delimiter.Length)..];
        }

        int next = text.IndexOf(delimiter);
        return next < 0 ? text : text[..next];
    }

    public static int CountOccurrences(ReadOnlySpan<byte> text, ReadOnlySpan<byte> sought) => text.Count(sought);

    /// <summary>Replaces every occurrence; an empty sought text changes nothing.</summary>
    public static void AppendReplaced(ReadOnlySpan<byte> text, ReadOnlySpan<byte> sought, ReadOnlySpan<byte> replacement, TextBuffer output)
    {
        if (!sought.IsEmpty)
        {
            int found;
            while ((found = text.IndexOf(sought)) >= 0)
            {
                output.Append(text[..found]);
                output.Append(replacement);
                text = text[(found + sought.Length)..];
            }
        }

        output.Append(text);
    }

    /// <summary>The 1-based position of a text in a comma-separated list, or 0; a text with a comma is never found.</summary>
    public static int FindInSet(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set)
    {
        if (text.Contains((byte)','))
        {
            return 0;
        }

        for (int position = 1; ; position++)
        {
            int comma = set.IndexOf((byte)',');
            ReadOnlySpan<byte> item = comma < 0 ? set : set[..comma];
            if (item.SequenceEqual(text))
            {
                return position;
            }

            if (comma < 0)
            {
                return 0;
            }

            set = set[(comma + 1)..];
        }
    }
}
