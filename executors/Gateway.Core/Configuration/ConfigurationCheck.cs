using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Core.Errors;

namespace Gateway.Core.Configuration;

/// <summary>Checks a value before it is set, and raises Spark's INVALID_CONF_VALUE errors.</summary>
public static partial class ConfigurationCheck
{
    /// <summary>Throws if the setting cannot take the value.</summary>
    public static void Require(ConfigurationEntry entry, string value)
    {
        switch (entry.Kind)
        {
            case ConfigurationKind.Boolean:
                RequireType(entry, value, ConfigurationValues.TryBoolean(value, out _), "boolean");
                break;
            case ConfigurationKind.Int32:
                RequireType(entry, value, ConfigurationValues.TryInt32(value, out var number), "int");
                RequireRange(entry, number, number.ToString(CultureInfo.InvariantCulture));
                break;
            case ConfigurationKind.Int64:
                RequireType(entry, value, ConfigurationValues.TryInt64(value, out var wide), "long");
                RequireRange(entry, wide, wide.ToString(CultureInfo.InvariantCulture));
                break;
            case ConfigurationKind.Double:
                RequireType(entry, value, ConfigurationValues.TryDouble(value, out var real), "double");
                RequireRange(entry, real, ConfigurationValues.JavaDouble(real));
                break;
            case ConfigurationKind.Bytes:
                RequireType(entry, value, ConfigurationValues.TryBytes(value, 1, out var bytes), "bytes in BYTE");
                RequireRange(entry, bytes, bytes.ToString(CultureInfo.InvariantCulture) + "b");
                break;
            case ConfigurationKind.Mebibytes:
                RequireType(entry, value, ConfigurationValues.TryBytes(value, 1L << 20, out _), "bytes in MiB");
                break;
            case ConfigurationKind.Milliseconds:
                RequireDuration(entry, value, 1_000, "time in MILLISECONDS");
                break;
            case ConfigurationKind.Seconds:
                RequireDuration(entry, value, 1_000_000, "time in SECONDS");
                break;
            case ConfigurationKind.Minutes:
                RequireDuration(entry, value, 60_000_000, "time in MINUTES");
                break;
            case ConfigurationKind.Choice:
                RequireChoice(entry, value);
                break;
            case ConfigurationKind.TimeZone:
                if (!TimeZoneIds.IsValid(value))
                {
                    throw Invalid("INVALID_CONF_VALUE.TIME_ZONE", ("confValue", value), ("confName", entry.Key));
                }

                break;
            case ConfigurationKind.Text:
                RequireText(entry, value);
                break;
        }
    }

    private static void RequireType(ConfigurationEntry entry, string value, bool isRead, string typeName)
    {
        if (!isRead)
        {
            throw Invalid("INVALID_CONF_VALUE.TYPE_MISMATCH", ("confValue", value), ("confName", entry.Key), ("confType", typeName));
        }
    }

    private static void RequireDuration(ConfigurationEntry entry, string value, long unitMicros, string typeName)
    {
        RequireType(entry, value, ConfigurationValues.TryDuration(value, unitMicros, out var duration), typeName);
        RequireRange(entry, duration, duration.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The check is a list of bounds (<c>&gt;=1,&lt;=9</c>), before it perhaps one value that is legal as well (<c>-1|</c>).</summary>
    private static void RequireRange(ConfigurationEntry entry, double number, string shown)
    {
        var check = entry.Check.AsSpan();
        if (check.IsEmpty)
        {
            return;
        }

        var bar = check.IndexOf('|');
        if (bar > 0 && number == double.Parse(check[..bar], CultureInfo.InvariantCulture))
        {
            return;
        }

        var bounds = check[(bar + 1)..];
        foreach (var range in bounds.Split(','))
        {
            var bound = bounds[range];
            if (!bound.IsEmpty && !Holds(number, bound))
            {
                throw Requirement(entry, shown);
            }
        }
    }

    private static bool Holds(double number, ReadOnlySpan<char> bound)
    {
        var isInclusive = bound[1] == '=';
        var limit = double.Parse(bound[(isInclusive ? 2 : 1)..], CultureInfo.InvariantCulture);
        return bound[0] == '>'
            ? isInclusive ? number >= limit : number > limit
            : isInclusive ? number <= limit : number < limit;
    }

    private static void RequireChoice(ConfigurationEntry entry, string value)
    {
        var comparison = entry.Check == "exact" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var wanted = entry.Check == "trimmed" ? value.AsSpan().Trim() : value;
        var options = entry.Text.AsSpan();
        foreach (var range in options.Split(", "))
        {
            if (options[range].Equals(wanted, comparison))
            {
                return;
            }
        }

        var shown = entry.Check == "upper" ? value.ToUpperInvariant() : value;
        throw Invalid("INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS", ("confValue", shown), ("confName", entry.Key), ("confOptions", entry.Text));
    }

    private static void RequireText(ConfigurationEntry entry, string value)
    {
        var isLegal = entry.Check switch
        {
            "" => true,
            "path" => value.Length == 0 || value.Split(',').All(element => PathElement().IsMatch(element)),
            "class" => value == entry.Default,
            var check when check.StartsWith("in:", StringComparison.Ordinal) => check[3..].Split(',').Contains(value, StringComparer.OrdinalIgnoreCase),
            _ => true,
        };
        if (!isLegal)
        {
            throw Requirement(entry, value);
        }
    }

    private static QueryException Requirement(ConfigurationEntry entry, string shown) =>
        Invalid("INVALID_CONF_VALUE.REQUIREMENT", ("confValue", shown), ("confName", entry.Key), ("confRequirement", entry.Text));

    private static QueryException Invalid(string condition, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        new(QueryException.Create(condition, Origin.None, "SparkIllegalArgumentException", parameters));

    [GeneratedRegex(@"^\s*(?:(?i:DEFAULT_PATH|SYSTEM_PATH|CURRENT_DATABASE|CURRENT_SCHEMA)|(?:\w+|`[^`]+`)(?:\.(?:\w+|`[^`]+`))+)\s*$")]
    private static partial Regex PathElement();
}
