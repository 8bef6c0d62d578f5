using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Replaces calls of window(), session_window() and window_time() by columns that a projection below computes.</summary>
internal static class TimeWindows
{
    public static bool IsCall(Expression node) => node is FunctionCall { Function.Name: "window" or "session_window" or "window_time", Resolved: true };

    public static bool Has(Expression expression) => expression.Any(IsCall);

    /// <summary>Returns the operator over an input that has the windows as columns; the operator must then be resolved again.</summary>
    public static LogicalPlan Expand(LogicalPlan plan, Resolution resolution)
    {
        if (plan is not UnaryPlan { Input.Resolved: true } operation)
        {
            return plan;
        }
        var calls = plan.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).Where(static node => IsCall(node) && !node.Children.Any(Has))
            .Cast<FunctionCall>().GroupBy(static call => call.CanonicalText).Select(static same => same.First()).ToList();
        if (calls.Count == 0)
        {
            // Sorting by a window adds columns around the operator that computes it.
            return plan is Project && operation.Input is Sort or Filter && Expand(operation.Input, resolution) is var below && !ReferenceEquals(below, operation.Input)
                ? plan.WithChildren([below])
                : plan;
        }
        var times = calls.FindAll(static call => call.Function.Name == "window_time");
        if (times.Count == 0 && calls.Count > 1)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1039", plan.Origin);
        }
        var call = times.Count > 0 ? times[0] : calls[0];
        var builder = new TimeWindowColumns(operation.Input, new CallMaker(resolution));
        var (input, column) = call.Function.Name switch
        {
            "window_time" => builder.WindowTime(call),
            "window" => builder.Window(call),
            _ => builder.Session(call, plan is Aggregate aggregate ? aggregate.Groupings : null),
        };
        string text = call.CanonicalText;
        var replaced = plan.WithChildren([input]).MapExpressions(expression => Replace(expression, text, column));
        if (replaced.Expressions.Any(Has))
        {
            return Expand(replaced, resolution);
        }
        var resolved = resolution.Resolve(replaced);
        return plan is Project or Aggregate or UnresolvedHaving || !resolved.Resolved ? resolved : new Project(resolved, [.. resolved.Output.Where(attribute => attribute.Id != column.Id)]);
    }

    private static Expression Replace(Expression expression, string text, AttributeReference column) => expression.TransformDown(node =>
        IsCall(node) && node.CanonicalText == text ? column with { Origin = node.Origin } : node);
}
