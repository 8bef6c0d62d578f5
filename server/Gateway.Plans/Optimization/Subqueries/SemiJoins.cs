using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Subqueries;

/// <summary>Turns EXISTS and IN conjuncts of a filter into semi and anti joins.</summary>
internal static class SemiJoins
{
    public static LogicalPlan Join(LogicalPlan input, Exists exists, bool anti)
    {
        var inner = Decorrelation.Decorrelate(exists.Plan, input, onlyExistence: true);
        return new Join(input, inner.Plan, anti ? JoinKind.LeftAnti : JoinKind.LeftSemi, Predicates.All(inner.Conditions));
    }

    /// <summary>IN as a filter: rows whose comparison is NULL drop out, as in a semi join.</summary>
    public static LogicalPlan Join(LogicalPlan input, InSubquery membership)
    {
        var inner = Decorrelation.Decorrelate(membership.Plan, input, onlyExistence: false);
        var equalities = membership.Values.Select((value, i) => Predicates.Equal(value, inner.Output[i]));
        return new Join(input, inner.Plan, JoinKind.LeftSemi, Predicates.All(equalities.Concat(inner.Conditions)));
    }
}

/// <summary>Turns lateral joins into ordinary ones.</summary>
internal static class LateralJoins
{
    public static LogicalPlan Rewrite(LateralJoin lateral)
    {
        if (!Decorrelation.IsCorrelated(lateral.Right))
        {
            return new Join(lateral.Left, lateral.Right, lateral.Kind, lateral.Condition);
        }
        if (lateral.Condition is null && lateral.Kind is JoinKind.Inner or JoinKind.Cross or JoinKind.LeftOuter && RowOver(lateral.Right) is { } items)
        {
            return new Project(lateral.Left, [.. lateral.Left.Output, .. items]);
        }
        // A right side that gives a row on empty input needs the domain: each left row must find its row.
        var inner = Decorrelation.ByDomain(lateral.Right, lateral.Left);
        var kind = lateral.Kind == JoinKind.Cross || (lateral.Condition is null && IsGenerated(lateral.Right)) ? JoinKind.Inner : lateral.Kind;
        var conditions = lateral.Condition is null ? inner.Conditions : [.. inner.Conditions, lateral.Condition];
        LogicalPlan joined = new Join(lateral.Left, inner.Plan, kind, Predicates.All(conditions));
        return joined.Output.Length == lateral.Output.Length
            ? joined
            : new Project(joined, [.. lateral.Left.Output, .. lateral.Output.Skip(lateral.Left.Output.Length).Select((attribute, i) => (Expression)joined.Output.First(candidate => candidate.Id == attribute.Id))]);
    }

    /// <summary>Gets the select list of a query without FROM as expressions over the left row, or null.</summary>
    private static ImmutableArray<Expression>? RowOver(LogicalPlan plan) => plan switch
    {
        Project { Input: OneRowRelation } project when !project.Items.Any(static item => Predicates.HasSubquery(item) || Predicates.HasWindow(item)) =>
            [.. project.Items.Select(static item => item.TransformUp(static node => node is OuterReference outer ? outer.Attribute : node))],
        _ => null,
    };

    /// <summary>Tells a generator over no relation: without a condition Spark runs it on the left rows and drops those without a result, LEFT or not.</summary>
    private static bool IsGenerated(LogicalPlan plan) => plan switch
    {
        Project project => IsGenerated(project.Input),
        SubqueryAlias alias => IsGenerated(alias.Input),
        Generate generate => generate is { Outer: false, Input: OneRowRelation },
        _ => false,
    };
}
