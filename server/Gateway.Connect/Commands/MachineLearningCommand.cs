using Gateway.Core.Errors;
using Kind = Spark.Connect.MlCommand.CommandOneofCase;

namespace Gateway.Connect.Commands;

/// <summary>Answers the spark.ml commands that need no model; the others are not offered.</summary>
internal static class MachineLearningCommand
{
    public static void Run(CommandContext context, Proto.MlCommand message)
    {
        var result = message.CommandCase switch
        {
            Kind.CleanCache => new Proto.MlCommandResult { Param = new() { Integer = 0 } },
            Kind.Delete => new Proto.MlCommandResult { OperatorInfo = new() { ObjRef = new() { Id = "" } } },
            Kind.GetCacheInfo => new Proto.MlCommandResult { Param = new() { SpecializedArray = new() { Strings = new() } } },
            Kind.Fit or Kind.Fetch or Kind.Write or Kind.Read or Kind.Evaluate or Kind.CreateSummary or Kind.GetModelSize =>
                throw new QueryException("CONNECT_ML.UNSUPPORTED_EXCEPTION", ("message", "This server does not offer the machine learning command " + message.CommandCase)),
            Kind.None or _ => throw Translation.InvalidPlan.NotSet(message, "command"),
        };
        context.Operation.Send(new Proto.ExecutePlanResponse { MlCommandResult = result });
    }
}
