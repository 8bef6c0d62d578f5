namespace Gateway.Engine.Commands;

/// <summary>Lists the handlers of statements, alphabetical.</summary>
internal static class CommandHandlers
{
    public static IEnumerable<ICommandHandler> All { get; } =
    [
        new CreateNamespaceHandler(),
        new CreateViewHandler(),
        new DeclareVariableHandler(),
        new DescribeNamespaceHandler(),
        new DescribeQueryHandler(),
        new DropNamespaceHandler(),
        new DropVariableHandler(),
        new DropViewHandler(),
        new ExplainHandler(),
        new ResetHandler(),
        new SaveDataHandler(),
        new SetHandler(),
        new SetLocalTimeZoneHandler(),
        new SetVariableFromQueryHandler(),
        new SetVariableHandler(),
        new ShowCatalogsHandler(),
        new ShowCurrentNamespaceHandler(),
        new ShowNamespacesHandler(),
        new UseNamespaceHandler(),
    ];
}
