using Gateway.Core.Errors;

namespace Gateway.Connect.Sessions;

/// <summary>Finds, creates, clones and ends sessions.</summary>
public sealed class SessionRegistry : IDisposable
{
    private const int TombstoneLimit = 1000;
    private static readonly TimeSpan _sweepPeriod = TimeSpan.FromSeconds(30);

    private readonly ISessionEngineFactory _engines;
    private readonly ConnectOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, ConnectSession> _live = [];
    private readonly HashSet<SessionKey> _tombstones = [];
    private readonly Queue<SessionKey> _tombstoneOrder = new();
    private readonly ITimer _sweeper;
    private readonly string _artifactRoot = Path.Combine(Path.GetTempPath(), "gateway-artifacts-" + Guid.NewGuid().ToString("N"));

    public SessionRegistry(ISessionEngineFactory engines, ConnectOptions options, TimeProvider time)
    {
        _engines = engines;
        _options = options;
        _time = time;
        _sweeper = time.CreateTimer(static state => ((SessionRegistry)state!).Sweep(), this, _sweepPeriod, _sweepPeriod);
    }

    /// <summary>Gets the clock that sessions and operations live by.</summary>
    public TimeProvider Time => _time;

    /// <summary>Returns the live session of a request, or null.</summary>
    public ConnectSession? Find(Proto.UserContext? user, string sessionId)
    {
        lock (_lock)
        {
            return _live.GetValueOrDefault(new SessionKey(user?.UserId ?? "", sessionId));
        }
    }

    /// <summary>Returns the session of a request, made when it is new.</summary>
    /// <param name="observedId">The server-side id that the client remembers; empty when it has none.</param>
    public ConnectSession GetOrCreate(Proto.UserContext? user, string sessionId, string observedId)
    {
        var key = KeyOf(user, sessionId);
        lock (_lock)
        {
            if (_live.TryGetValue(key, out var session))
            {
                return Checked(session, observedId);
            }
            if (_tombstones.Contains(key))
            {
                throw Handle("INVALID_HANDLE.SESSION_CLOSED", sessionId);
            }
            if (observedId.Length > 0)
            {
                throw Handle("INVALID_HANDLE.SESSION_CHANGED", sessionId);
            }
            session = new ConnectSession(key, _engines.Create(), _artifactRoot, _time);
            _live.Add(key, session);
            return session;
        }
    }

    /// <summary>Returns the session of a request that must exist.</summary>
    public ConnectSession Get(Proto.UserContext? user, string sessionId, string observedId)
    {
        var key = KeyOf(user, sessionId);
        lock (_lock)
        {
            if (_live.TryGetValue(key, out var session))
            {
                return Checked(session, observedId);
            }
            throw Handle(_tombstones.Contains(key) ? "INVALID_HANDLE.SESSION_CLOSED" : "INVALID_HANDLE.SESSION_NOT_FOUND", sessionId);
        }
    }

    /// <summary>Ends a session; returns its server-side id, or null when there was none.</summary>
    public string? Release(Proto.UserContext? user, string sessionId, bool allowReconnect)
    {
        var key = KeyOf(user, sessionId);
        ConnectSession? session;
        lock (_lock)
        {
            _live.Remove(key, out session);
            if (!allowReconnect)
            {
                Bury(key);
            }
        }
        session?.Dispose();
        return session?.ServerSideId;
    }

    /// <summary>Copies a session's state to a new session.</summary>
    public (ConnectSession Source, ConnectSession Target) Clone(Proto.CloneSessionRequest request)
    {
        var source = Get(request.UserContext, request.SessionId, request.ClientObservedServerSideSessionId);
        string targetId = request.HasNewSessionId ? request.NewSessionId : Guid.NewGuid().ToString();
        if (!Guid.TryParseExact(targetId, "D", out _))
        {
            throw CloneTarget("TARGET_SESSION_ID_FORMAT", targetId);
        }
        var key = new SessionKey(source.Key.UserId, targetId);
        lock (_lock)
        {
            if (_tombstones.Contains(key))
            {
                throw CloneTarget("TARGET_SESSION_ID_ALREADY_CLOSED", targetId);
            }
            if (_live.ContainsKey(key))
            {
                throw CloneTarget("TARGET_SESSION_ID_ALREADY_EXISTS", targetId);
            }
            var target = new ConnectSession(key, source.Engine.Clone(key), _artifactRoot, _time);
            target.Artifacts.CopyFrom(source.Artifacts);
            _live.Add(key, target);
            return (source, target);
        }
    }

    /// <summary>Interrupts every running operation of every session.</summary>
    public void InterruptAll()
    {
        foreach (var session in LiveSessions())
        {
            session.Operations.Interrupt(static _ => true);
        }
    }

    /// <summary>Tells whether any session has a running operation.</summary>
    public bool HasRunningOperations => LiveSessions().Any(static session => session.Operations.Live().Any(static operation => operation.IsRunning));

    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var session in LiveSessions())
        {
            session.Dispose();
        }
        if (Directory.Exists(_artifactRoot))
        {
            Directory.Delete(_artifactRoot, recursive: true);
        }
    }

    private ConnectSession[] LiveSessions()
    {
        lock (_lock)
        {
            return [.. _live.Values];
        }
    }

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        foreach (var session in LiveSessions())
        {
            session.Operations.Sweep();
            if (now - session.LastUse <= _options.SessionTimeout || session.Operations.Live().Length > 0)
            {
                continue;
            }
            lock (_lock)
            {
                _live.Remove(session.Key);
                Bury(session.Key);
            }
            session.Dispose();
        }
    }

    private void Bury(SessionKey key)
    {
        if (_tombstones.Add(key))
        {
            _tombstoneOrder.Enqueue(key);
            if (_tombstoneOrder.Count > TombstoneLimit)
            {
                _tombstones.Remove(_tombstoneOrder.Dequeue());
            }
        }
    }

    private static ConnectSession Checked(ConnectSession session, string observedId)
    {
        if (observedId.Length > 0 && observedId != session.ServerSideId)
        {
            throw Handle("INVALID_HANDLE.SESSION_CHANGED", session.Key.SessionId);
        }
        session.Touch();
        return session;
    }

    private static SessionKey KeyOf(Proto.UserContext? user, string sessionId) => Guid.TryParseExact(sessionId, "D", out _)
        ? new SessionKey(user?.UserId ?? "", sessionId)
        : throw Handle("INVALID_HANDLE.FORMAT", sessionId);

    private static QueryException Handle(string condition, string id) => new QueryException(condition, ("handle", id)).As("SparkSQLException");

    private static QueryException CloneTarget(string condition, string id) => new QueryException("INVALID_CLONE_SESSION_REQUEST." + condition, ("targetSessionId", id)).As("SparkSQLException");
}
