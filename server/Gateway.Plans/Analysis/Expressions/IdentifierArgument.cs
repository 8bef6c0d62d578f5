using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Evaluates the argument of IDENTIFIER to name parts.</summary>
internal static class IdentifierArgument
{
    public static ImmutableArray<string> Parts(Expression name, AnalyzerContext context)
    {
        if (!name.Foldable)
        {
            throw new QueryException("NOT_A_CONSTANT_STRING.NOT_CONSTANT", name.Origin, ("name", "IDENTIFIER"), ("expr", name.SqlText));
        }
        if (name.Type is not StringType)
        {
            throw new QueryException("NOT_A_CONSTANT_STRING.WRONG_TYPE", name.Origin, ("name", "IDENTIFIER"), ("expr", name.SqlText), ("dataType", TypeText.CatalogString(name.Type)));
        }
        return ConstantFolding.Evaluate(name, context.Settings).Value is string text
            ? Parse(text)
            : throw new QueryException("NOT_A_CONSTANT_STRING.NULL", name.Origin, ("name", "IDENTIFIER"), ("expr", name.SqlText));
    }

    /// <summary>Splits a dotted name with optional back-quotes.</summary>
    public static ImmutableArray<string> Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<string>();
        var part = new StringBuilder();
        int i = 0;
        while (true)
        {
            part.Clear();
            if (i < text.Length && text[i] == '`')
            {
                i = ReadQuoted(text, i + 1, part);
            }
            else
            {
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'))
                {
                    part.Append(text[i++]);
                }
                if (part.Length == 0)
                {
                    throw Unparsable(text, i);
                }
            }
            parts.Add(part.ToString());
            if (i == text.Length)
            {
                return parts.ToImmutable();
            }
            if (text[i++] != '.')
            {
                throw Unparsable(text, i - 1);
            }
        }
    }

    private static int ReadQuoted(string text, int position, StringBuilder part)
    {
        while (position < text.Length)
        {
            if (text[position] != '`')
            {
                part.Append(text[position++]);
            }
            else if (position + 1 < text.Length && text[position + 1] == '`')
            {
                part.Append('`');
                position += 2;
            }
            else
            {
                return position + 1;
            }
        }
        throw Unparsable(text, text.Length);
    }

    private static QueryException Unparsable(string text, int position)
    {
        string rest = "end of input";
        if (position < text.Length)
        {
            int end = position + 1;
            while (char.IsLetterOrDigit(text[position]) && end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }
            rest = "'" + text[position..end] + "'";
        }
        return new QueryException(QueryException.Create("PARSE_SYNTAX_ERROR", Origin.None, "ParseException", ("error", rest), ("hint", "")));
    }
}
