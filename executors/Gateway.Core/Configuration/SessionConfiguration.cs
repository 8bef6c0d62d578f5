using System.Collections.Immutable;
using System.Globalization;
using System.Diagnostics;
using Gateway.Core.Errors;

namespace Gateway.Core.Configuration;

/// <summary>Holds a session's settings: what the server gave, what the session set, and the registry's defaults behind both.</summary>
/// <remarks>Safe for concurrent use: readers see one immutable map, writers replace it.</remarks>
public sealed class SessionConfiguration
{
    private const string DocumentationRoot = "https://spark.apache.org/docs/latest";

    private readonly ImmutableDictionary<string, string> _serverValues;
    private ImmutableDictionary<string, string> _values;
    private int _version;

    /// <param name="serverValues">What the server was started with; static settings included. Unset returns to these.</param>
    public SessionConfiguration(IEnumerable<KeyValuePair<string, string>>? serverValues = null)
    {
        _serverValues = serverValues is null
            ? ImmutableDictionary<string, string>.Empty
            : serverValues.ToImmutableDictionary(StringComparer.Ordinal);
        _values = _serverValues;
    }

    private SessionConfiguration(ImmutableDictionary<string, string> serverValues, ImmutableDictionary<string, string> values)
    {
        _serverValues = serverValues;
        _values = values;
    }

    /// <summary>Counts changes; equal numbers mean equal settings.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Makes an independent copy with the same settings.</summary>
    public SessionConfiguration Clone() => new(_serverValues, Volatile.Read(ref _values));

    /// <summary>Makes a copy with what the server was started with only.</summary>
    public SessionConfiguration Initial() => new(_serverValues, _serverValues);

    /// <summary>The value of a typed key.</summary>
    public T Get<T>(ConfigurationKey<T> key) =>
        Volatile.Read(ref _values).TryGetValue(key.Name, out var text) ? key.Parse(text) : GetDefault(key);

    /// <summary>The value of a setting; null if it is known and has none. An unknown key is SQL_CONF_NOT_FOUND.</summary>
    public string? Get(string key) =>
        TryGet(key, out var value)
            ? value
            : throw new QueryException(QueryException.Create("SQL_CONF_NOT_FOUND", Origin.None, "SparkNoSuchElementException", ("sqlConf", Quote.Conf(key))));

    /// <summary>The value of a setting; null if it has none or is unknown.</summary>
    public string? GetOrNull(string key) => TryGet(key, out var value) ? value : null;

    /// <summary>The value that the server or the session gave a setting; null if it only has its default, or is unknown.</summary>
    public string? GetExplicit(string key) => Volatile.Read(ref _values).GetValueOrDefault(key);

    /// <summary>Finds a setting; false if it is neither set nor known.</summary>
    public bool TryGet(string key, out string? value)
    {
        var values = Volatile.Read(ref _values);
        if (values.TryGetValue(key, out var text))
        {
            value = text;
            return true;
        }

        value = null;
        if (ConfigurationRegistry.Find(key) is not { RemovedIn: null } entry)
        {
            return false;
        }

        value = entry.FallbackKey is { } fallback && values.TryGetValue(fallback, out text) ? text : entry.Default;
        return true;
    }

    public bool GetBoolean(string key) => ConfigurationValues.TryBoolean(Required(key), out var value) ? value : throw Unreadable(key);

    public int GetInt(string key) => ConfigurationValues.TryInt32(Required(key), out var value) ? value : throw Unreadable(key);

    public long GetLong(string key) => ConfigurationValues.TryInt64(Required(key), out var value) ? value : throw Unreadable(key);

    public double GetDouble(string key) => ConfigurationValues.TryDouble(Required(key), out var value) ? value : throw Unreadable(key);

    /// <summary>A size setting, in bytes.</summary>
    public long GetBytes(string key) => ConfigurationValues.TryBytes(Required(key), 1, out var value) ? value : throw Unreadable(key);

    /// <summary>A duration setting; a bare number counts in the setting's own unit.</summary>
    public TimeSpan GetDuration(string key)
    {
        var unitMicros = ConfigurationRegistry.Find(key)?.Kind switch
        {
            ConfigurationKind.Seconds => 1_000_000L,
            ConfigurationKind.Minutes => 60_000_000L,
            _ => 1_000L,
        };
        return ConfigurationValues.TryDuration(Required(key), unitMicros, out var value)
            ? TimeSpan.FromMicroseconds((double)value * unitMicros)
            : throw Unreadable(key);
    }

    public string GetString(string key) => Required(key);

    /// <summary>Sets a setting for this session; throws if it is not the session's to set or the value does not fit.</summary>
    public void Set(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var entry = RequireModifiable(key);
        if (entry?.RemovedIn is { } version && value != (entry.Default ?? ""))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1226", ("configName", key), ("version", version), ("comment", entry.Text));
        }

        if (entry is { RemovedIn: null })
        {
            ConfigurationCheck.Require(entry, value);
        }

        Change(values => values.SetItem(key, value));
    }

    /// <summary>Returns a setting to what the server was started with, or to its default.</summary>
    public void Unset(string key)
    {
        RequireModifiable(key);
        Change(values => _serverValues.TryGetValue(key, out var given) ? values.SetItem(key, given) : values.Remove(key));
    }

    /// <summary>Returns every setting to what the server was started with.</summary>
    public void Reset() => Change(_ => _serverValues);

    /// <summary>True if the key is a known setting that a session may change.</summary>
    public static bool IsModifiable(string key) => ConfigurationRegistry.Find(key) is { IsStatic: false, RemovedIn: null };

    /// <summary>What is explicitly set, by key; with a prefix only those under it, keys without it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> GetAll(string prefix = "")
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in Volatile.Read(ref _values))
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add(new(key[prefix.Length..], value));
            }
        }

        found.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return found;
    }

    /// <summary>What a client is told when it sets the key, or null.</summary>
    public static string? WarningFor(string key)
    {
        if (key is "spark.sql.execution.arrow.enabled" or "spark.sql.execution.arrow.pyspark.fallback.enabled")
        {
            return $"The SQL config '{key}' is NOT supported in Spark Connect";
        }

        return ConfigurationRegistry.Find(key)?.DeprecatedIn is { } version
            ? $"The SQL config '{key}' has been deprecated in Spark v{version} and may go away."
            : null;
    }

    private static ConfigurationEntry? RequireModifiable(string key)
    {
        var entry = ConfigurationRegistry.Find(key);
        if (entry is { IsStatic: true })
        {
            throw new QueryException("CANNOT_MODIFY_STATIC_CONFIG", ("key", Quote.Conf(key)));
        }

        if (entry is null && ConfigurationRegistry.IsCoreKey(key))
        {
            throw new QueryException("CANNOT_MODIFY_CONFIG", ("key", Quote.Conf(key)), ("docroot", DocumentationRoot));
        }

        return entry;
    }

    private T GetDefault<T>(ConfigurationKey<T> key) =>
        ConfigurationRegistry.Find(key.Name)?.FallbackKey is { } fallback && Volatile.Read(ref _values).TryGetValue(fallback, out var text)
            ? key.Parse(text)
            : key.Default;

    private string Required(string key) => Get(key) ?? throw Unreadable(key);

    private static UnreachableException Unreadable(string key) => new($"The setting {key} has no value of the type it is read as.");

    private void Change(Func<ImmutableDictionary<string, string>, ImmutableDictionary<string, string>> change)
    {
        ImmutableInterlocked.Update(ref _values, change);
        Interlocked.Increment(ref _version);
    }
}
