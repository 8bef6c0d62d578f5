using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;

namespace Gateway.Sql.Parsing;

/// <summary>Replaces <c>${name}</c> in a text by the value of a setting before the text is read; an unset name gives nothing, one of the server's environment stays as written.</summary>
public static partial class VariableSubstitution
{
    public static string Apply(string text, SessionConfiguration configuration) =>
        text.Contains("${", StringComparison.Ordinal) && configuration.Get(ConfigurationKeys.VariableSubstitution) ? Replace(text, configuration, []) : text;

    [GeneratedRegex(@"\$\{(?:([a-zA-Z_0-9]+?):)?([^ \t\n\v\f\r]+?)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    private static string Replace(string text, SessionConfiguration configuration, ImmutableHashSet<string> within) => Reference().Replace(text, match =>
    {
        string place = match.Groups[1].Value;
        string name = match.Groups[2].Value;
        string? value = place switch
        {
            "" or "spark" or "sparkconf" or "hivevar" or "hiveconf" => Setting(name, configuration),
            "system" => Property(name),
            _ => null,
        };
        if (value is null)
        {
            return match.Value;
        }

        string reference = match.Value;
        return within.Contains(reference)
            ? throw new QueryException(new QueryError(null, [], [], "IllegalArgumentException", $"{reference} refers to itself."))
            : Replace(value, configuration, within.Add(reference));
    });

    /// <summary>Gets a setting's value as it was set; a known setting that was not set must be able to be empty.</summary>
    private static string Setting(string name, SessionConfiguration configuration)
    {
        if (configuration.GetExplicit(name) is { } written)
        {
            return written;
        }

        if (ConfigurationRegistry.Find(name) is { } entry)
        {
            ConfigurationCheck.Require(entry, "");
        }

        return "";
    }

    /// <summary>Gets what is the same on every system Spark's clients run against.</summary>
    private static string? Property(string name) => name switch
    {
        "file.separator" => "/",
        "line.separator" => "\n",
        "path.separator" => ":",
        _ => null,
    };
}
