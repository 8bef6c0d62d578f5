using System.Text.RegularExpressions;

namespace Gateway.Engine.Commands;

/// <summary>Matches names against SHOW .. LIKE patterns: <c>*</c> is any text, <c>|</c> separates alternatives, case does not matter.</summary>
internal static class NamePattern
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);

    /// <param name="pattern">Null matches everything.</param>
    public static bool Matches(string? pattern, string name) => pattern is null || Array.Exists(pattern.Trim().Split('|'), part =>
        Regex.IsMatch(name, "^(?:" + Regex.Escape(part.Trim()).Replace("\\*", ".*", StringComparison.Ordinal) + ")$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline, _timeout));
}
