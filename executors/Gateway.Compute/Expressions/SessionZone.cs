using Gateway.Compute.Time;
using Gateway.Core.Errors;

namespace Gateway.Compute.Expressions;

/// <summary>Holds the session time zone of the operation that runs on this flow of control: TIMESTAMP literals print in it.</summary>
public static class SessionZone
{
    private static readonly AsyncLocal<TimeZoneRules?> _current = new();

    public static TimeZoneRules Current => _current.Value ?? TimeZoneRules.Utc;

    /// <summary>Makes a zone current until the returned scope is disposed.</summary>
    public static IDisposable Enter(string zoneId) => Enter(Find(zoneId));

    public static IDisposable Enter(TimeZoneRules zone)
    {
        var scope = new Scope(_current.Value);
        _current.Value = zone;
        return scope;
    }

    /// <summary>Gets the rules of a zone id; an unknown id is an error of the session's configuration.</summary>
    public static TimeZoneRules Find(string zoneId) => TimeZoneCatalog.TryFind(zoneId.AsSpan(), out var zone)
        ? zone
        : throw new QueryException("INVALID_CONF_VALUE.TIME_ZONE", ("confValue", zoneId), ("confName", "spark.sql.session.timeZone"));

    private sealed class Scope(TimeZoneRules? previous) : IDisposable
    {
        public void Dispose() => _current.Value = previous;
    }
}
