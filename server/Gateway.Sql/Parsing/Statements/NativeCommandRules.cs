using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Knows Hive's own statements, which are read to be refused by name.</summary>
internal sealed class NativeCommandRules(Grammar grammar)
{
    private static readonly TokenKind[][] s_commands =
    [
        [TokenKind.Create, TokenKind.Role], [TokenKind.Drop, TokenKind.Role], [TokenKind.Grant, TokenKind.Role], [TokenKind.Grant],
        [TokenKind.Revoke, TokenKind.Role], [TokenKind.Revoke], [TokenKind.Show, TokenKind.Grant], [TokenKind.Show, TokenKind.Role, TokenKind.Grant],
        [TokenKind.Show, TokenKind.Principals], [TokenKind.Show, TokenKind.Roles], [TokenKind.Show, TokenKind.Current, TokenKind.Roles],
        [TokenKind.Export, TokenKind.Table], [TokenKind.Import, TokenKind.Table], [TokenKind.Show, TokenKind.Compactions],
        [TokenKind.Show, TokenKind.Transactions], [TokenKind.Show, TokenKind.Indexes], [TokenKind.Show, TokenKind.Locks],
        [TokenKind.Alter, TokenKind.Index], [TokenKind.Lock, TokenKind.Table], [TokenKind.Lock, TokenKind.Database],
        [TokenKind.Unlock, TokenKind.Table], [TokenKind.Unlock, TokenKind.Database], [TokenKind.Create, TokenKind.Temporary, TokenKind.Macro],
        [TokenKind.Drop, TokenKind.Temporary, TokenKind.Macro], [TokenKind.Start, TokenKind.Transaction], [TokenKind.Commit], [TokenKind.Rollback], [TokenKind.Dfs],
    ];

    private static readonly TokenKind[][] s_tableCommands =
    [
        [TokenKind.Not, TokenKind.Clustered], [TokenKind.Clustered, TokenKind.By], [TokenKind.Not, TokenKind.Sorted], [TokenKind.Skewed, TokenKind.By],
        [TokenKind.Not, TokenKind.Skewed], [TokenKind.Not, TokenKind.Stored, TokenKind.As, TokenKind.Directories], [TokenKind.Set, TokenKind.Skewed, TokenKind.Location],
        [TokenKind.Exchange, TokenKind.Partition], [TokenKind.Archive, TokenKind.Partition], [TokenKind.Unarchive, TokenKind.Partition], [TokenKind.Touch],
        [TokenKind.Compact], [TokenKind.Concatenate], [TokenKind.Set, TokenKind.Fileformat],
    ];

    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Reads one of the refused statements; null if something else stands here.</summary>
    public LogicalPlan? TryRead()
    {
        int start = _cursor.Index;
        foreach (var words in s_commands)
        {
            if (Matches(words))
            {
                return Refuse(start, Words(start, words.Length));
            }
        }

        return null;
    }

    /// <summary>Reads what ALTER TABLE t may not do; null if something else stands here.</summary>
    public LogicalPlan? TryReadTable(int start)
    {
        foreach (var words in s_tableCommands)
        {
            if (Matches(words))
            {
                return Refuse(start, Words(start, 2) + " " + Words(_cursor.Index, words.Length));
            }
        }

        return null;
    }

    /// <summary>Refuses the rest of a statement under the given name.</summary>
    public LogicalPlan Refuse(int start, string operation)
    {
        grammar.Statements.SkipRest();
        var span = _cursor.SpanFrom(start);
        _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", span, ("operation", operation));
        return new OneRowRelation { Origin = span };
    }

    private bool Matches(TokenKind[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (_cursor.Peek(i) != words[i])
            {
                return false;
            }
        }

        return true;
    }

    private string Words(int first, int count) => string.Join(' ', Enumerable.Range(first, count).Select(token => _cursor.TextOf(token).ToString()));
}
