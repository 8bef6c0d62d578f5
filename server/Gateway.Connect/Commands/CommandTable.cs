using System.Collections.Frozen;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Kind = Spark.Connect.Command.CommandTypeOneofCase;

namespace Gateway.Connect.Commands;

/// <summary>Lists what runs each kind of command.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<Kind, Action<CommandContext, Proto.Command>> _commands = new Dictionary<Kind, Action<CommandContext, Proto.Command>>
    {
        [Kind.SqlCommand] = static (context, message) => SqlCommand.Run(context, message.SqlCommand),
        [Kind.CreateDataframeView] = static (context, message) => CreateViewCommand.Run(context, message.CreateDataframeView),
        [Kind.WriteOperation] = static (context, message) => WriteCommand.Run(context, message.WriteOperation),
        [Kind.WriteOperationV2] = static (context, message) => WriteToCommand.Run(context, message.WriteOperationV2),
        [Kind.CheckpointCommand] = static (context, message) => CheckpointCommand.Run(context, message.CheckpointCommand),
        [Kind.RemoveCachedRemoteRelationCommand] = static (context, message) => CheckpointCommand.Run(context, message.RemoveCachedRemoteRelationCommand),
        [Kind.GetResourcesCommand] = static (context, _) => ResourceCommands.GetResources(context),
        [Kind.CreateResourceProfileCommand] = static (context, _) => ResourceCommands.CreateProfile(context),
        [Kind.MergeIntoTableCommand] = static (context, message) => MergeCommand.Run(context, message.MergeIntoTableCommand),
        [Kind.MlCommand] = static (context, message) => MachineLearningCommand.Run(context, message.MlCommand),
        [Kind.StreamingQueryManagerCommand] = static (context, message) => StreamingManagerCommand.Run(context, message.StreamingQueryManagerCommand),
        [Kind.Extension] = static (_, message) => throw new QueryException("CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION", ("extensionTypeUrl", message.Extension.TypeUrl)),
    }.ToFrozenDictionary();

    public static void Run(CommandContext context, Proto.Command message)
    {
        if (!_commands.TryGetValue(message.CommandTypeCase, out var run))
        {
            throw InvalidPlan.NotSupported(message, "command_type");
        }
        run(context, message);
    }
}
