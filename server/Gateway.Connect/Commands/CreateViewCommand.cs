namespace Gateway.Connect.Commands;

/// <summary>Runs <c>createOrReplaceTempView</c> and its kin: keeps the analysed plan, not the rows.</summary>
internal static class CreateViewCommand
{
    public static void Run(CommandContext context, Proto.CreateDataFrameViewCommand message)
    {
        var query = context.Session.Prepare(context.Translator.Relation(message.Input), context.Operation.Cancellation);
        context.Session.CreateView(query.Plan, message.Name, message.IsGlobal, message.Replace);
    }
}
