using System.Text;
using Gateway.Core.Errors;

namespace Gateway.Engine.Showing;

/// <summary>Lays rows of text out as <c>show()</c> prints them. Column names are never cut.</summary>
internal static class TableText
{
    private const int MinimumWidth = 3;

    /// <param name="truncate">Characters a cell keeps; 0 keeps all and aligns left.</param>
    /// <param name="hasMore">More rows exist than are shown.</param>
    public static string Table(IReadOnlyList<string> names, IReadOnlyList<string[]> rows, int truncate, bool hasMore)
    {
        var lines = new List<string[]> { names.Select(Escape).ToArray() };
        lines.AddRange(rows.Select(row => row.Select(cell => Cell(cell, truncate)).ToArray()));
        var widths = Enumerable.Range(0, names.Count).Select(i => Math.Max(MinimumWidth, lines.Max(line => DisplayWidth(line[i])))).ToArray();
        string separator = "+" + string.Join('+', widths.Select(static width => new string('-', width))) + "+\n";
        var text = new StringBuilder(separator);
        for (int i = 0; i < lines.Count; i++)
        {
            text.Append('|').AppendJoin('|', lines[i].Select((cell, column) => Pad(cell, widths[column], truncate > 0))).Append("|\n");
            if (i == 0)
            {
                text.Append(separator);
            }
        }
        text.Append(separator);
        if (hasMore)
        {
            text.Append("only showing top ").Append(rows.Count).Append(rows.Count == 1 ? " row" : " rows");
        }
        return text.ToString();
    }

    /// <exception cref="QueryException">There are rows but no columns: Spark looks for the longest name then.</exception>
    public static string Vertical(IReadOnlyList<string> names, IReadOnlyList<string[]> rows, int truncate, bool hasMore)
    {
        if (rows.Count == 0)
        {
            return "(0 rows)";
        }
        if (names.Count == 0)
        {
            throw new QueryException(new QueryError(null, [], [], "UnsupportedOperationException", "empty.max"));
        }
        var headers = names.Select(Escape).ToArray();
        var cells = rows.Select(row => row.Select(cell => Cell(cell, truncate)).ToArray()).ToList();
        int nameWidth = Math.Max(MinimumWidth, headers.Select(DisplayWidth).DefaultIfEmpty(0).Max());
        int dataWidth = Math.Max(MinimumWidth, cells.SelectMany(static row => row).Select(DisplayWidth).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        for (int i = 0; i < cells.Count; i++)
        {
            text.Append($"-RECORD {i}".PadRight(nameWidth + dataWidth + 5, '-')).Append('\n');
            for (int column = 0; column < headers.Length; column++)
            {
                text.Append(' ').Append(Pad(headers[column], nameWidth, right: false)).Append(" | ").Append(Pad(cells[i][column], dataWidth, right: false)).Append(" \n");
            }
        }
        if (hasMore)
        {
            text.Append("only showing top ").Append(rows.Count).Append(rows.Count == 1 ? " row" : " rows");
        }
        return text.ToString();
    }

    public static string Html(IReadOnlyList<string> names, IReadOnlyList<string[]> rows, int truncate, bool hasMore)
    {
        var text = new StringBuilder("<table border='1'>\n<tr>").AppendJoin("", names.Select(name => "<th>" + HtmlText.Escape(Escape(name)) + "</th>")).Append("</tr>\n");
        foreach (var row in rows)
        {
            text.Append("<tr>").AppendJoin("", row.Select(cell => "<td>" + HtmlText.Escape(Cell(cell, truncate)) + "</td>")).Append("</tr>\n");
        }
        text.Append("</table>\n");
        if (hasMore)
        {
            text.Append("only showing top ").Append(rows.Count).Append(rows.Count == 1 ? " row\n" : " rows\n");
        }
        return text.ToString();
    }

    private static string Cell(string text, int truncate)
    {
        text = Escape(text);
        if (truncate <= 0 || text.Length <= truncate)
        {
            return text;
        }
        return truncate < 4 ? text[..truncate] : text[..(truncate - 3)] + "...";
    }

    private static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u0007', '\r') < 0)
        {
            return text;
        }
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            escaped.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\f' => "\\f", '\b' => "\\b", '\u000B' => "\\v", '\u0007' => "\\a", _ => c.ToString() });
        }
        return escaped.ToString();
    }

    private static string Pad(string text, int width, bool right)
    {
        string fill = new(' ', Math.Max(0, width - DisplayWidth(text)));
        return right ? fill + text : text + fill;
    }

    /// <summary>Counts East Asian wide characters twice.</summary>
    private static int DisplayWidth(string text)
    {
        int width = 0;
        foreach (char c in text)
        {
            bool wide = c is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\u303E') or (>= '\u3041' and <= '\u33FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF')
                or (>= '\uA000' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6');
            width += wide ? 2 : 1;
        }
        return width;
    }
}
