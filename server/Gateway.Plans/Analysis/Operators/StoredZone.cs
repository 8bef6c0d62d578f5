using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Lets a stored text keep the time zone it was written under when a session with another zone reads it.</summary>
internal static class StoredZone
{
    /// <param name="inner">The settings of the stored text.</param>
    /// <param name="outer">The settings of what names it.</param>
    public static LogicalPlan Keep(LogicalPlan body, AnalyzerContext inner, AnalyzerContext outer) =>
        inner.Settings.TimeZone == outer.Settings.TimeZone ? body : Mark(body, inner.Settings.TimeZone);

    public static Expression Keep(Expression body, AnalyzerContext inner, AnalyzerContext outer) =>
        inner.Settings.TimeZone == outer.Settings.TimeZone ? body : Mark(body, inner.Settings.TimeZone);

    /// <summary>Lets the arguments of a stored function keep the zone of its caller.</summary>
    public static ImmutableArray<(string Name, Expression Value)> KeepArguments(ImmutableArray<(string Name, Expression Value)> arguments, AnalyzerContext inner, AnalyzerContext outer) =>
        inner.Settings.TimeZone == outer.Settings.TimeZone ? arguments : [.. arguments.Select(argument => (argument.Name, Mark(argument.Value, outer.Settings.TimeZone)))];

    private static LogicalPlan Mark(LogicalPlan plan, string zone) =>
        plan.MapChildren(child => Mark(child, zone)).MapExpressions(expression => Mark(expression, zone));

    private static Expression Mark(Expression expression, string zone) =>
        CapturedZone.Mark(expression.TransformUp(node => node is SubqueryExpression subquery ? subquery with { Plan = Mark(subquery.Plan, zone) } : node), zone);
}
