using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Takes text apart into sentences, and those into words. The language does not matter to the boundaries.</summary>
internal sealed unsafe class SentencesFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly List<List<(int Start, int Length)>> _sentences = [];

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (arguments[0].Physical == PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var texts = arguments[0].Read<StringView>();
        var spans = result.Data<ListSpan>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!texts.IsValid(row))
            {
                result.SetNull(row);
                spans[row] = default;
                continue;
            }
            string text = Encoding.UTF8.GetString(StringView.Span(ref texts[row]));
            SentenceBreaks.Read(text, _sentences);
            int first = result.AppendChildren(_sentences.Count);
            var rows = result.Children[0];
            for (int s = 0; s < _sentences.Count; s++)
            {
                var words = _sentences[s];
                int firstWord = rows.AppendChildren(words.Count);
                rows.Data<ListSpan>()[first + s] = new ListSpan(firstWord, words.Count);
                var values = rows.Children[0];
                for (int w = 0; w < words.Count; w++)
                {
                    values.Data<StringView>()[firstWord + w] = values.Heap.Add(Encoding.UTF8.GetBytes(text.Substring(words[w].Start, words[w].Length)));
                }
            }
            spans[row] = new ListSpan(first, _sentences.Count);
        }
    }
}

/// <summary>Finds sentences and words by the rules of java.text.BreakIterator.</summary>
internal static class SentenceBreaks
{
    public static void Read(string text, List<List<(int Start, int Length)>> sentences)
    {
        sentences.Clear();
        for (int start = 0; start < text.Length;)
        {
            int end = EndOfSentence(text, start);
            sentences.Add(Words(text, start, end));
            start = end;
        }
    }

    /// <summary>A sentence ends behind its terminators, what closes it, and blanks; a period needs blanks and no small letter behind them.</summary>
    private static int EndOfSentence(string text, int start)
    {
        for (int position = start; position < text.Length; position++)
        {
            char current = text[position];
            if (current == '\u2029')
            {
                return position + 1;
            }
            bool certain = current is '!' or '?' or '\u3002' or '\uFF01' or '\uFF1F';
            if (!certain && current is not ('.' or '\uFF0E'))
            {
                continue;
            }
            int end = position + 1;
            while (end < text.Length && (text[end] is '.' or '!' or '?' or '"' or '\'' || char.GetUnicodeCategory(text[end]) is UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation))
            {
                certain |= text[end] is '!' or '?';
                end++;
            }
            int behind = end;
            while (behind < text.Length && char.IsWhiteSpace(text[behind]))
            {
                behind++;
            }
            if (behind == text.Length || certain || (behind > end && !StartsSmall(text, behind)))
            {
                return behind;
            }
            position = end - 1;
        }
        return text.Length;
    }

    private static bool StartsSmall(string text, int position)
    {
        while (position < text.Length && char.GetUnicodeCategory(text[position]) is UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation)
        {
            position++;
        }
        return position < text.Length && char.IsLower(text[position]);
    }

    private static List<(int Start, int Length)> Words(string text, int start, int end)
    {
        var words = new List<(int Start, int Length)>();
        for (int position = start; position < end;)
        {
            int next = EndOfWord(text, position, end);
            if (Rune.TryGetRuneAt(text, position, out var rune) && Rune.IsLetterOrDigit(rune))
            {
                words.Add((position, next - position));
            }
            position = next;
        }
        return words;
    }

    /// <summary>Letters and digits hold together, also over one mark between two letters or two digits; Japanese scripts break where they change.</summary>
    private static int EndOfWord(string text, int position, int end)
    {
        var kind = KindOf(text, position, out int width);
        int next = position + width;
        if (kind == WordKind.Other)
        {
            return next;
        }
        while (next < end)
        {
            var following = KindOf(text, next, out width);
            if (following == WordKind.Mark || Continues(kind, following))
            {
                kind = following == WordKind.Mark ? kind : following;
                next += width;
                continue;
            }
            bool joins = following == WordKind.Other && next + width < end && Joins(text[next], kind) && KindOf(text, next + width, out _) == kind;
            if (!joins)
            {
                break;
            }
            next += width;
        }
        return next;
    }

    private static bool Continues(WordKind kind, WordKind following) => kind switch
    {
        WordKind.Letter or WordKind.Digit => following is WordKind.Letter or WordKind.Digit,
        WordKind.Ideograph => following is WordKind.Ideograph or WordKind.Hiragana,
        _ => following == kind,
    };

    private static bool Joins(char mark, WordKind kind) => kind switch
    {
        WordKind.Letter => mark is '\'' or '.' or '"' or '\u00AD' or '\u2019' or '\u2027' || char.GetUnicodeCategory(mark) == UnicodeCategory.DashPunctuation,
        WordKind.Digit => mark is '\'' or '.' or ',' or '"' or '\u066B',
        _ => false,
    };

    private static WordKind KindOf(string text, int position, out int width)
    {
        if (!Rune.TryGetRuneAt(text, position, out var rune))
        {
            width = 1;
            return WordKind.Other;
        }
        width = rune.Utf16SequenceLength;
        return rune.Value switch
        {
            >= 0x3041 and <= 0x3096 or >= 0x309D and <= 0x309E => WordKind.Hiragana,
            >= 0x30A1 and <= 0x30FA or >= 0x30FC and <= 0x30FE => WordKind.Katakana,
            >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0xF900 and <= 0xFAFF or 0x3005 => WordKind.Ideograph,
            _ => Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format => WordKind.Mark,
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => WordKind.Digit,
                var category => category <= UnicodeCategory.OtherLetter || rune.Value == '_' ? WordKind.Letter : WordKind.Other,
            },
        };
    }

    private enum WordKind { Other, Letter, Digit, Ideograph, Hiragana, Katakana, Mark }
}
