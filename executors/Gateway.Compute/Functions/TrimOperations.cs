using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

// The per-row operations of trim, ltrim and rtrim.

/// <summary>The ends of a text that trimming works on.</summary>
internal interface ITrimEnds
{
    static abstract ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text);
    static abstract ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set);
}

internal readonly struct LeftEnd : ITrimEnds
{
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => Utf8Text.TrimStart(text);
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set) => Utf8Text.TrimStart(text, set);
}

internal readonly struct RightEnd : ITrimEnds
{
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => Utf8Text.TrimEnd(text);
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set) => Utf8Text.TrimEnd(text, set);
}

internal readonly struct BothEnds : ITrimEnds
{
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => Utf8Text.Trim(text);
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text, ReadOnlySpan<byte> set) => Utf8Text.TrimEnd(Utf8Text.TrimStart(text, set), set);
}

internal readonly struct TrimSpacesOperation<TEnds> : IRowOp<StringView, StringView> where TEnds : struct, ITrimEnds
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        result = TextSlices.View(TEnds.Trim(StringView.Span(ref text)));
        return true;
    }
}

internal readonly struct TrimSetOperation<TEnds> : IRowOp<StringView, StringView, StringView> where TEnds : struct, ITrimEnds
{
    public static bool Invoke(ref StringView text, ref StringView set, RowContext context, out StringView result)
    {
        result = TextSlices.View(TEnds.Trim(StringView.Span(ref text), StringView.Span(ref set)));
        return true;
    }
}

internal readonly struct TrimSetFirstOperation<TEnds> : IRowOp<StringView, StringView, StringView> where TEnds : struct, ITrimEnds
{
    public static bool Invoke(ref StringView set, ref StringView text, RowContext context, out StringView result) =>
        TrimSetOperation<TEnds>.Invoke(ref text, ref set, context, out result);
}
