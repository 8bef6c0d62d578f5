using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

// The per-row operations of lpad and rpad.

internal readonly struct PadLeftOperation : IRowOp<StringView, int, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref int length, ref StringView padding, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        Utf8Text.AppendPaddedLeft(StringView.Span(ref text), length, StringView.Span(ref padding), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct PadRightOperation : IRowOp<StringView, int, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref int length, ref StringView padding, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        Utf8Text.AppendPaddedRight(StringView.Span(ref text), length, StringView.Span(ref padding), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct PadBytesLeftOperation : IRowOp<StringView, int, StringView, StringView>
{
    public static bool Invoke(ref StringView bytes, ref int length, ref StringView padding, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        BytePadding.Append(StringView.Span(ref bytes), length, StringView.Span(ref padding), isLeft: true, context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct PadBytesRightOperation : IRowOp<StringView, int, StringView, StringView>
{
    public static bool Invoke(ref StringView bytes, ref int length, ref StringView padding, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        BytePadding.Append(StringView.Span(ref bytes), length, StringView.Span(ref padding), isLeft: false, context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

/// <summary>Fills binaries up to a number of bytes, or cuts them to it.</summary>
internal static class BytePadding
{
    public static void Append(ReadOnlySpan<byte> bytes, int length, ReadOnlySpan<byte> padding, bool isLeft, TextBuffer output)
    {
        int missing = Math.Max(0, length) - bytes.Length;
        if (missing <= 0 || padding.IsEmpty)
        {
            output.Append(bytes[..Math.Clamp(length, 0, bytes.Length)]);
            return;
        }
        if (!isLeft)
        {
            output.Append(bytes);
        }
        for (; missing > padding.Length; missing -= padding.Length)
        {
            output.Append(padding);
        }
        output.Append(padding[..missing]);
        if (isLeft)
        {
            output.Append(bytes);
        }
    }
}
