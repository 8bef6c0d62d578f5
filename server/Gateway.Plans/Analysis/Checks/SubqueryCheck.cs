using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks the plan of a subquery, then what its kind and the operator around it demand.</summary>
internal static class SubqueryCheck
{
    public static void Check(SubqueryExpression subquery, LogicalPlan plan, AnalyzerContext context)
    {
        PlanCheck.CheckTree(subquery.Plan, context);
        if (!subquery.Plan.Resolved)
        {
            return;
        }
        if (subquery is not ScalarSubquery && plan is (Sort or Repartition))
        {
            throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY", subquery.Origin, ("treeNode", PlanText.Tree(plan)));
        }
        switch (subquery)
        {
            case ScalarSubquery scalar:
                CheckScalar(scalar, plan);
                break;
            case InSubquery membership:
                CheckMembership(membership);
                break;
        }
        CorrelationCheck.Check(subquery.Plan);
    }

    private static void CheckScalar(ScalarSubquery scalar, LogicalPlan plan)
    {
        int width = scalar.Plan.Output.Length;
        if (width != 1)
        {
            throw new QueryException("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN", scalar.Origin, ("number", Text(width)));
        }
        if (scalar.OuterAttributes.IsEmpty)
        {
            return;
        }
        switch (plan)
        {
            case Filter or Project:
                return;
            case Aggregate aggregate:
                bool grouped = aggregate.Groupings.Any(key => key.Any(scalar.SemanticEquals));
                if (grouped && !aggregate.Items.Any(item => item.Any(scalar.SemanticEquals)))
                {
                    throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY", plan.Origin);
                }
                return;
            default:
                throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY", plan.Origin, ("treeNode", PlanText.Tree(plan)));
        }
    }

    private static void CheckMembership(InSubquery membership)
    {
        if (!membership.Values.All(static value => value.Resolved))
        {
            return;
        }
        var (values, columns) = (membership.Values, membership.Plan.Output);
        if (values.Length != columns.Length)
        {
            throw new QueryException("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", membership.Origin,
                ("sqlExpr", Quote.Expr(membership.PrettyText)), ("leftLength", Text(values.Length)), ("rightLength", Text(columns.Length)),
                ("leftColumns", string.Join(", ", values.Select(static value => Quote.Expr(value.PrettyText)))),
                ("rightColumns", string.Join(", ", columns.Select(static attribute => Quote.Expr(attribute.Name)))));
        }
        var mismatched = values.Zip(columns).Where(static pair => !TypeMerging.Same(pair.First.Type, pair.Second.Type)).ToList();
        if (mismatched.Count > 0 && mismatched.TrueForAll(static pair => pair.First.Type is StringType && pair.Second.Type is StringType))
        {
            throw new QueryException("INDETERMINATE_COLLATION_IN_EXPRESSION", membership.Origin, ("expr", Quote.Expr(membership.PrettyText)));
        }
        if (mismatched.Count == 0 && !values.All(static value => Ordering.IsOrderable(value.Type)))
        {
            DataType compared = values is [var single] ? single.Type : new StructType(values.Select(static value => new StructField(value is NamedExpression named ? named.OutputName : value.PrettyText, value.Type, value.Nullable)));
            throw new QueryException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", membership.Origin,
                ("functionName", "`insubquery`"), ("dataType", Quote.Type(compared)), ("sqlExpr", Quote.Expr(membership.PrettyText)));
        }
        if (mismatched.Count > 0)
        {
            throw new QueryException("DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH", membership.Origin, ("sqlExpr", Quote.Expr(membership.PrettyText)),
                ("mismatchedColumns", string.Join(", ", mismatched.Select(static pair => $"({pair.First.SqlText}:{TypeText.CatalogString(pair.First.Type)}, {pair.Second.SqlText}:{TypeText.CatalogString(pair.Second.Type)})"))),
                ("leftType", string.Join(", ", values.Select(static value => Quote.Type(value.Type)))),
                ("rightType", string.Join(", ", columns.Select(static column => Quote.Type(column.Type)))));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
