using Gateway.Connect.Artifacts;
using Gateway.Connect.Errors;
using Gateway.Connect.Operations;

namespace Gateway.Connect.Sessions;

/// <summary>Holds what belongs to one client session.</summary>
public sealed class ConnectSession : IDisposable
{
    private readonly TimeProvider _time;
    private long _lastUse;

    public ConnectSession(SessionKey key, ISessionEngine engine, string artifactRoot, TimeProvider time)
    {
        Key = key;
        Engine = engine;
        _time = time;
        ServerSideId = Guid.NewGuid().ToString();
        Operations = new OperationTable(time);
        Errors = new ErrorStore(time);
        Artifacts = new ArtifactStore(artifactRoot, ServerSideId);
        Touch();
    }

    public SessionKey Key { get; }
    /// <summary>Gets the id that tells this instance from an earlier session of the same key.</summary>
    public string ServerSideId { get; }
    public ISessionEngine Engine { get; }
    public OperationTable Operations { get; }
    public ErrorStore Errors { get; }
    public ArtifactStore Artifacts { get; }

    public DateTimeOffset LastUse => new(Volatile.Read(ref _lastUse), TimeSpan.Zero);

    public void Touch() => Volatile.Write(ref _lastUse, _time.GetUtcNow().UtcTicks);

    public void Dispose()
    {
        Operations.Close();
        Engine.Dispose();
        Artifacts.Dispose();
    }
}
