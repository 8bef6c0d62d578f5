using System.Globalization;
using System.Text;

namespace Gateway.Core.Errors;

/// <summary>Writes the text of an error as Spark lays it out: <c>[CONDITION] text SQLSTATE: xxxxx</c> and where it happened.</summary>
public static class ErrorMessage
{
    /// <summary>The complete text of an error.</summary>
    public static string Render(QueryError error)
    {
        if (error.Message is { } complete)
        {
            return complete;
        }

        if (error.Condition is null)
        {
            return "";
        }

        var condition = ErrorCatalog.Get(error.Condition);
        var text = Headline(condition, error);
        var javaClass = error.JavaClass ?? condition.JavaClass;
        var context = error.Contexts.IsEmpty ? null : error.Contexts[0];
        if (context is null)
        {
            return text;
        }

        if (context.IsDataFrame || javaClass is not ("ParseException" or "AnalysisException" or "ExtendedAnalysisException"))
        {
            return text + "\n" + ContextSummary.Of(context);
        }

        if (context.Start < 0)
        {
            return text;
        }

        var (line, column) = ContextSummary.Position(context.FullText, context.Start);
        return javaClass == "ParseException"
            ? AtPlace(text, context.FullText, line, column)
            : string.Create(CultureInfo.InvariantCulture, $"{text}; line {line} pos {column}");
    }

    /// <summary>The text of a parse error that points at a line (from 1) and a column (from 0).</summary>
    public static string RenderAt(QueryError error, string sqlText, int line, int column) =>
        AtPlace(Headline(ErrorCatalog.Get(error.Condition!), error), sqlText, line, column);

    /// <summary>The template's text with the parameters in place.</summary>
    public static string Fill(ErrorCondition condition, QueryError error)
    {
        if (condition.Template is not { } template)
        {
            return Generic(condition, error);
        }

        var text = new StringBuilder(template.Length + 64);
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('<', at);
            var close = open < 0 ? -1 : template.IndexOf('>', open);
            if (close < 0)
            {
                text.Append(template, at, template.Length - at);
                break;
            }

            text.Append(template, at, open - at);
            var name = template[(open + 1)..close];
            text.Append(error[name] ?? (condition.OptionalParameters.Contains(name) ? "" : template[open..(close + 1)]));
            at = close + 1;
        }

        return text.ToString();
    }

    private static string Headline(ErrorCondition condition, QueryError error)
    {
        var text = Fill(condition, error);
        return condition.SqlState.Length == 0 ? text : $"[{condition.Name}] {text} SQLSTATE: {condition.SqlState}";
    }

    /// <summary>Words of the condition's name, then the parameters: readable where no text was written by hand.</summary>
    private static string Generic(ErrorCondition condition, QueryError error)
    {
        var isLegacy = condition.SqlState.Length == 0;
        var words = isLegacy ? "The request cannot be carried out" : condition.Name.Replace(".", ": ", StringComparison.Ordinal).Replace('_', ' ').ToLowerInvariant();
        var text = new StringBuilder(words);
        if (text.Length > 0)
        {
            text[0] = char.ToUpperInvariant(text[0]);
        }

        if (error.Parameters.IsEmpty)
        {
            return text.Append('.').ToString();
        }

        text.Append(" (");
        for (var i = 0; i < error.Parameters.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(error.Parameters[i].Key).Append(": ").Append(error.Parameters[i].Value);
        }

        return text.Append(").").ToString();
    }

    private static string AtPlace(string headline, string sqlText, int line, int column)
    {
        var text = new StringBuilder("\n").Append(headline);
        text.Append(CultureInfo.InvariantCulture, $" (line {line}, pos {column})").Append("\n\n== SQL ==\n");
        var lines = sqlText.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            text.Append(lines[i]).Append('\n');
            if (i + 1 == line)
            {
                text.Append('-', column).Append("^^^\n");
            }
        }

        return text.ToString();
    }
}
