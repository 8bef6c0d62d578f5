using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Select;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks the condition of FILTER (WHERE ..).</summary>
internal static class AggregateFilterCheck
{
    public static void Check(AggregateExpression aggregate)
    {
        if (aggregate.Filter is not { } filter)
        {
            return;
        }
        if (!filter.Deterministic)
        {
            throw Error("NON_DETERMINISTIC", aggregate, filter);
        }
        if (filter.Type is not BooleanType)
        {
            throw Error("NOT_BOOLEAN", aggregate, filter);
        }
        if (filter.SelfAndDescendants().OfType<WindowExpression>().FirstOrDefault() is { } window)
        {
            throw Error("CONTAINS_WINDOW_FUNCTION", aggregate, filter, ("windowExpr", Quote.Expr(window.PrettyText)));
        }
        if (filter.SelfAndDescendants().OfType<AggregateExpression>().FirstOrDefault() is { } inner)
        {
            throw Error("CONTAINS_AGGREGATE", aggregate, filter, ("aggExpr", Quote.Expr(inner.PrettyText)));
        }
    }

    private static QueryException Error(string subcondition, AggregateExpression aggregate, Expression filter, params ReadOnlySpan<(string Name, string Value)> more)
    {
        (string Name, string Value)[] parameters = [("filterExpr", Quote.Expr(filter.PrettyText)), .. more];
        return new QueryException("INVALID_AGGREGATE_FILTER." + subcondition, aggregate.Origin, parameters);
    }
}
