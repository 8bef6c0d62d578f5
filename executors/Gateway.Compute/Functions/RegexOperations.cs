using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Keeps the last compiled pattern and replacement of a call.</summary>
internal sealed class RegexCache(string functionName, bool ignoreCase)
{
    private byte[]? _pattern;
    private byte[]? _replacement;
    private JavaRegex? _regex;
    private JavaReplacement? _compiledReplacement;

    public List<(int Start, int Length)> Ranges { get; } = [];

    public static RegexCache Make(BoundCall site) => new(
        // These two are written in terms of others, which errors name.
        site.Call.Function.Name switch { "regexp_count" => "regexp_extract_all", "regexp_substr" => "regexp_extract", _ => site.Call.Function.PrintedName ?? site.Call.CalledName },
        site.ArgumentType(0) is StringType { Collation: "UTF8_LCASE" });

    public JavaRegex Get(ref StringView pattern)
    {
        var bytes = StringView.Span(ref pattern);
        if (_pattern is null || !bytes.SequenceEqual(_pattern))
        {
            string text = Encoding.UTF8.GetString(bytes);
            if (!JavaRegex.TryCompile(text, ignoreCase, out var regex))
            {
                throw functionName == "split"
                    ? QueryErrors.Bare("IllegalArgumentException", "The pattern is not a regular expression: " + text)
                    : new QueryException("INVALID_PARAMETER_VALUE.PATTERN", ("parameter", "`regexp`"), ("functionName", Quote.Id(functionName)), ("value", Quote.Value(text)));
            }
            _regex = regex;
            _pattern = bytes.ToArray();
            _replacement = null;
        }
        return _regex!;
    }

    public JavaReplacement GetReplacement(ref StringView replacement, JavaRegex regex, StringView source, int position)
    {
        var bytes = StringView.Span(ref replacement);
        if (_replacement is null || !bytes.SequenceEqual(_replacement))
        {
            if (!JavaReplacement.TryCompile(bytes, regex, out var compiled))
            {
                throw new QueryException("INVALID_REGEXP_REPLACE",
                    ("source", source.ToString()), ("pattern", Encoding.UTF8.GetString(_pattern!)), ("replacement", Encoding.UTF8.GetString(bytes)), ("position", position.ToString(CultureInfo.InvariantCulture)));
            }
            _compiledReplacement = compiled;
            _replacement = bytes.ToArray();
        }
        return _compiledReplacement!;
    }

    /// <summary>Throws when a group index is outside the pattern's groups.</summary>
    /// <summary>Refuses a group that the pattern does not have, once a text matches: Spark looks at groups of matches only.</summary>
    public void CheckGroup(JavaRegex regex, int group, ReadOnlySpan<byte> text)
    {
        if ((group < 0 || group > regex.GroupCount) && regex.IsMatch(text))
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
                ("parameter", "`idx`"), ("functionName", Quote.Id(functionName)), ("groupCount", regex.GroupCount.ToString(CultureInfo.InvariantCulture)), ("groupIndex", group.ToString(CultureInfo.InvariantCulture)));
        }
    }
}

internal readonly struct RegexLikeOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out byte result)
    {
        result = ((RegexCache)context.State!).Get(ref pattern).IsMatch(StringView.Span(ref text), context.Site.Context.Cancellation) ? (byte)1 : (byte)0;
        return true;
    }
}

internal readonly struct RegexCountOperation : IRowOp<StringView, StringView, int>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out int result)
    {
        result = ((RegexCache)context.State!).Get(ref pattern).Count(StringView.Span(ref text), context.Site.Context.Cancellation);
        return true;
    }
}

internal readonly struct RegexExtractOperation : IRowOp<StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, ref int group, RowContext context, out StringView result)
    {
        var cache = (RegexCache)context.State!;
        var regex = cache.Get(ref pattern);
        var bytes = StringView.Span(ref text);
        cache.CheckGroup(regex, group, bytes);
        result = group >= 0 && group <= regex.GroupCount && regex.TryFindGroup(bytes, group, out int start, out int length, context.Site.Context.Cancellation) && length >= 0 ? TextSlices.View(bytes.Slice(start, length)) : default;
        return true;
    }
}

internal readonly unsafe struct RegexExtractAllOperation : IRowOp<StringView, StringView, int, ListSpan>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, ref int group, RowContext context, out ListSpan result)
    {
        var cache = (RegexCache)context.State!;
        var regex = cache.Get(ref pattern);
        cache.CheckGroup(regex, group, StringView.Span(ref text));
        cache.Ranges.Clear();
        if (group >= 0 && group <= regex.GroupCount)
        {
            regex.FindAll(StringView.Span(ref text), group, cache.Ranges, context.Site.Context.Cancellation);
        }
        result = TextLists.Append(context.Result, StringView.Span(ref text), cache.Ranges);
        return true;
    }
}

internal readonly struct RegexPositionOperation : IRowOp<StringView, StringView, int, int>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, ref int group, RowContext context, out int result)
    {
        var bytes = StringView.Span(ref text);
        result = ((RegexCache)context.State!).Get(ref pattern).TryFind(bytes, out int start, out _, context.Site.Context.Cancellation) ? Utf8Text.CountCodePoints(bytes[..start]) + 1 : 0;
        return true;
    }
}

internal readonly struct RegexReplaceOperation : IRowOp<StringView, StringView, StringView, int, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, ref StringView replacement, ref int position, RowContext context, out StringView result)
    {
        var cache = (RegexCache)context.State!;
        var regex = cache.Get(ref pattern);
        context.Buffer.Clear();
        regex.AppendReplaced(StringView.Span(ref text), cache.GetReplacement(ref replacement, regex, text, position), position - 1, context.Buffer, context.Site.Context.Cancellation);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct RegexSubstringOperation : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out StringView result)
    {
        var bytes = StringView.Span(ref text);
        bool found = ((RegexCache)context.State!).Get(ref pattern).TryFind(bytes, out int start, out int length, context.Site.Context.Cancellation);
        // An empty match counts as none.
        result = found ? TextSlices.View(bytes.Slice(start, length)) : default;
        return found && length > 0;
    }
}

internal readonly unsafe struct SplitOperation : IRowOp<StringView, StringView, int, ListSpan>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, ref int limit, RowContext context, out ListSpan result)
    {
        var cache = (RegexCache)context.State!;
        cache.Ranges.Clear();
        if (pattern.Length == 0)
        {
            JavaRegex.SplitCharacters(StringView.Span(ref text), limit, cache.Ranges);
        }
        else
        {
            cache.Get(ref pattern).Split(StringView.Span(ref text), limit, cache.Ranges, context.Site.Context.Cancellation);
        }
        result = TextLists.Append(context.Result, StringView.Span(ref text), cache.Ranges);
        return true;
    }
}

/// <summary>Builds arrays of substrings.</summary>
internal static unsafe class TextLists
{
    /// <summary>Appends slices of a text as the elements of the next row; a negative start is a NULL element.</summary>
    public static ListSpan Append(Column result, ReadOnlySpan<byte> text, List<(int Start, int Length)> ranges)
    {
        int first = result.AppendChildren(ranges.Count);
        var child = result.Children[0];
        for (int i = 0; i < ranges.Count; i++)
        {
            var (start, length) = ranges[i];
            if (start < 0)
            {
                child.SetNull(first + i);
            }
            else
            {
                child.Data<StringView>()[first + i] = length < 0 ? default : TextSlices.View(text.Slice(start, length));
            }
        }
        return new ListSpan(first, ranges.Count);
    }
}
