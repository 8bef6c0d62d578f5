using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

// The per-row operations between texts and bytes: Base64, Base32, UTF-8.

internal readonly struct Base64Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        BinaryText.AppendBase64(StringView.Span(ref bytes), chunked: true, context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct Base32Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView bytes, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        BinaryText.AppendBase32(StringView.Span(ref bytes), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct FromBase32Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        BinaryText.AppendFromBase32(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct ValidUtf8Operation : IRowOp<StringView, byte>
{
    public static bool Invoke(ref StringView text, RowContext context, out byte result)
    {
        result = Utf8Text.IsValid(StringView.Span(ref text)) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct RepairUtf8Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        Utf8Text.AppendRepaired(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct TryValidateUtf8Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        result = text;
        return Utf8Text.IsValid(StringView.Span(ref text));
    }
}

internal readonly struct ValidateUtf8Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        result = text;
        if (!Utf8Text.IsValid(StringView.Span(ref text)))
        {
            throw new QueryException("INVALID_UTF8_STRING", ("str", string.Concat(StringView.Span(ref text).ToArray().Select(static b => $"\\x{b:X2}"))));
        }
        return true;
    }
}

internal readonly struct FromBase64Operation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        if (!BinaryText.TryAppendFromBase64(StringView.Span(ref text), context.Buffer))
        {
            throw context.Fail("CONVERSION_INVALID_INPUT",
                ("str", Quote.Value(Encoding.UTF8.GetString(StringView.Span(ref text)))), ("fmt", Quote.Value("BASE64")), ("targetType", "\"BINARY\""), ("suggestion", "`try_to_binary`"));
        }
        result = context.TakeBuffer();
        return true;
    }
}
