using Gateway.Connect.Execution;
using Gateway.Connect.Operations;
using Gateway.Connect.Sessions;
using Gateway.Connect.Translation;
using Gateway.Engine;

namespace Gateway.Connect.Commands;

/// <summary>Holds what a command's execution needs.</summary>
public sealed record CommandContext(ConnectSession Connect, Operation Operation, GatewaySession Session, TranslationHost Host, Translator Translator);
