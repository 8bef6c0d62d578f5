using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Execution.Joins;
using Gateway.Execution.Plans;

namespace Gateway.Execution.Planning;

/// <summary>Follows a column down the way its rows stream, to the scan it comes from.</summary>
internal static class ProbeColumn
{
    /// <summary>Finds the scan whose rows may be left out by the value of a column, as if a filter stood where the column is: everything between keeps or drops rows by themselves, and cannot raise errors for them.</summary>
    /// <returns>The scan and the column's position in its output, or null.</returns>
    public static (ScanNode Scan, int Column)? Find(PhysicalPlan plan, Expression column) =>
        column is not BoundReference reference ? null : plan switch
        {
            ScanNode scan => (scan, reference.Ordinal),
            FilterNode filter when IsQuiet(filter.Condition) => Find(filter.Input, reference),
            ProjectNode project when project.Items.All(IsQuiet) => Find(project.Input, project.Items[reference.Ordinal]),
            HashJoinNode join => FindBelow(new JoinShape(join), reference),
            _ => null,
        };

    private static (ScanNode Scan, int Column)? FindBelow(JoinShape shape, BoundReference reference)
    {
        if (shape.Kind is not (ProbeKind.Inner or ProbeKind.ProbeOuter or ProbeKind.ProbeSemi or ProbeKind.ProbeAnti or ProbeKind.ProbeMark)
            || !shape.ProbeKeys.All(IsQuiet)
            || (shape.Node.Residual is { } residual && !IsQuiet(residual)))
        {
            return null;
        }
        int first = shape.GivesPairs && shape.BuildsLeft ? shape.Build.Output.Fields.Length : 0;
        int ordinal = reference.Ordinal - first;
        return ordinal >= 0 && ordinal < shape.Probe.Output.Fields.Length ? Find(shape.Probe, reference with { Ordinal = ordinal }) : null;
    }

    private static bool IsQuiet(Expression expression) => expression.Deterministic && !FaultAnalysis.CanThrow(expression);
}
