using Gateway.Core.Errors;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing;

/// <summary>Raises what is wrong with a text as text: bad identifiers, syntax, unclosed comments.</summary>
internal static class SyntaxReport
{
    public static void ThrowIfIllegal(TokenCursor cursor, TokenList tokens, SyntaxEntry entry)
    {
        if (tokens.Count == 1 && string.IsNullOrWhiteSpace(tokens.Text))
        {
            throw Raise("PARSE_EMPTY_STATEMENT");
        }

        int furthest = cursor.Failed ? cursor.Furthest : int.MaxValue;
        if (cursor.BadIdentifiers.Count > 0)
        {
            var (token, name) = cursor.BadIdentifiers.MinBy(static bad => bad.Token);
            if (token < furthest)
            {
                throw Raise("INVALID_IDENTIFIER", ("ident", name));
            }
        }

        if (tokens.HasUnclosedComment)
        {
            throw Raise("UNCLOSED_BRACKETED_COMMENT");
        }

        if (!cursor.Failed)
        {
            return;
        }

        _ = entry;
        var offending = tokens[cursor.Furthest];
        string error = offending.Kind == TokenKind.EndOfInput ? "end of input" : "'" + tokens.GetText(offending) + "'";
        throw Raise("PARSE_SYNTAX_ERROR", ("error", error), ("hint", ""));
    }

    private static QueryException Raise(string condition, params ReadOnlySpan<(string, string)> parameters) =>
        new(QueryException.Create(condition, Origin.None, "ParseException", parameters));
}
