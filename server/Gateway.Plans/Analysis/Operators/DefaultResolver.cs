using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves operators that ask for nothing special: expressions against the outputs of the inputs.</summary>
internal static class DefaultResolver
{
    public static LogicalPlan Resolve(LogicalPlan plan, Resolution resolution) => Resolve(plan, resolution, resolution.ScopeOf(plan));

    public static LogicalPlan Resolve(LogicalPlan plan, Resolution resolution, Scope scope) =>
        HiddenColumns.Expose(plan.MapExpressions(resolution.Expressions(scope).Resolve));
}
