using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks the plan of a subquery, then what its kind demands.</summary>
internal static class SubqueryCheck
{
    public static void Check(SubqueryExpression subquery, LogicalPlan plan, AnalyzerContext context)
    {
        PlanCheck.CheckTree(subquery.Plan, context);
        if (!subquery.Plan.Resolved)
        {
            return;
        }
        int width = subquery.Plan.Output.Length;
        if (subquery is ScalarSubquery && width != 1)
        {
            throw new QueryException("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN", subquery.Origin, ("number", Text(width)));
        }
        if (subquery is InSubquery membership && membership.Values.Length != width && membership.Values.All(static value => value.Resolved))
        {
            throw new QueryException("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", membership.Origin,
                ("sqlExpr", Quote.Expr(membership.PrettyText)), ("leftLength", Text(membership.Values.Length)), ("rightLength", Text(width)),
                ("leftColumns", string.Join(", ", membership.Values.Select(static value => Quote.Expr(value.PrettyText)))),
                ("rightColumns", string.Join(", ", subquery.Plan.Output.Select(static attribute => Quote.Expr(attribute.Name)))));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
