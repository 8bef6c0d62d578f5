namespace Gateway.Connect.Commands;

/// <summary>Runs <c>checkpoint</c> and <c>localCheckpoint</c>, and forgets their results.</summary>
internal static class CheckpointCommand
{
    public static void Run(CommandContext context, Proto.CheckpointCommand message)
    {
        var plan = context.Translator.Relation(message.Relation);
        plan = context.Engine.Materialize(plan, context.Operation.Cancellation);
        string id = context.Remotes.Add(plan);
        context.Operation.Send(new Proto.ExecutePlanResponse { CheckpointCommandResult = new() { Relation = new() { RelationId = id } } });
    }

    public static void Run(CommandContext context, Proto.RemoveCachedRemoteRelationCommand message) => context.Remotes.Remove(message.Relation?.RelationId ?? "");
}
