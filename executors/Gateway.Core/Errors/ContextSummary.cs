using System.Globalization;
using System.Text;

namespace Gateway.Core.Errors;

/// <summary>Shows the fragment that an error points at, with carets under it.</summary>
public static class ContextSummary
{
    private const int MaxExtraLength = 32;

    /// <summary>The summary of a context; empty if its place in the text is unknown.</summary>
    public static string Of(QueryContext context)
    {
        if (context.IsDataFrame)
        {
            return $"== DataFrame ==\n\"{context.Fragment}\" was called from\n{context.CallSite}\n";
        }

        var text = context.FullText;
        if (context.Start < 0 || context.Stop < context.Start || context.Stop >= text.Length)
        {
            return "";
        }

        var (line, column) = Position(text, context.Start);
        var owner = context.ObjectType.Length > 0 && context.ObjectName.Length > 0 ? $" of {context.ObjectType} {context.ObjectName}" : "";
        var summary = new StringBuilder();
        summary.Append(CultureInfo.InvariantCulture, $"== SQL{owner} (line {line}, position {column + 1}) ==\n");

        var first = context.Start;
        while (first > 0 && text[first - 1] != '\n' && context.Start - first < MaxExtraLength)
        {
            first--;
        }

        var end = context.Stop + 1;
        while (end < text.Length && text[end] != '\n' && end - context.Stop - 1 < MaxExtraLength)
        {
            end++;
        }

        var isHeadCut = first > 0 && text[first - 1] != '\n';
        var isTailCut = end < text.Length && text[end] != '\n';
        var at = isHeadCut ? first - 3 : first;
        foreach (var shown in ((isHeadCut ? "..." : "") + text[first..end] + (isTailCut ? "..." : "")).Split('\n'))
        {
            summary.Append(shown.TrimEnd('\r')).Append('\n');
            for (var i = 0; i < shown.Length; i++, at++)
            {
                if (at < context.Start)
                {
                    summary.Append(' ');
                }
                else if (at <= context.Stop)
                {
                    summary.Append('^');
                }
            }

            at++;
            summary.Append('\n');
        }

        return summary.ToString();
    }

    /// <summary>The line (from 1) and column (from 0) of an offset.</summary>
    public static (int Line, int Column) Position(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n') - 1);
    }
}
