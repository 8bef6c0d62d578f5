using Gateway.Compute.Time;

namespace Gateway.Compute.Text.Json;

/// <summary>How columns are written as JSON.</summary>
public sealed record JsonWriteOptions
{
    public TimeZoneRules Zone { get; init; } = TimeZoneRules.Utc;

    public bool IgnoresNullFields { get; init; } = true;

    /// <summary>Whether values stand on lines of their own, indented.</summary>
    public bool IsPretty { get; init; }

    /// <summary>Whether fields and map keys are written in the order of their names.</summary>
    public bool SortsKeys { get; init; }

    /// <summary>Whether characters outside ASCII are written as \uXXXX.</summary>
    public bool EscapesNonAscii { get; init; }

    public DateTimePattern DateFormat { get; init; } = Compile("yyyy-MM-dd");

    public DateTimePattern TimestampFormat { get; init; } = Compile("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]");

    public DateTimePattern TimestampNtzFormat { get; init; } = Compile("yyyy-MM-dd'T'HH:mm:ss[.SSS]");

    /// <summary>The older version's pattern of dates, in place of today's.</summary>
    public LegacyDateTimePattern? LegacyDate { get; init; }

    public LegacyDateTimePattern? LegacyTimestamp { get; init; }

    private static DateTimePattern Compile(string pattern)
    {
        DateTimePattern.TryCompile(pattern, forParsing: false, out DateTimePattern? compiled, out _);
        return compiled!;
    }
}
