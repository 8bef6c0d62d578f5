namespace Gateway.Connect.Sessions;

/// <summary>Makes the engine's side of sessions.</summary>
public interface ISessionEngineFactory
{
    ISessionEngine Create(SessionKey key);
}

/// <summary>Answers a session's plans and holds its configuration, views and caches.</summary>
public interface ISessionEngine : IDisposable
{
    /// <summary>Gets the session's configuration.</summary>
    ISessionConfiguration Configuration { get; }

    /// <summary>Runs an operation to its end on the calling thread, sending responses as they come.</summary>
    void Execute(ConnectSession session, Operations.Operation operation);

    /// <summary>Answers a question about a plan.</summary>
    void Analyze(ConnectSession session, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response);

    /// <summary>Copies configuration, views and functions for another session.</summary>
    ISessionEngine Clone(SessionKey key);
}

/// <summary>Reads and changes configuration the way Spark's runtime configuration does.</summary>
public interface ISessionConfiguration
{
    /// <summary>Returns the value or the default; null when the key is known but has neither; throws SQL_CONF_NOT_FOUND when it is unknown.</summary>
    string? Get(string key);
    /// <summary>Returns the value or the default, or null when neither exists.</summary>
    string? Find(string key);
    void Set(string key, string value);
    void Unset(string key);
    bool IsModifiable(string key);
    IEnumerable<KeyValuePair<string, string>> All();
}
