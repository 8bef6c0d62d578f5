using System.Buffers;
using System.Text;

namespace Gateway.Compute.Text;

/// <summary>Measures how alike words are: Soundex, Levenshtein, Jaro-Winkler, and the Luhn check digit.</summary>
public static class TextSimilarity
{
    private static ReadOnlySpan<byte> SoundexCodes => "01230127022455012623017202"u8;

    /// <summary>Appends the Soundex code, or the text itself when it does not start with an ASCII letter.</summary>
    public static void AppendSoundex(ReadOnlySpan<byte> text, TextBuffer output)
    {
        if (text.IsEmpty || !char.IsAsciiLetter((char)text[0]))
        {
            output.Append(text);
            return;
        }

        byte first = (byte)(text[0] & 0xDF);
        output.Append(first);
        byte last = SoundexCodes[first - 'A'];
        int count = 1;
        foreach (byte current in text[1..])
        {
            if (!char.IsAsciiLetter((char)current))
            {
                last = (byte)'0';
                continue;
            }

            byte code = SoundexCodes[(current & 0xDF) - 'A'];
            if (code == (byte)'7')
            {
                continue;
            }

            if (code != (byte)'0' && code != last)
            {
                output.Append(code);
                if (++count == 4)
                {
                    return;
                }
            }

            last = code;
        }

        output.AppendRepeated((byte)'0', 4 - count);
    }

    /// <summary>Counts the edits between two texts, by code points.</summary>
    public static int Levenshtein(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int[] first = Decode(left, out int firstLength);
        int[] second = Decode(right, out int secondLength);
        int[] row = ArrayPool<int>.Shared.Rent(secondLength + 1);
        for (int column = 0; column <= secondLength; column++)
        {
            row[column] = column;
        }

        for (int line = 1; line <= firstLength; line++)
        {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= secondLength; column++)
            {
                int above = row[column];
                int cost = first[line - 1] == second[column - 1] ? diagonal : diagonal + 1;
                row[column] = Math.Min(cost, Math.Min(above, row[column - 1]) + 1);
                diagonal = above;
            }
        }

        int distance = row[secondLength];
        ArrayPool<int>.Shared.Return(row);
        ArrayPool<int>.Shared.Return(first);
        ArrayPool<int>.Shared.Return(second);
        return distance;
    }

    /// <summary>Counts the edits, or gives -1 when there are more than the threshold.</summary>
    public static int Levenshtein(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int threshold)
    {
        int distance = threshold < 0 ? int.MaxValue : Levenshtein(left, right);
        return distance <= threshold ? distance : -1;
    }

    /// <summary>The Jaro-Winkler similarity, from 0 to 1, with a prefix of at most four characters weighed 0.1 each.</summary>
    public static double JaroWinkler(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int[] first = Decode(left, out int firstLength);
        int[] second = Decode(right, out int secondLength);
        double similarity = JaroWinkler(first.AsSpan(0, firstLength), second.AsSpan(0, secondLength));
        ArrayPool<int>.Shared.Return(first);
        ArrayPool<int>.Shared.Return(second);
        return similarity;
    }

    /// <summary>Tells whether a number of decimal digits passes the Luhn check.</summary>
    public static bool PassesLuhn(ReadOnlySpan<byte> text)
    {
        int sum = 0;
        bool doubled = false;
        for (int index = text.Length - 1; index >= 0; index--)
        {
            int digit = text[index] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            digit = doubled ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
            doubled = !doubled;
        }

        return !text.IsEmpty && sum % 10 == 0;
    }

    private static double JaroWinkler(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.IsEmpty || second.IsEmpty)
        {
            return first.Length == second.Length ? 1.0 : 0.0;
        }

        int window = Math.Max(0, (Math.Max(first.Length, second.Length) / 2) - 1);
        var firstMatched = new bool[first.Length];
        var secondMatched = new bool[second.Length];
        int matches = 0;
        for (int index = 0; index < first.Length; index++)
        {
            int end = Math.Min(second.Length - 1, index + window);
            for (int other = Math.Max(0, index - window); other <= end; other++)
            {
                if (!secondMatched[other] && first[index] == second[other])
                {
                    firstMatched[index] = secondMatched[other] = true;
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0.0;
        }

        int transposed = 0;
        int next = 0;
        for (int index = 0; index < first.Length; index++)
        {
            if (!firstMatched[index])
            {
                continue;
            }

            while (!secondMatched[next])
            {
                next++;
            }

            transposed += first[index] != second[next++] ? 1 : 0;
        }

        double matched = matches;
        double jaro = ((matched / first.Length) + (matched / second.Length) + ((matched - (transposed / 2.0)) / matched)) / 3.0;
        int prefix = 0;
        while (prefix < 4 && prefix < first.Length && prefix < second.Length && first[prefix] == second[prefix])
        {
            prefix++;
        }

        return jaro + (prefix * 0.1 * (1.0 - jaro));
    }

    private static int[] Decode(ReadOnlySpan<byte> text, out int length)
    {
        int[] codePoints = ArrayPool<int>.Shared.Rent(text.Length + 1);
        length = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int width);
            codePoints[length++] = rune.Value;
            text = text[width..];
        }

        return codePoints;
    }
}
