using Gateway.Connect.Sessions;
using Gateway.Engine;

namespace Gateway.Connect.Execution;

/// <summary>Opens engine sessions for client sessions.</summary>
public sealed class ConnectEngineFactory(GatewayEngine engine) : ISessionEngineFactory
{
    public ISessionEngine Create() => new ConnectEngine(engine.CreateSession());
}
