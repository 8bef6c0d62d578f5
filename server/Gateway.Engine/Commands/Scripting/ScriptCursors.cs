using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands.Scripting;

/// <summary>Refuses cursor statements where they are not allowed.</summary>
internal static class CursorRules
{
    public static QueryException Outside() => new("CURSOR_OUTSIDE_SCRIPT");
}

/// <summary>The cursors of one scope.</summary>
internal sealed class ScriptCursors
{
    private readonly Dictionary<string, ScriptCursor> _cursors = new(StringComparer.OrdinalIgnoreCase);

    public ScriptCursor? Find(string name) => _cursors.GetValueOrDefault(name);

    public void Declare(DeclareCursor declaration)
    {
        if (!_cursors.TryAdd(declaration.Name, new ScriptCursor(declaration)))
        {
            throw new QueryException("CURSOR_ALREADY_EXISTS", ("cursorName", Quote.Id([declaration.Name])));
        }
    }
}

/// <summary>A cursor: closed, or open over the rows its query had when it was opened.</summary>
internal sealed class ScriptCursor(DeclareCursor declaration)
{
    private List<object?[]>? _rows;
    private StructType _schema = StructType.Empty;
    private int _next;

    public void Open(ImmutableArray<Expression> arguments, CommandContext context)
    {
        if (_rows is not null)
        {
            throw new QueryException("CURSOR_ALREADY_OPEN", ("cursorName", Quote.Id([declaration.Name])));
        }
        var plan = context.Session.ParsePlan(declaration.QueryText, arguments.IsEmpty ? null : StatementArguments.Bind(arguments, context));
        var query = context.Session.Prepare(plan, context.Cancellation);
        _schema = query.Schema;
        _rows = query.Collect(context.Cancellation);
        _next = 0;
    }

    public void Close()
    {
        RequireOpen();
        _rows = null;
    }

    public void Fetch(VariableTarget[] targets, CommandContext context, Origin statement)
    {
        var rows = RequireOpen();
        if (targets.Length != _schema.Fields.Length)
        {
            throw VariableTarget.Arity(targets.Length, _schema.Fields.Length);
        }
        if (_next >= rows.Count)
        {
            throw new QueryException("CURSOR_NO_MORE_ROWS", ("cursorName", Quote.Id([declaration.Name])));
        }
        VariableTarget.AssignValues(targets, rows[_next++], _schema, context, statement);
    }

    private List<object?[]> RequireOpen() => _rows ?? throw new QueryException("CURSOR_NOT_OPEN", ("cursorName", Quote.Id([declaration.Name])));
}
