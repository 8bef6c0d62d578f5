using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands.Scripting;

/// <summary>Checks the handlers of a script before it runs: their conditions exist, and no block has two for one condition.</summary>
internal static class HandlerDeclarations
{
    /// <param name="declared">Conditions that the blocks around declare, upper case.</param>
    public static void Check(CompoundBlock block, ImmutableHashSet<string> declared)
    {
        declared = declared.Union(block.Statements.OfType<DeclareCondition>().Select(static condition => condition.Name.ToUpperInvariant()));
        var taken = new HashSet<(HandlerTriggerKind, string)>();
        foreach (var handler in block.Statements.OfType<DeclareHandler>())
        {
            foreach (var trigger in handler.Triggers)
            {
                Check(trigger, declared, taken);
            }
        }
        foreach (var inner in block.Statements.SelectMany(Blocks))
        {
            Check(inner, declared);
        }
    }

    private static void Check(HandlerTrigger trigger, ImmutableHashSet<string> declared, HashSet<(HandlerTriggerKind, string)> taken)
    {
        string name = trigger.Kind switch
        {
            HandlerTriggerKind.Condition => trigger.Value.ToUpperInvariant(),
            HandlerTriggerKind.SqlState => trigger.Value,
            HandlerTriggerKind.SqlException => "SQLEXCEPTION",
            HandlerTriggerKind.NotFound => "NOT FOUND",
            _ => throw new System.Diagnostics.UnreachableException(trigger.Kind.ToString()),
        };
        if (trigger.Kind == HandlerTriggerKind.Condition && !declared.Contains(name) && !ErrorCatalog.Names().Any(known => known == name || known.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            throw new QueryException("INVALID_HANDLER_DECLARATION.CONDITION_NOT_FOUND", ("condition", name));
        }
        if (!taken.Add((trigger.Kind, name)))
        {
            throw trigger.Kind == HandlerTriggerKind.SqlState
                ? new QueryException("DUPLICATE_EXCEPTION_HANDLER.SQLSTATE", ("sqlState", name))
                : new QueryException("DUPLICATE_EXCEPTION_HANDLER.CONDITION", ("condition", name));
        }
    }

    private static IEnumerable<CompoundBlock> Blocks(ScriptStatement statement) => statement switch
    {
        CompoundBlock block => [block],
        DeclareHandler handler => [handler.Body],
        IfStatement choice => choice.Branches.Select(static branch => branch.Body).Concat(choice.Else is null ? [] : [choice.Else]),
        CaseStatement choice => choice.Branches.Select(static branch => branch.Body).Concat(choice.Else is null ? [] : [choice.Else]),
        WhileStatement loop => [loop.Body],
        RepeatStatement loop => [loop.Body],
        LoopStatement loop => [loop.Body],
        ForStatement loop => [loop.Body],
        _ => [],
    };
}
