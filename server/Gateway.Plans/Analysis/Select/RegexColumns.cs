using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Expands a regular expression over column names.</summary>
internal static class RegexColumns
{
    public static ImmutableArray<Expression> Expand(UnresolvedRegex regex, Scope scope, AnalyzerContext context)
    {
        if (!JavaRegex.TryCompile("^(?:" + regex.Pattern + ")$", !context.CaseSensitive, out var pattern))
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.PATTERN", regex.Origin, ("parameter", "`regexp`"), ("functionName", "`select`"), ("value", Quote.Value(regex.Pattern)));
        }
        return [.. scope.Visible.Where(attribute => pattern.IsMatch(Encoding.UTF8.GetBytes(attribute.Name))
            && (regex.Table is null || (!attribute.Qualifier.IsEmpty && context.NameComparer.Equals(attribute.Qualifier[^1], regex.Table))))];
    }
}
