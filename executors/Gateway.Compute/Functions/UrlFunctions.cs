using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over URLs.</summary>
internal static class UrlFunctions
{
    private static readonly Func<FunctionCall, DataType> _text = static _ => StringType.Instance;
    private static readonly Parameter _str = new("str", TypeRule.String);

    public static void Register(FunctionFamily f)
    {
        Parse(f, "parse_url");
        Parse(f, "try_parse_url");
        f.Scalar("url_decode", [_str], _text, NullRules.Always, RowKernel.Of<UrlDecodeOperation, StringView, StringView>(static _ => new TextBuffer()), canThrow: static _ => true, group: "url_funcs");
        f.Scalar("try_url_decode", [_str], _text, NullRules.Always, RowKernel.Of<UrlDecodeOperation, StringView, StringView>(static _ => new TextBuffer()), checkedAs: "url_decode", canThrow: static _ => false, group: "url_funcs");
        f.Scalar("url_encode", [_str], _text, NullRules.Always, RowKernel.Of<UrlEncodeOperation, StringView, StringView>(), canThrow: static _ => false, group: "url_funcs");
    }

    private static void Parse(FunctionFamily f, string name) =>
        f.Scalar(name, [new("url", TypeRule.String), new("partToExtract", TypeRule.String), new("key", TypeRule.String)], _text, NullRules.Always, static site => (site.Arguments.Length == 2
            ? RowKernel.Of<UrlPartOperation, StringView, StringView, StringView>()
            : RowKernel.Of<UrlQueryOperation, StringView, StringView, StringView, StringView>())(site), optional: 1, coercion: ArgumentCoercion.None, canThrow: static call => call.Ansi, checkedAs: "parse_url", group: "url_funcs");
}

internal readonly struct UrlDecodeOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        var bytes = StringView.Span(ref text);
        context.Buffer.Clear();
        if (UrlText.TryAppendDecoded(bytes, context.Buffer, (TextBuffer)context.State!))
        {
            result = context.TakeBuffer();
            return true;
        }
        result = default;
        return context.Site.Call.Mode == EvaluationMode.Try
            ? false
            : throw new QueryException("CANNOT_DECODE_URL", ("url", Encoding.UTF8.GetString(bytes))).As("SparkIllegalArgumentException");
    }
}

internal readonly struct UrlEncodeOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        UrlText.AppendEncoded(Utf8Text.Decoded(StringView.Span(ref text)), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct UrlPartOperation : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView url, ref StringView part, RowContext context, out StringView result)
    {
        result = default;
        bool known = UrlText.TryParsePart(StringView.Span(ref part), out var parsed);
        bool found = UrlText.TryGetPart(StringView.Span(ref url), parsed, out var value, out bool isInvalid);
        if (isInvalid)
        {
            return context.Ansi ? throw new QueryException("INVALID_URL", ("url", url.ToString())).As("SparkIllegalArgumentException") : false;
        }
        if (!known || !found)
        {
            return false;
        }
        result = context.Heap.Add(value);
        return true;
    }
}

internal readonly struct UrlQueryOperation : IRowOp<StringView, StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView url, ref StringView part, ref StringView key, RowContext context, out StringView result)
    {
        result = default;
        if (!StringView.Span(ref part).SequenceEqual("QUERY"u8) || !UrlPartOperation.Invoke(ref url, ref part, context, out var query) ||
            !UrlText.TryGetQueryValue(StringView.Span(ref query), StringView.Span(ref key), out var value))
        {
            return false;
        }
        result = context.Heap.Add(value);
        return true;
    }
}
