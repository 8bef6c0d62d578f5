using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Refuses, after the whole tree is fine by itself, expressions that stand in operators that cannot compute them.</summary>
internal static class PlacementCheck
{
    public static void Check(LogicalPlan plan, AnalyzerContext context)
    {
        foreach (var child in plan.Children)
        {
            Check(child, context);
        }
        if (!plan.Resolved)
        {
            throw new QueryException("INTERNAL_ERROR", plan.Origin, ("message", $"Found the unresolved operator: {plan.GetType().Name}"));
        }
    }
}
