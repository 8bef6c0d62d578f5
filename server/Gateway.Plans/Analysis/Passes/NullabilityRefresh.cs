using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Brings the nullability of references in line with what the operators below produce.</summary>
internal static class NullabilityRefresh
{
    public static LogicalPlan Apply(LogicalPlan plan)
    {
        var refreshed = plan.MapChildren(Apply);
        if (refreshed.Children.IsEmpty || refreshed.Expressions.IsEmpty)
        {
            return refreshed;
        }
        var known = new Dictionary<ExpressionId, bool>();
        foreach (var child in refreshed.Children)
        {
            foreach (var attribute in child.Output)
            {
                known[attribute.Id] = attribute.IsNullable;
            }
        }
        return refreshed.MapExpressions(expression => expression.TransformUp(node =>
            node is AttributeReference attribute && known.TryGetValue(attribute.Id, out bool nullable) && nullable != attribute.IsNullable ? attribute with { IsNullable = nullable } : node));
    }
}
