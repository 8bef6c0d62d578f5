using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Copies a resolved plan with new ids for everything it produces, all references inside rewritten.</summary>
internal static class FreshIds
{
    /// <summary>Renews every id that the plan produces.</summary>
    public static LogicalPlan Renew(LogicalPlan plan) => Renew(plan, out _);

    /// <param name="renamed">New attributes by the old id.</param>
    public static LogicalPlan Renew(LogicalPlan plan, out Dictionary<ExpressionId, ExpressionId> renamed)
    {
        renamed = [];
        return Copy(plan, renamed);
    }

    private static LogicalPlan Copy(LogicalPlan plan, Dictionary<ExpressionId, ExpressionId> ids)
    {
        var copied = plan.MapChildren(child => Copy(child, ids));
        Declare(copied, ids);
        copied = copied.MapExpressions(expression => Replace(expression, ids, renewSubqueries: true));
        return Attributes(copied, ids);
    }

    /// <summary>Notes new ids for what the node itself produces.</summary>
    private static void Declare(LogicalPlan plan, Dictionary<ExpressionId, ExpressionId> ids)
    {
        foreach (var attribute in Produced(plan))
        {
            ids.TryAdd(attribute.Id, ExpressionId.Next());
        }
        foreach (var expression in plan.Expressions)
        {
            if (expression is Alias alias)
            {
                ids.TryAdd(alias.Id, ExpressionId.Next());
            }
        }
    }

    private static ImmutableArray<AttributeReference> Produced(LogicalPlan plan) => plan switch
    {
        LocalRelation local => local.Attributes,
        RangeRelation range => range.Attributes,
        TableScan scan => [.. scan.Attributes, .. scan.Metadata],
        CteReference reference => reference.Attributes,
        Generate generate => generate.GeneratorOutput,
        Expand expand => expand.Attributes,
        SetOperation { UnionOutput.IsDefault: false } union => union.UnionOutput,
        _ => [],
    };

    private static LogicalPlan Attributes(LogicalPlan plan, Dictionary<ExpressionId, ExpressionId> ids) => plan switch
    {
        LocalRelation local => local with { Attributes = Renamed(local.Attributes, ids) },
        RangeRelation range => range with { Attributes = Renamed(range.Attributes, ids) },
        TableScan scan => scan with { Attributes = Renamed(scan.Attributes, ids), Metadata = Renamed(scan.Metadata, ids) },
        CteReference reference => reference with { Attributes = Renamed(reference.Attributes, ids) },
        Generate generate => generate with { GeneratorOutput = Renamed(generate.GeneratorOutput, ids) },
        Expand expand => expand with { Attributes = Renamed(expand.Attributes, ids) },
        SetOperation { UnionOutput.IsDefault: false } union => union with { UnionOutput = Renamed(union.UnionOutput, ids) },
        LateralJoin { OuterAttributes.IsDefault: false } lateral => lateral with { OuterAttributes = Renamed(lateral.OuterAttributes, ids) },
        Project { Hidden.IsEmpty: false } project => project with { Hidden = Renamed(project.Hidden, ids) },
        _ => plan,
    };

    private static ImmutableArray<AttributeReference> Renamed(ImmutableArray<AttributeReference> attributes, Dictionary<ExpressionId, ExpressionId> ids) =>
        [.. attributes.Select(attribute => ids.TryGetValue(attribute.Id, out var id) ? attribute with { Id = id } : attribute)];

    /// <summary>Rewrites references (also those of subqueries) by old id.</summary>
    public static Expression Replace(Expression expression, IReadOnlyDictionary<ExpressionId, ExpressionId> ids, bool renewSubqueries = false) => ids.Count == 0 && !renewSubqueries ? expression : expression.TransformUp(node => node switch
    {
        AttributeReference attribute when ids.TryGetValue(attribute.Id, out var id) => attribute with { Id = id },
        Alias alias when ids.TryGetValue(alias.Id, out var id) => alias with { Id = id },
        OuterReference outer when ids.TryGetValue(outer.Attribute.Id, out var id) => outer with { Attribute = outer.Attribute with { Id = id } },
        SubqueryExpression subquery => subquery.WithPlan(ReplaceOuter(renewSubqueries ? Renew(subquery.Plan) : subquery.Plan, ids)),
        _ => node,
    });

    /// <summary>Rewrites the outer references inside a subquery's plan.</summary>
    public static LogicalPlan ReplaceOuter(LogicalPlan plan, IReadOnlyDictionary<ExpressionId, ExpressionId> ids) =>
        plan.MapChildren(child => ReplaceOuter(child, ids)).MapExpressions(expression => expression.TransformUp(node =>
            node is OuterReference outer && ids.TryGetValue(outer.Attribute.Id, out var id) ? outer with { Attribute = outer.Attribute with { Id = id } } : node));
}
