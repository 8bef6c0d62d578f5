namespace Gateway.Engine.Commands;

/// <summary>Lists the handlers of statements, alphabetical by family.</summary>
internal static class CommandHandlers
{
    public static IEnumerable<ICommandHandler> All { get; } =
    [
        new SaveDataHandler(),
    ];
}
