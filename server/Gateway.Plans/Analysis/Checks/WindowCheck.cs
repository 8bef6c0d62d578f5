using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks a resolved window expression.</summary>
internal static class WindowCheck
{
    public static void Check(WindowExpression window)
    {
        if (window.Function is AggregateExpression { IsDistinct: true })
        {
            throw new QueryException("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", window.Origin, ("windowExpr", Quote.Expr(window.PrettyText)));
        }
    }
}
