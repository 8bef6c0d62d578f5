using System.Text.RegularExpressions;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Matches names the way SHOW does: <c>*</c> for any text, <c>|</c> between alternatives, case does not count.</summary>
internal sealed class NamePattern
{
    private readonly Regex[] _alternatives;

    /// <param name="pattern">Null matches everything.</param>
    public NamePattern(string? pattern) => _alternatives =
    [
        .. (pattern ?? "*").Trim().Split('|').Select(static alternative =>
            new Regex("^(?:" + Regex.Escape(alternative).Replace("\\*", ".*", StringComparison.Ordinal) + ")$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)),
    ];

    public bool Matches(string name) => _alternatives.Any(alternative => alternative.IsMatch(name));
}
