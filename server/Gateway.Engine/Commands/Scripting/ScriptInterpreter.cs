using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Sessions;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands.Scripting;

/// <summary>Runs a script. Every statement is analysed when it is reached; the result is that of the last statement that returned rows.</summary>
internal sealed class ScriptInterpreter(CommandContext context)
{
    private readonly Dictionary<ScriptScope, ScriptCursors> _cursors = [];
    private ImmutableStack<ImmutableArray<ActiveHandler>> _handlers = [];

    /// <summary>Gets the rows of the last statement that returned some.</summary>
    public LogicalPlan Result { get; private set; } = new LocalRelation([], []);

    private ScriptVariables Locals => context.Catalog.Locals;

    public void Run(CompoundBlock body)
    {
        var outside = Locals.Scopes;
        try
        {
            Block(body, body.Label);
        }
        catch (UnhandledScriptFault unhandled)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(unhandled.Fault);
        }
        finally
        {
            Locals.Scopes = outside;
        }
    }

    private Flow Block(CompoundBlock block, string? label)
    {
        var scopes = Locals.Scopes;
        var handlers = _handlers;
        var scope = new ScriptScope(label ?? Guid.NewGuid().ToString("D"));
        Locals.Scopes = scopes.Push(scope);
        try
        {
            ImmutableArray<ActiveHandler> active = [.. block.Statements.OfType<DeclareHandler>().Select(declaration => new ActiveHandler(declaration, block, Locals.Scopes))];
            _handlers = active.IsEmpty ? handlers : handlers.Push(active);
            foreach (var statement in block.Statements)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var flow = Guarded(statement, scope);
                switch (flow.Kind)
                {
                    case FlowKind.Next:
                        break;
                    case FlowKind.Leave when flow.Names(label):
                        return Flow.Next;
                    case FlowKind.ExitBlock when ReferenceEquals(flow.Block, block):
                        return Flow.Next;
                    default:
                        return flow;
                }
            }
            return Flow.Next;
        }
        finally
        {
            _cursors.Remove(scope);
            _handlers = handlers;
            Locals.Scopes = scopes;
        }
    }

    /// <summary>Runs a statement; its error goes to the handler that takes it.</summary>
    private Flow Guarded(ScriptStatement statement, ScriptScope scope)
    {
        try
        {
            return Statement(statement, scope);
        }
        catch (QueryException fault)
        {
            if (HandlerChoice.Find(fault, _handlers) is not { } found)
            {
                // A cursor past its end is a completion, not an error.
                return fault.Error.Condition == "CURSOR_NO_MORE_ROWS" ? Flow.Next : throw new UnhandledScriptFault(fault);
            }
            var handlers = _handlers;
            var scopes = Locals.Scopes;
            _handlers = found.Outer;
            Locals.Scopes = found.Handler.Scopes;
            try
            {
                var flow = Block(found.Handler.Declaration.Body, null);
                return flow.Kind != FlowKind.Next ? flow
                    : found.Handler.Declaration.Kind == HandlerKind.Exit ? new Flow(FlowKind.ExitBlock, Block: found.Handler.Block)
                    : Flow.Next;
            }
            finally
            {
                _handlers = handlers;
                Locals.Scopes = scopes;
            }
        }
    }

    private Flow Statement(ScriptStatement statement, ScriptScope scope)
    {
        switch (statement)
        {
            case DeclareHandler or DeclareCondition:
                return Flow.Next;
            case PlanStatement plan:
                Plan(plan.Plan, scope);
                return Flow.Next;
            case CompoundBlock block:
                return Block(block, block.Label);
            case IfStatement choice:
                foreach (var (condition, body) in choice.Branches)
                {
                    if (Test(condition))
                    {
                        return Block(body, null);
                    }
                }
                return choice.Else is null ? Flow.Next : Block(choice.Else, null);
            case CaseStatement choice:
                return Case(choice);
            case WhileStatement loop:
                return Loop(loop.Label, () => Test(loop.Condition), loop.Body, null);
            case RepeatStatement loop:
                return Loop(loop.Label, null, loop.Body, () => Test(loop.Until));
            case LoopStatement loop:
                return Loop(loop.Label, null, loop.Body, null);
            case ForStatement loop:
                return For(loop);
            case LeaveStatement leave:
                return new Flow(FlowKind.Leave, leave.Label);
            case IterateStatement iterate:
                return new Flow(FlowKind.Iterate, iterate.Label);
            default:
                throw new System.Diagnostics.UnreachableException(statement.GetType().Name);
        }
    }

    private Flow Case(CaseStatement choice)
    {
        var value = choice.Value is null ? null : VariableValues.Evaluate(choice.Value.Expression, null, context);
        foreach (var (condition, body) in choice.Branches)
        {
            var test = value is null ? condition : condition with { Expression = new UnresolvedFunction(["="], [value, condition.Expression]) { Origin = Origin.Unplaced } };
            if (Test(test))
            {
                return Block(body, null);
            }
        }
        return choice.Else is null ? Flow.Next : Block(choice.Else, null);
    }

    private Flow Loop(string? label, Func<bool>? before, CompoundBlock body, Func<bool>? until)
    {
        while (before is null || before())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var flow = Block(body, null);
            if (flow.Kind == FlowKind.Leave && flow.Names(label))
            {
                return Flow.Next;
            }
            if (flow.Kind != FlowKind.Next && !(flow.Kind == FlowKind.Iterate && flow.Names(label)))
            {
                return flow;
            }
            if (until is not null && until())
            {
                return Flow.Next;
            }
        }
        return Flow.Next;
    }

    private Flow For(ForStatement loop)
    {
        var query = context.Session.Prepare(loop.Query, context.Cancellation);
        var columns = query.Schema.Fields;
        var rows = query.Collect(context.Cancellation).GetEnumerator();
        var scopes = Locals.Scopes;
        string label = Guid.NewGuid().ToString("D");
        try
        {
            return Loop(loop.Label, () =>
            {
                if (!rows.MoveNext())
                {
                    return false;
                }
                var scope = new ScriptScope(loop.Variable ?? label);
                for (int i = 0; i < columns.Length; i++)
                {
                    if (!scope.Variables.TryAdd(columns[i].Name, new ScriptVariable(columns[i].Name, null, new Literal(rows.Current[i], columns[i].Type))))
                    {
                        throw new QueryException("VARIABLE_ALREADY_EXISTS", ("variableName", Quote.Id([scope.Label ?? "", columns[i].Name.ToLowerInvariant()])));
                    }
                }
                Locals.Scopes = scopes.Push(scope);
                return true;
            }, loop.Body, null);
        }
        finally
        {
            Locals.Scopes = scopes;
        }
    }

    /// <summary>Evaluates a condition; NULL counts as false, other types than BOOLEAN are INVALID_BOOLEAN_STATEMENT.</summary>
    private bool Test(ScriptCondition condition)
    {
        var query = context.Session.Prepare(new Project(new OneRowRelation(), [new Alias(condition.Expression, "condition")]), context.Cancellation);
        return query.Schema.Fields[0].Type is BooleanType
            ? query.Collect(context.Cancellation)[0][0] is true
            : throw new QueryException("INVALID_BOOLEAN_STATEMENT", ("invalidStatement", Quote.Statement(condition.Text)));
    }

    private void Plan(LogicalPlan plan, ScriptScope scope)
    {
        switch (plan)
        {
            case DeclareVariable declaration:
                Declare(declaration, scope);
                return;
            case DropVariable:
                throw new QueryException("UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE");
            case DeclareCursor declaration:
                Cursors(scope).Declare(declaration);
                return;
            case OpenCursor open:
                Cursor(open.NameParts).Open(open.Arguments, context);
                return;
            case CloseCursor close:
                Cursor(close.NameParts).Close();
                return;
            case FetchCursor fetch:
                var cursor = Cursor(fetch.NameParts);
                cursor.Fetch(VariableTarget.Find(fetch.Targets, fetch.TargetOrigins, context), context, fetch.Origin);
                return;
        }
        var query = context.Session.Prepare(plan, context.Cancellation);
        // Only queries give rows; what statements print is dropped.
        if (plan is not Command or ExecuteImmediate && !query.Plan.Output.IsEmpty)
        {
            Result = new LocalRelation(query.Plan.Output, [.. query.Collect(context.Cancellation)]);
        }
    }

    private void Declare(DeclareVariable declaration, ScriptScope scope)
    {
        if (declaration.Replace)
        {
            throw new QueryException("INVALID_VARIABLE_DECLARATION.REPLACE_LOCAL_VARIABLE", ("varName", Quote.Id(declaration.Names[0])));
        }
        if (declaration.Names.FirstOrDefault(static parts => parts.Length > 1) is { IsDefault: false } qualified)
        {
            throw new QueryException("INVALID_VARIABLE_DECLARATION.QUALIFIED_LOCAL_VARIABLE", ("varName", Quote.Id(qualified)));
        }
        DeclareVariableHandler.RequireDistinct(declaration.Names.Select(static parts => parts[^1]), [scope.Label!]);
        var value = VariableValues.Initial(declaration, ["local", scope.Label!, declaration.Names[0][^1]], context);
        foreach (var parts in declaration.Names)
        {
            if (!scope.Variables.TryAdd(parts[^1], new ScriptVariable(parts[^1], declaration.DefaultText, value)))
            {
                throw new QueryException("VARIABLE_ALREADY_EXISTS", ("variableName", Quote.Id([scope.Label!, parts[^1].ToLowerInvariant()])));
            }
        }
    }

    private ScriptCursors Cursors(ScriptScope scope) => _cursors.TryGetValue(scope, out var found) ? found : _cursors[scope] = new ScriptCursors();

    private ScriptCursor Cursor(ImmutableArray<string> parts)
    {
        foreach (var scope in Locals.Scopes)
        {
            if ((parts.Length == 1 || parts[0].Equals(scope.Label, StringComparison.OrdinalIgnoreCase)) && _cursors.TryGetValue(scope, out var cursors) && cursors.Find(parts[^1]) is { } cursor)
            {
                return cursor;
            }
        }
        throw new QueryException("CURSOR_NOT_FOUND", ("cursorName", string.Join('.', parts)));
    }
}
