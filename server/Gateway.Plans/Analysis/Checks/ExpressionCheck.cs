using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks one expression bottom-up: unresolved names, then types, in the order in which the parts stand.</summary>
internal static class ExpressionCheck
{
    public static void Check(Expression expression, LogicalPlan plan, AnalyzerContext context) => Check(expression, expression, plan, context, insideLambda: false);

    private static void Check(Expression expression, Expression root, LogicalPlan plan, AnalyzerContext context, bool insideLambda)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (expression is not UnresolvedAlias && ExpandsStars(root, plan) && expression.Children.Any(static child => child is UnresolvedStar or UnresolvedRegex))
        {
            string node = expression switch
            {
                WindowExpression or UnresolvedWindowExpression => "windowspecdefinition",
                AggregateExpression aggregate => aggregate.Function.CalledName,
                Cast { Mode: EvaluationMode.Try } => "try_cast",
                In => "unresolvedalias",
                _ => expression.GetType().Name.ToLowerInvariant(),
            };
            throw new QueryException("INVALID_USAGE_OF_STAR_OR_REGEX", ("elem", "'*'"), ("prettyName", "expression " + Quote.Id(node)));
        }
        if (expression is FunctionCall { Function.Lambdas: { } binder } call && call.Arguments.Where((argument, i) => argument is LambdaFunction && binder.Lambdas.All(lambda => lambda.Position != i)).Any())
        {
            throw new QueryException("INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION", call.Origin);
        }
        if (expression is FunctionCall { Function.Lambdas: not null } && Contents.HasSubquery(expression))
        {
            throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION");
        }
        foreach (var child in expression.Children)
        {
            Check(child, root, plan, context, insideLambda || expression is LambdaFunction);
        }
        switch (expression)
        {
            case SubqueryExpression when insideLambda:
                throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION");
            case SubqueryExpression subquery:
                SubqueryCheck.Check(subquery, plan, context);
                return;
            case UnresolvedAttribute name:
                // Names in a lambda body are reported at the whole item, the column of a pivot at the operator.
                var reported = insideLambda ? RootOrigin(root, plan) : plan is Pivot pivot && ReferenceEquals(pivot.Column, name) ? plan.Origin : name.Origin;
                throw UnresolvedName(name with { Origin = reported }, plan);
            case UnresolvedLambdaVariable variable:
                throw UnresolvedColumns.Error(variable.NameParts, RootOrigin(root, plan), Inputs(plan));
            case UnresolvedStar star:
                throw new QueryException("INVALID_USAGE_OF_STAR_OR_REGEX", star.Origin, ("elem", "'*'"), ("prettyName", OperatorName(plan)));
            case MultiAlias several when several.Child.Resolved:
                throw new QueryException("MULTI_ALIAS_WITHOUT_GENERATOR", several.Origin, ("expr", Quote.Expr(several.Child.PrettyText)), ("names", string.Join(", ", several.Names)));
            case FunctionCall { Function.Name: "grouping" or "grouping_id" } grouping when plan is not Filter:
                throw new QueryException("UNSUPPORTED_GROUPING_EXPRESSION", grouping.Origin);
            case FunctionCall { Function.Name: "grouping" or "grouping_id" }:
                throw new QueryException("UNSUPPORTED_GROUPING_EXPRESSION");
            case AggregateExpression { IsDistinct: true, Function: { Resolved: true, Function.Name: "listagg" or "string_agg" } } list:
                DistinctListCheck.Check(list);
                return;
            case UnresolvedWindowExpression window:
                throw new QueryException("MISSING_WINDOW_SPECIFICATION", ("windowName", window.WindowName), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        CheckBareWindowFunction(expression, plan);
        if (!expression.Resolved && expression.Children.All(static child => child.Resolved))
        {
            TypeFaults.Raise(expression, context);
        }
        switch (expression)
        {
            case WindowExpression { Resolved: true } bound:
                WindowCheck.Check(bound);
                break;
            case AggregateExpression { Resolved: true } aggregate:
                AggregateFilterCheck.Check(aggregate);
                break;
            case SortOrder { Child.Resolved: true } order when !Ordering.IsOrderable(order.Child.Type):
                throw new QueryException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", order.Origin,
                    ("sqlExpr", Quote.Expr(order.PrettyText)), ("functionName", "`sortorder`"), ("dataType", Quote.Type(order.Child.Type)));
        }
    }

    /// <summary>Window-only functions need OVER; the fault stands at the expression around the function, else at the operator.</summary>
    private static void CheckBareWindowFunction(Expression around, LogicalPlan plan)
    {
        if (around is WindowExpression or LambdaFunction || !around.Resolved)
        {
            return;
        }
        var values = around.Children.Select(static child => child is LambdaFunction lambda ? lambda.Body : child);
        if (values.FirstOrDefault(static child => child is FunctionCall { Function.Kind: FunctionKind.Window }) is { } bare)
        {
            throw new QueryException("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", RootOrigin(around, plan), ("funcName", Quote.Expr(bare.PrettyText)));
        }
    }

    /// <summary>Tells whether stars in an expression should have become columns, so that what is left is the fault of the expression around it.</summary>
    private static bool ExpandsStars(Expression root, LogicalPlan plan) =>
        plan is not (Sort or Repartition or UnresolvedHaving or Join or Pivot or Limit or UnresolvedTableFunction) && !(plan is Aggregate aggregate && aggregate.Groupings.Contains(root));

    private static string OperatorName(LogicalPlan plan) => plan switch
    {
        Repartition => "RepartitionByExpression",
        Limit => "LocalLimit",
        UnresolvedTableFunction => "UnresolvedTableValuedFunction",
        _ => plan.GetType().Name,
    };

    private static Origin RootOrigin(Expression root, LogicalPlan plan) => root.Origin.IsKnown ? root.Origin : plan.Origin;

    private static QueryException UnresolvedName(UnresolvedAttribute name, LogicalPlan plan) => name.PlanId is null
        ? UnresolvedColumns.Error(name.NameParts, name.Origin, Inputs(plan))
        : new QueryException("CANNOT_RESOLVE_DATAFRAME_COLUMN", name.Origin, ("name", Quote.Expr(name.Name)));

    private static System.Collections.Immutable.ImmutableArray<AttributeReference> Inputs(LogicalPlan plan) =>
        plan.Children.All(static child => child.Resolved) ? plan.InputAttributes : [];
}
