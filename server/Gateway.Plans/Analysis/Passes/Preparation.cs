using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Runs the whole-tree passes that come before resolution, in Spark's order: WITH, hints, existence of functions.</summary>
internal static class Preparation
{
    public static LogicalPlan Apply(LogicalPlan plan, AnalyzerContext context)
    {
        if (plan.Resolved)
        {
            return plan;
        }
        var substituted = PartitionHints.Apply(CteSubstitution.Apply(plan, context), context);
        FunctionExistence.Check(substituted, context);
        Checks.TrailingCommaCheck.CheckStars(substituted);
        return substituted;
    }
}
