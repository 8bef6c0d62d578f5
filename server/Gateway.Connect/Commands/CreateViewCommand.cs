namespace Gateway.Connect.Commands;

/// <summary>Runs <c>createOrReplaceTempView</c> and its kin: keeps the plan, not the rows.</summary>
internal static class CreateViewCommand
{
    public static void Run(CommandContext context, Proto.CreateDataFrameViewCommand message) =>
        context.Engine.CreateView(context.Translator.Relation(message.Input), message.Name, message.IsGlobal, message.Replace);
}
