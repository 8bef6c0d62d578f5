using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>Names a text's syntax error as Spark words it.</summary>
/// <param name="Condition">PARSE_SYNTAX_ERROR, INVALID_IDENTIFIER, UNCLOSED_BRACKETED_COMMENT or PARSE_EMPTY_STATEMENT.</param>
/// <param name="Token">The token that it points at.</param>
/// <param name="Error">The offending text in quotes, or <c>end of input</c>.</param>
/// <param name="Hint">Empty, or <c>: extra input 'x'</c>, <c>: missing ')'</c>.</param>
/// <param name="Identifier">The name, for INVALID_IDENTIFIER.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 0, in code points.</param>
public sealed record SyntaxError(string Condition, Token Token, string Error, string Hint, string? Identifier, int Line, int Column)
{
    /// <summary>The exception that the text's statement ends with.</summary>
    public QueryException ToException(string text)
    {
        ImmutableArray<KeyValuePair<string, string>> parameters = Condition switch
        {
            "PARSE_SYNTAX_ERROR" => [new("error", Error), new("hint", Hint)],
            "INVALID_IDENTIFIER" => [new("ident", Identifier!)],
            _ => [],
        };
        var error = new QueryError(Condition, parameters, [], "ParseException");
        return new QueryException(error with { Message = ErrorMessage.RenderAt(error, text, Line, Column) });
    }

    /// <summary>How the <c>error</c> parameter shows a token: the original text in quotes, line breaks and tabs escaped.</summary>
    internal static string Show(TokenList tokens, int index)
    {
        var token = tokens[index];
        return token.Kind == TokenKind.EndOfInput
            ? "end of input"
            : "'" + tokens.GetText(token).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "'";
    }
}
