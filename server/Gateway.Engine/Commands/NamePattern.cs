using System.Text.RegularExpressions;

namespace Gateway.Engine.Commands;

/// <summary>Matches names against SHOW .. LIKE patterns: <c>*</c> is any text, <c>|</c> separates alternatives, case does not matter.</summary>
public static class NamePattern
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);

    /// <param name="pattern">Null matches everything. Each alternative is a regular expression in which <c>*</c> means any text; a broken one matches nothing.</param>
    public static bool Matches(string? pattern, string name) => pattern is null || Array.Exists(pattern.Trim().Split('|'), part => IsMatch(part, name));

    private static bool IsMatch(string part, string name)
    {
        try
        {
            return Regex.IsMatch(name, "^(?:" + part.Replace("*", ".*", StringComparison.Ordinal) + ")$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline, _timeout);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
