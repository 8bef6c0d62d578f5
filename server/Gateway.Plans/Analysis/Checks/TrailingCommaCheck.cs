using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Finds a FROM that was read as a column because a comma stands before it.</summary>
internal static class TrailingCommaCheck
{
    /// <summary>Looks at lists with a star, which is gone once it is resolved: without a FROM it has no columns.</summary>
    public static void CheckStars(LogicalPlan plan)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan is Project { Input: OneRowRelation, Items: [_, .., Alias { Child: UnresolvedAttribute { NameParts: [var name] } } last] } project
            && name.Equals("FROM", StringComparison.OrdinalIgnoreCase) && project.Items.Any(static item => item is UnresolvedStar))
        {
            throw new QueryException("TRAILING_COMMA_IN_SELECT", last.Origin);
        }
        foreach (var child in plan.Children)
        {
            CheckStars(child);
        }
    }

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
