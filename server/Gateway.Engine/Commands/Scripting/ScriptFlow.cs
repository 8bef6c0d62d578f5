using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands.Scripting;

/// <summary>How a statement of a script ended.</summary>
internal enum FlowKind { Next, Leave, Iterate, ExitBlock }

/// <param name="Label">The label of LEAVE and ITERATE.</param>
/// <param name="Block">The block that an EXIT handler ends.</param>
internal readonly record struct Flow(FlowKind Kind, string? Label = null, object? Block = null)
{
    public static readonly Flow Next = default;

    /// <summary>Tells whether LEAVE or ITERATE names this label.</summary>
    public bool Names(string? label) => label is not null && label.Equals(Label, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A handler that is active, with the block it ends or continues.</summary>
internal sealed record ActiveHandler(DeclareHandler Declaration, object Block, ImmutableStack<Sessions.ScriptScope> Scopes);

/// <summary>Carries an error that no handler took past the statements it passes on its way out.</summary>
internal sealed class UnhandledScriptFault(QueryException fault) : Exception(null, fault)
{
    public QueryException Fault { get; } = fault;
}

/// <summary>Chooses the handler of an error: the innermost block that has one; in it conditions go before SQLSTATEs before the general ones.</summary>
internal static class HandlerChoice
{
    /// <returns>The handler and how many enclosing ones stay active while it runs; null when none takes the error.</returns>
    public static (ActiveHandler Handler, ImmutableStack<ImmutableArray<ActiveHandler>> Outer)? Find(QueryException fault, ImmutableStack<ImmutableArray<ActiveHandler>> handlers)
    {
        while (!handlers.IsEmpty)
        {
            handlers = handlers.Pop(out var block);
            for (int rank = 0; rank < 3; rank++)
            {
                foreach (var handler in block)
                {
                    if (handler.Declaration.Triggers.Any(trigger => Matches(trigger, fault, rank)))
                    {
                        return (handler, handlers);
                    }
                }
            }
        }
        return null;
    }

    private static bool Matches(HandlerTrigger trigger, QueryException fault, int rank)
    {
        string condition = fault.Error.Condition ?? "";
        string state = ErrorCatalog.Find(condition)?.SqlState ?? "";
        return (trigger.Kind, rank) switch
        {
            (HandlerTriggerKind.Condition, 0) => trigger.Value.Equals(condition, StringComparison.OrdinalIgnoreCase) || trigger.Value.Equals(condition.Split('.')[0], StringComparison.OrdinalIgnoreCase),
            (HandlerTriggerKind.SqlState, 1) => trigger.Value.Equals(state, StringComparison.OrdinalIgnoreCase),
            (HandlerTriggerKind.NotFound, 2) => state.StartsWith("02", StringComparison.Ordinal),
            (HandlerTriggerKind.SqlException, 2) => !state.StartsWith("02", StringComparison.Ordinal),
            _ => false,
        };
    }
}
