using Gateway.Connect.Translation;
using Kind = Spark.Connect.StreamingQueryManagerCommand.CommandOneofCase;

namespace Gateway.Connect.Commands;

/// <summary>Answers the streaming manager's questions while no streaming query can run.</summary>
internal static class StreamingManagerCommand
{
    public static void Run(CommandContext context, Proto.StreamingQueryManagerCommand message)
    {
        var result = message.CommandCase switch
        {
            Kind.Active => new Proto.StreamingQueryManagerCommandResult { Active = new() },
            Kind.ResetTerminated => new Proto.StreamingQueryManagerCommandResult { ResetTerminated = true },
            Kind.GetQuery or Kind.AwaitAnyTermination or Kind.AddListener or Kind.RemoveListener or Kind.ListListeners or Kind.None or _ => throw InvalidPlan.NotSupported(message, "command"),
        };
        context.Operation.Send(new Proto.ExecutePlanResponse { StreamingQueryManagerCommandResult = result });
    }
}
