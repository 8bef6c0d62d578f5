namespace Gateway.Connect.Commands;

/// <summary>Answers questions about resources: this server has no named ones, and profiles are only numbered.</summary>
internal static class ResourceCommands
{
    private static int _lastProfile;

    public static void GetResources(CommandContext context) => context.Operation.Send(new Proto.ExecutePlanResponse { GetResourcesCommandResult = new() });

    public static void CreateProfile(CommandContext context) =>
        context.Operation.Send(new Proto.ExecutePlanResponse { CreateResourceProfileCommandResult = new() { ProfileId = Interlocked.Increment(ref _lastProfile) } });
}
