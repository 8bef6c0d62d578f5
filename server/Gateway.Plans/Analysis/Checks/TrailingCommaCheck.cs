using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Finds a FROM that was read as a column because a comma stands before it.</summary>
internal static class TrailingCommaCheck
{
    public static void Check(LogicalPlan plan)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan.Resolved)
        {
            return;
        }
        if (plan is Project { Items: [_, .., Alias { Child: UnresolvedAttribute { NameParts: [var name] } } last] } && name.Equals("FROM", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("TRAILING_COMMA_IN_SELECT", last.Origin);
        }
        foreach (var child in plan.Children)
        {
            Check(child);
        }
    }
}
