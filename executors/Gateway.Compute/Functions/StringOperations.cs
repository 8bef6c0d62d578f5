using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

// The per-row operations behind StringFunctions, in the order of the rows.

internal readonly struct AsciiOperation : IRowOp<StringView, int>
{
    public static bool Invoke(ref StringView text, RowContext context, out int result)
    {
        result = Utf8Text.FirstCodePoint(StringView.Span(ref text));
        return true;
    }
}

internal readonly struct BitLengthOperation : IRowOp<StringView, int>
{
    public static bool Invoke(ref StringView text, RowContext context, out int result)
    {
        result = text.Length * 8;
        return true;
    }
}

internal readonly struct ByteLengthOperation : IRowOp<StringView, int>
{
    public static bool Invoke(ref StringView text, RowContext context, out int result)
    {
        result = text.Length;
        return true;
    }
}

internal readonly struct CharacterOperation : IRowOp<long, StringView>
{
    public static bool Invoke(ref long code, RowContext context, out StringView result)
    {
        int low = (int)(code & 0xFF);
        Span<byte> bytes = stackalloc byte[4];
        result = code < 0 ? default : StringView.Inline(bytes[..new Rune(low).EncodeToUtf8(bytes)]);
        return true;
    }
}

internal readonly struct LengthOperation : IRowOp<StringView, int>
{
    public static bool Invoke(ref StringView text, RowContext context, out int result)
    {
        result = Utf8Text.CountCodePoints(StringView.Span(ref text));
        return true;
    }
}

