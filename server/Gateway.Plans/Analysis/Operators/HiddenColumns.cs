using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Makes the inputs of an operator show the hidden columns that its expressions use, and takes them off again above it.</summary>
internal static class HiddenColumns
{
    public static LogicalPlan Expose(LogicalPlan plan)
    {
        HashSet<ExpressionId>? hidden = null;
        foreach (var child in plan.Children)
        {
            if (!child.Resolved)
            {
                return plan;
            }
            if (!child.HiddenOutput.IsEmpty)
            {
                (hidden ??= []).UnionWith(child.HiddenOutput.Select(static attribute => attribute.Id));
            }
        }
        if (hidden is null)
        {
            return plan;
        }
        if (plan is not Sort && plan.Expressions.Any(static expression => expression.Any(static node => node is UnresolvedAttribute)))
        {
            // Operators that stay unresolved show what they would without the columns.
            return plan;
        }
        hidden.ExceptWith(plan.InputAttributes.Select(static attribute => attribute.Id));
        hidden.IntersectWith(plan.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).OfType<AttributeReference>().Select(static attribute => attribute.Id));
        if (hidden.Count == 0)
        {
            return plan;
        }
        var exposed = plan.MapChildren(child => Show(child, hidden));
        if (plan is Project or Aggregate || !plan.Resolved || plan.Output.Length == exposed.Output.Length)
        {
            return exposed;
        }
        return new Project(exposed, ImmutableArray<Expression>.CastUp(plan.Output)) { Hidden = [.. exposed.Output.Where(attribute => hidden.Contains(attribute.Id)), .. exposed.HiddenOutput] };
    }

    /// <summary>Returns the plan with the hidden columns of the given ids in its output.</summary>
    public static LogicalPlan Show(LogicalPlan plan, IReadOnlySet<ExpressionId> ids)
    {
        if (!plan.HiddenOutput.Any(attribute => ids.Contains(attribute.Id)))
        {
            return plan;
        }
        switch (plan)
        {
            case Project project:
                var wanted = project.Hidden.Where(attribute => ids.Contains(attribute.Id)).ToList();
                var below = project.Input.Resolved ? Show(project.Input, ids) : project.Input;
                return project with
                {
                    Input = below,
                    Items = [.. project.Items, .. wanted],
                    Hidden = project.Hidden.RemoveAll(attribute => ids.Contains(attribute.Id)),
                };
            case TableScan scan:
                return scan with
                {
                    Attributes = [.. scan.Attributes, .. scan.Metadata.Where(attribute => ids.Contains(attribute.Id))],
                    Metadata = scan.Metadata.RemoveAll(attribute => ids.Contains(attribute.Id)),
                };
            default:
                return plan.MapChildren(child => Show(child, ids));
        }
    }
}
