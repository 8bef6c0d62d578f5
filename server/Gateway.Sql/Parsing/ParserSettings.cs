using Gateway.Compute.Time;
using Gateway.Core.Configuration;

namespace Gateway.Sql.Parsing;

/// <summary>Holds what a session's settings change about parsing.</summary>
/// <param name="Configuration">The session's settings, for those that only one rule asks for.</param>
/// <param name="Clock">Gives the instant that 'now' and 'today' stand for.</param>
public sealed record ParserSettings(SessionConfiguration Configuration, TimeProvider Clock)
{
    /// <summary>Takes the settings of a session.</summary>
    public static ParserSettings Of(SessionConfiguration configuration, TimeProvider? clock = null) =>
        new(configuration, clock ?? TimeProvider.System);

    /// <summary>Gets the defaults of a new session.</summary>
    public static ParserSettings Default => Of(new SessionConfiguration());

    /// <summary>Gets whether casts and typed literals behave as in ANSI mode.</summary>
    public bool Ansi { get; } = Configuration.Get(ConfigurationKeys.AnsiEnabled);

    /// <summary>Gets whether the reserved words of the standard are no identifiers.</summary>
    public bool ReservedKeywords { get; } = Configuration.Get(ConfigurationKeys.AnsiEnabled) && Configuration.Get(ConfigurationKeys.EnforceReservedKeywords);

    /// <summary>Gets whether <c>"x"</c> is a name.</summary>
    public bool DoubleQuotedIdentifiers { get; } = Configuration.Get(ConfigurationKeys.AnsiEnabled) && Configuration.Get(ConfigurationKeys.DoubleQuotedIdentifiers);

    /// <summary>Gets whether string literals keep their backslashes.</summary>
    public bool EscapedStrings { get; } = Configuration.Get(ConfigurationKeys.EscapedStringLiterals);

    /// <summary>Gets whether a doubled quote ends a string literal and begins the next, instead of standing for one quote.</summary>
    public bool DoubledQuotesEndStrings => IsOn("spark.sql.legacy.consecutiveStringLiterals.enabled");

    public bool CaseSensitive => Configuration.Get(ConfigurationKeys.CaseSensitive);

    /// <summary>Reads a switch by its key; a value that is no boolean counts as false.</summary>
    public bool IsOn(string key) => bool.TryParse(Configuration.GetOrNull(key), out bool on) && on;

    internal TimeZoneRules SessionZone =>
        TimeZoneCatalog.TryFind(Configuration.Get(ConfigurationKeys.SessionTimeZone).AsSpan(), out var rules) ? rules : throw new InvalidOperationException("the session time zone is unknown");

    internal long Now => Clock.NowMicros();
}
