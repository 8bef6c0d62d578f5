using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads DROP of every kind of object.</summary>
internal sealed class DropRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    public LogicalPlan Drop()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        bool temporary = _cursor.At(TokenKind.Temporary) && _cursor.Peek() is TokenKind.Function or TokenKind.Var or TokenKind.Variable;
        if (temporary)
        {
            _cursor.Advance();
        }

        var kind = _cursor.Kind;
        _cursor.Advance();
        switch (kind)
        {
            case TokenKind.Table:
                bool ifExists = grammar.Statements.IfExists();
                var table = grammar.Names.Reference();
                bool purge = _cursor.Accept(TokenKind.Purge);
                return Bind(table, start, parts => new DropTable(parts, ifExists, purge));
            case TokenKind.View:
                bool ifViewExists = grammar.Statements.IfExists();
                return Bind(grammar.Names.Reference(), start, parts => new DropView(parts, ifViewExists));
            case TokenKind.Database or TokenKind.Schema or TokenKind.Namespace:
                bool ifNamespaceExists = grammar.Statements.IfExists();
                var name = grammar.Names.Reference();
                bool cascade = _cursor.At(TokenKind.Cascade);
                _cursor.AcceptAny(TokenKind.Cascade, TokenKind.Restrict);
                return Bind(name, start, parts => new DropNamespace(parts, ifNamespaceExists, cascade));
            case TokenKind.Function:
                return Function(start, temporary);
            case TokenKind.Var or TokenKind.Variable when temporary:
                bool ifVariableExists = grammar.Statements.IfExists();
                return Bind(grammar.Names.Reference(), start, parts => new DropVariable(parts, ifVariableExists));
            case TokenKind.Index:
                return Index(start);
            default:
                _cursor.Fail();
                return new OneRowRelation();
        }
    }

    private LogicalPlan Function(int start, bool temporary)
    {
        bool ifExists = grammar.Statements.IfExists();
        var name = grammar.Names.Reference();
        var span = _cursor.SpanFrom(start);
        return name.Bind(
            parts =>
            {
                var own = temporary ? TemporaryNames.Check(_cursor, parts, "FUNCTION", span) : parts;
                return new DropFunction(own, ifExists, temporary) { Origin = span };
            },
            span);
    }

    private LogicalPlan Index(int start)
    {
        bool ifExists = grammar.Statements.IfExists();
        string index = grammar.Names.Identifier();
        if (!_cursor.At(TokenKind.On))
        {
            return new NativeCommandRules(grammar).Refuse(start, "DROP INDEX");
        }

        _cursor.Advance();
        if (_cursor.At(TokenKind.Table) && _cursor.IsIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
        }

        return Bind(grammar.Names.Reference(), start, parts => new DropIndex(index, parts, ifExists));
    }

    private LogicalPlan Bind(NameReference name, int start, Func<ImmutableArray<string>, LogicalPlan> make)
    {
        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => make(parts) with { Origin = span }, span);
    }
}

/// <summary>Checks the qualifiers of temporary objects, which live outside every database.</summary>
internal static class TemporaryNames
{
    /// <summary>Takes off <c>session</c> and <c>system.session</c>; any other qualifier is refused.</summary>
    public static ImmutableArray<string> Check(TokenCursor cursor, ImmutableArray<string> parts, string objectType, Origin span)
    {
        if (parts.Length <= 1)
        {
            return parts;
        }

        ImmutableArray<string> qualifier = parts[..^1];
        bool isSession = qualifier is [var only] && only.Equals("session", StringComparison.OrdinalIgnoreCase)
            || (qualifier is [var first, var second] && first.Equals("system", StringComparison.OrdinalIgnoreCase) && second.Equals("session", StringComparison.OrdinalIgnoreCase));
        if (!isSession)
        {
            cursor.Fault("INVALID_TEMP_OBJ_QUALIFIER", span, ("objectType", objectType), ("objectName", Quote.Id(parts[^1])), ("qualifier", Quote.Id(qualifier)));
        }

        return parts[^1..];
    }
}
