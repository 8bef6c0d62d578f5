using System.Collections.Immutable;

namespace Gateway.Core.Errors;

/// <summary>Points an error at the SQL fragment or DataFrame call that caused it, as clients receive it.</summary>
/// <param name="Start">First code point, 0-based; -1 when unknown.</param>
/// <param name="Stop">Last code point, inclusive; -1 when unknown.</param>
public sealed record QueryContext(bool IsDataFrame, string ObjectType, string ObjectName, int Start, int Stop, string Fragment, string CallSite, string FullText)
{
    /// <summary>Makes the contexts of an error raised as a class: the analyzer's errors show no place rather than an empty one.</summary>
    public static ImmutableArray<QueryContext> Of(Origin origin, string? javaClass) =>
        From(origin) is { } context && (origin != Origin.Unplaced || javaClass is not ("AnalysisException" or "ParseException")) ? [context] : [];

    /// <summary>Makes the context of an origin, or null where the origin is unknown.</summary>
    public static QueryContext? From(Origin origin)
    {
        if (origin.Call is { } call)
        {
            return new QueryContext(true, "", "", -1, -1, call.Fragment, call.CallSite, "");
        }
        if (origin.Text is not { } text)
        {
            return null;
        }
        return new QueryContext(false, text.ObjectType, text.ObjectName, origin.Start, origin.Stop, Cut(text.Written ?? text.Text, origin.Start, origin.Stop), "", text.Written ?? text.Text);
    }

    /// <summary>Cuts UTF-16 units at code point offsets, as Spark does (after a surrogate pair the fragment is shifted).</summary>
    private static string Cut(string text, int start, int stop) =>
        start < 0 || start >= text.Length || stop < start ? "" : text.Substring(start, Math.Min(stop + 1, text.Length) - start);
}
