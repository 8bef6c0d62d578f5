using Gateway.Core.Errors;
using Gateway.Sql.Lexing;
using Gateway.Sql.SyntaxErrors;

namespace Gateway.Sql.Parsing;

/// <summary>Raises what is wrong with a text: its syntax as the locator words it, then parameters, then what the builders refuse.</summary>
internal static class SyntaxReport
{
    public static void ThrowIfIllegal(TokenCursor cursor, TokenList tokens, SyntaxEntry entry)
    {
        if (cursor.Failed || tokens.HasUnclosedComment || cursor.BadIdentifiers.Count > 0)
        {
            var error = SyntaxErrorLocator.Locate(tokens.Text, Rule(entry), SyntaxSettings.Of(cursor.Settings.Configuration), cursor.Failed ? cursor.Furthest : 0);
            if (error is not null)
            {
                throw error.ToException(tokens.Text);
            }
        }

        if (cursor.Failed)
        {
            // The locator found a way that the parser did not: the furthest token is the best guess.
            var token = tokens[cursor.Furthest];
            var (line, column) = tokens.Position(token);
            throw new SyntaxError("PARSE_SYNTAX_ERROR", token, SyntaxError.Show(tokens, cursor.Furthest), "", null, line, column).ToException(tokens.Text);
        }

        if (cursor.BadIdentifiers.Count > 0)
        {
            var (index, name) = cursor.BadIdentifiers.MinBy(static bad => bad.Token);
            var token = tokens[index];
            var (line, column) = tokens.Position(token);
            throw new SyntaxError("INVALID_IDENTIFIER", token, SyntaxError.Show(tokens, index), "", name, line, column).ToException(tokens.Text);
        }

        if (cursor.ParameterFaults.Count > 0)
        {
            throw cursor.ParameterFaults.FirstOrDefault(static fault => fault.Error.Condition != "UNBOUND_SQL_PARAMETER") ?? cursor.ParameterFaults[0];
        }

        if (cursor.Faults.Count > 0)
        {
            throw WithPosition(cursor.Faults[0], tokens.Text);
        }
    }

    /// <summary>Parse errors name line and column of their context in the message.</summary>
    private static QueryException WithPosition(QueryException fault, string text)
    {
        var error = fault.Error;
        if (error.JavaClass != "ParseException" || error.Message is not null || error.Contexts.IsEmpty)
        {
            return fault;
        }

        int start = 0;
        for (int codePoint = 0; codePoint < error.Contexts[0].Start && start < text.Length; codePoint++)
        {
            start += char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1;
        }

        var before = text.AsSpan(0, Math.Min(start, text.Length));
        int line = before.Count('\n') + 1;
        int column = before.Length - (before.LastIndexOf('\n') + 1);
        return new QueryException(error with { Message = ErrorMessage.RenderAt(error, text, line, column) }, fault.InnerException);
    }

    private static string Rule(SyntaxEntry entry) => entry switch
    {
        SyntaxEntry.Statement => SyntaxErrorLocator.Statement,
        SyntaxEntry.Query => "singleQuery",
        SyntaxEntry.Expression => "singleExpression",
        SyntaxEntry.DataType => "singleDataType",
        SyntaxEntry.TableSchema => "singleTableSchema",
        SyntaxEntry.MultipartIdentifier => "singleMultipartIdentifier",
        SyntaxEntry.RoutineParameters => "singleRoutineParamList",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
