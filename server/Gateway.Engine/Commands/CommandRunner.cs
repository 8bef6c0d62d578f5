using System.Collections.Frozen;
using Gateway.Compute.Evaluation;
using Gateway.Core.Errors;
using Gateway.Engine.Sessions;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>What a statement may use while it runs.</summary>
public sealed record CommandContext(GatewaySession Session, QuerySettings Settings, CancellationToken Cancellation)
{
    public SessionCatalog Catalog => Session.Catalog;
}

/// <summary>Runs one kind of statement and returns its rows (boxed values, columns as <see cref="Command.ResultSchema"/> says).</summary>
public interface ICommandHandler
{
    Type CommandType { get; }
    LogicalPlan Run(Command command, CommandContext context);
}

/// <summary>Base of handlers: one class a statement record.</summary>
public abstract class CommandHandler<TCommand> : ICommandHandler where TCommand : Command
{
    public Type CommandType => typeof(TCommand);

    LogicalPlan ICommandHandler.Run(Command command, CommandContext context) => Run((TCommand)command, context);

    /// <summary>Runs the statement; most handlers override <see cref="Rows"/> instead.</summary>
    protected virtual LogicalPlan Run(TCommand command, CommandContext context) => new LocalRelation(command.Output, [.. Rows(command, context)]);

    /// <summary>Runs the statement and gives its result rows.</summary>
    protected abstract IEnumerable<object?[]> Rows(TCommand command, CommandContext context);
}

/// <summary>Finds the handler of a statement by its record type.</summary>
public static class CommandRunner
{
    private static readonly FrozenDictionary<Type, ICommandHandler> _handlers = CommandHandlers.All.ToFrozenDictionary(static handler => handler.CommandType);

    /// <summary>Runs a statement; the result is a relation of its rows.</summary>
    public static LogicalPlan Run(Command command, GatewaySession session, QuerySettings settings, CancellationToken cancellation) =>
        _handlers.TryGetValue(command.GetType(), out var handler)
            ? handler.Run(command, new CommandContext(session, settings, cancellation))
            : throw new QueryException("UNSUPPORTED_FEATURE.TABLE_OPERATION", ("tableName", "``"), ("operation", command.GetType().Name));
}
