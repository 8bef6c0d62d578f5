using Gateway.Connect.Execution;
using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;
using Gateway.Connect.Translation;

namespace Gateway.Connect.Commands;

/// <summary>Holds what a command's execution needs.</summary>
public sealed record CommandContext(ConnectSession Session, Operation Operation, IQueryEngine Engine, RemoteRelations Remotes, Translator Translator);
