using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads one statement, choosing its family by its first words.</summary>
internal sealed class StatementRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>singleStatement, or a script.</summary>
    public LogicalPlan Single()
    {
        var plan = Statement();
        while (_cursor.Accept(TokenKind.Semicolon))
        {
        }

        _cursor.ExpectEnd();
        return plan;
    }

    /// <summary>statement</summary>
    public LogicalPlan Statement() => grammar.Queries.Query();
}
