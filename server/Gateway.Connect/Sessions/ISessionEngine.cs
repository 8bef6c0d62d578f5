using Gateway.Core.Configuration;

namespace Gateway.Connect.Sessions;

/// <summary>Makes the engine's side of sessions.</summary>
public interface ISessionEngineFactory
{
    ISessionEngine Create();
}

/// <summary>Answers a session's plans and holds its configuration, views and caches.</summary>
public interface ISessionEngine : IDisposable
{
    /// <summary>Gets the session's configuration.</summary>
    SessionConfiguration Configuration { get; }

    /// <summary>Runs an operation to its end on the calling thread, sending responses as they come.</summary>
    void Execute(ConnectSession session, Operations.Operation operation);

    /// <summary>Answers a question about a plan.</summary>
    void Analyze(ConnectSession session, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response);

    /// <summary>Copies configuration, views and functions for another session.</summary>
    ISessionEngine Clone(SessionKey key);
}
