using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Expands a regular expression over column names.</summary>
internal static class RegexColumns
{
    public static ImmutableArray<Expression> Expand(UnresolvedRegex regex, Scope scope, AnalyzerContext context)
    {
        var options = context.CaseSensitive ? RegexOptions.CultureInvariant : RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
        var pattern = new Regex("^(?:" + regex.Pattern + ")$", options);
        return [.. scope.Visible.Where(attribute => pattern.IsMatch(attribute.Name)
            && (regex.Table is null || (!attribute.Qualifier.IsEmpty && context.NameComparer.Equals(attribute.Qualifier[^1], regex.Table))))];
    }
}