internal readonly struct ContainsOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView sought, RowContext context, out byte result)
    {
        result = StringView.Span(ref text).IndexOf(StringView.Span(ref sought)) >= 0 ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct EndsWithOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView sought, RowContext context, out byte result)
    {
        result = StringView.Span(ref text).EndsWith(StringView.Span(ref sought)) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct StartsWithOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView sought, RowContext context, out byte result)
    {
        result = StringView.Span(ref text).StartsWith(StringView.Span(ref sought)) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct FindInSetOperation : IRowOp<StringView, StringView, int>
{
    public static bool Invoke(ref StringView text, ref StringView set, RowContext context, out int result)
    {
        result = TextSearch.FindInSet(StringView.Span(ref text), StringView.Span(ref set));
        return true;
    }
}

/// <summary>How initcap finds words: behind spaces, or as Unicode does where a collation other than by bytes says what letters are.</summary>
internal sealed record InitialCapitals(bool ByWords)
{
    public TextBuffer Scratch { get; } = new();

    public static InitialCapitals Make(BoundCall site) => new(site.ArgumentType(0) is StringType { Rules.Kind: not Core.Collations.CollationKind.Binary });
}

internal readonly struct InitialCapitalsOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        var capitals = (InitialCapitals)context.State!;
        context.Buffer.Clear();
        CaseMapping.AppendInitialCapitals(StringView.Span(ref text), capitals.ByWords, context.Buffer, capitals.Scratch);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct OccurrenceOperation : IRowOp<StringView, StringView, int, int, int>
{
    /// <summary>Occurrences count from one.</summary>
    public static void Check(int occurrence)
    {
        if (occurrence < 1)
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.OCCURRENCE",
                ("functionName", Quote.Id("instr")), ("parameter", Quote.Id("occurrence")), ("actual", occurrence.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    public static bool Invoke(ref StringView text, ref StringView sought, ref int start, ref int occurrence, RowContext context, out int result)
    {
        Check(occurrence);
        result = TextSearch.LocateOccurrence(StringView.Span(ref text), StringView.Span(ref sought), start, occurrence);
        return true;
    }
}

internal readonly struct LowerOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        CaseMapping.AppendLower(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct UpperOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        CaseMapping.AppendUpper(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct JaroWinklerOperation : IRowOp<StringView, StringView, double>
{
    public static bool Invoke(ref StringView left, ref StringView right, RowContext context, out double result)
    {
        result = TextSimilarity.JaroWinkler(StringView.Span(ref left), StringView.Span(ref right));
        return true;
    }
}

internal readonly struct LeftOperation : IRowOp<StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref int length, RowContext context, out StringView result)
    {
        var bytes = StringView.Span(ref text);
        result = context.Site.ArgumentType(0) is Core.Types.BinaryType
            ? TextSlices.View(bytes[..Math.Clamp(length, 0, bytes.Length)])
            : TextSlices.View(Utf8Text.Left(bytes, Math.Max(0, length)));
        return true;
    }
}

internal readonly struct ReverseTextOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        Utf8Text.AppendReversed(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct ReverseBytesOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        var source = StringView.Span(ref bytes);
        for (int i = source.Length - 1; i >= 0; i--)
        {
            context.Buffer.Append(source[i]);
        }
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct RightOperation : IRowOp<StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref int length, RowContext context, out StringView result)
    {
        result = length <= 0 ? default : TextSlices.View(Utf8Text.Right(StringView.Span(ref text), length));
        return true;
    }
}

internal readonly struct LevenshteinOperation : IRowOp<StringView, StringView, int>
{
    public static bool Invoke(ref StringView left, ref StringView right, RowContext context, out int result)
    {
        result = TextSimilarity.Levenshtein(StringView.Span(ref left), StringView.Span(ref right));
        return true;
    }
}

internal readonly struct BoundedLevenshteinOperation : IRowOp<StringView, StringView, int, int>
{
    public static bool Invoke(ref StringView left, ref StringView right, ref int threshold, RowContext context, out int result)
    {
        result = TextSimilarity.Levenshtein(StringView.Span(ref left), StringView.Span(ref right), threshold);
        return true;
    }
}

internal readonly struct LocateOperation : IRowOp<StringView, StringView, int, int>
{
    public static bool Invoke(ref StringView sought, ref StringView text, ref int position, RowContext context, out int result)
    {
        result = TextSearch.Locate(StringView.Span(ref sought), StringView.Span(ref text), position);
        return true;
    }
}

internal readonly struct LuhnOperation : IRowOp<StringView, byte>
{
    public static bool Invoke(ref StringView text, RowContext context, out byte result)
    {
        result = TextSimilarity.PassesLuhn(StringView.Span(ref text)) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct OverlayOperation : IRowOp<StringView, StringView, int, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView replacement, ref int position, ref int length, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        Utf8Text.AppendOverlaid(StringView.Span(ref text), StringView.Span(ref replacement), position, length, context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct QuoteOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        context.Buffer.Append((byte)'\'');
        foreach (byte b in StringView.Span(ref text))
        {
            if (b == (byte)'\'')
            {
                context.Buffer.Append((byte)'\\');
            }
            context.Buffer.Append(b);
        }
        context.Buffer.Append((byte)'\'');
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct RepeatOperation : IRowOp<StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref int times, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        Utf8Text.AppendRepeated(StringView.Span(ref text), Math.Max(0, times), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct ReplaceOperation : IRowOp<StringView, StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView sought, ref StringView replacement, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        TextSearch.AppendReplaced(StringView.Span(ref text), StringView.Span(ref sought), StringView.Span(ref replacement), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct SoundexOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        TextSimilarity.AppendSoundex(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct SpaceOperation : IRowOp<int, StringView>
{
    public static bool Invoke(ref int count, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        context.Buffer.AppendRepeated((byte)' ', Math.Max(0, count));
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct SplitPartOperation : IRowOp<StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView delimiter, ref int part, RowContext context, out StringView result)
    {
        if (part == 0)
        {
            throw context.Fail("INVALID_INDEX_OF_ZERO");
        }
        result = TextSlices.View(TextSearch.SplitPart(StringView.Span(ref text), StringView.Span(ref delimiter), part));
        return true;
    }
}

internal readonly struct SubstringOperation : IRowOp<StringView, int, int, StringView>
{
    public static bool Invoke(ref StringView text, ref int position, ref int length, RowContext context, out StringView result)
    {
        result = TextSlices.View(Utf8Text.Substring(StringView.Span(ref text), position, length));
        return true;
    }
}

internal readonly struct SubstringBytesOperation : IRowOp<StringView, int, int, StringView>
{
    public static bool Invoke(ref StringView bytes, ref int position, ref int length, RowContext context, out StringView result)
    {
        result = TextSlices.View(Utf8Text.SubstringBytes(StringView.Span(ref bytes), position, length));
        return true;
    }
}

internal readonly struct SubstringIndexOperation : IRowOp<StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView delimiter, ref int count, RowContext context, out StringView result)
    {
        result = TextSlices.View(TextSearch.SubstringIndex(StringView.Span(ref text), StringView.Span(ref delimiter), count));
        return true;
    }
}

/// <summary>Keeps the map of the last pair of character lists.</summary>
internal sealed class TranslateCache
{
    private byte[] _from = [];
    private byte[] _to = [];
    private TranslationMap? _map;

    public TranslationMap Get(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (_map is null || !from.SequenceEqual(_from) || !to.SequenceEqual(_to))
        {
            _from = from.ToArray();
            _to = to.ToArray();
            _map = new TranslationMap(from, to);
        }
        return _map;
    }
}

internal readonly struct TranslateOperation : IRowOp<StringView, StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView from, ref StringView to, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        ((TranslateCache)context.State!).Get(StringView.Span(ref from), StringView.Span(ref to)).Append(Utf8Text.Decoded(StringView.Span(ref text)), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}
