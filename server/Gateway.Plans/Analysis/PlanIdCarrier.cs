using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis;

/// <summary>Gives a plan one more plan id, by a projection of everything above it.</summary>
internal static class PlanIdCarrier
{
    public static LogicalPlan Add(LogicalPlan plan, long planId) => plan.Resolved
        ? new Project(plan, ImmutableArray.CreateRange<Expression>(plan.Output)) { PlanId = planId, Origin = plan.Origin, Hidden = plan.HiddenOutput }
        : plan;
}
