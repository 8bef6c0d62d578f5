using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Refuses, after the whole tree is fine by itself, expressions that stand in operators that cannot compute them.</summary>
internal static class PlacementCheck
{
    public static void Check(LogicalPlan plan, AnalyzerContext context)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var child in plan.Children)
        {
            Check(child, context);
        }
        foreach (var expression in plan.Expressions)
        {
            foreach (var subquery in expression.SelfAndDescendants().OfType<SubqueryExpression>())
            {
                Check(subquery.Plan, context);
            }
        }
        if (!plan.Resolved)
        {
            throw new QueryException("INTERNAL_ERROR", plan.Origin, ("message", $"Found the unresolved operator: {plan.GetType().Name}"));
        }
        CheckWindowFunctions(plan);
        CheckSpecial(plan);
        CheckSetTypes(plan);
        CheckDeterminism(plan);
    }

    /// <summary>Window-only functions need OVER; the fault stands at the expression around the function, else at the operator.</summary>
    private static void CheckWindowFunctions(LogicalPlan plan)
    {
        foreach (var expression in plan.Expressions)
        {
            if (FindBare(expression, plan.Origin) is { } bare)
            {
                throw new QueryException("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", bare.Around, ("funcName", Quote.Expr(bare.Call.PrettyText)));
            }
        }
    }

    private static (FunctionCall Call, Origin Around)? FindBare(Expression node, Origin around)
    {
        if (node is FunctionCall { Function.Kind: FunctionKind.Window } call)
        {
            return (call, around);
        }
        var inner = node.Origin.IsKnown && node is not (Alias or UnresolvedAlias) ? node.Origin : around;
        var parts = node is WindowExpression window ? window.Function.Children.Concat(window.Spec.Expressions) : node.Children;
        return parts.Select(part => FindBare(part, inner)).FirstOrDefault(static found => found is not null);
    }

    private static void CheckSpecial(LogicalPlan plan)
    {
        var wrong = plan.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).Where(node => IsMisplaced(node, plan)).ToList();
        if (wrong.Count == 0)
        {
            return;
        }
        throw plan is Filter filter
            ? new QueryException("INVALID_WHERE_CONDITION", plan.Origin, ("condition", Quote.Expr(filter.Condition.PrettyText)), ("expressionList", string.Join(", ", wrong.Select(static node => node.SqlText))))
            : new QueryException("UNSUPPORTED_EXPR_FOR_OPERATOR", plan.Origin, ("operator", plan is Repartition ? "RepartitionByExpression" : plan.GetType().Name), ("invalidExprSqls", string.Join(", ", wrong.Select(static node => Quote.Expr(node.PrettyText)))));
    }

    private static bool IsMisplaced(Expression node, LogicalPlan plan) => node switch
    {
        WindowExpression => plan is not Window,
        AggregateExpression => plan is not (Aggregate or Window or CollectMetrics),
        _ => Contents.IsGenerator(node) && plan is not Generate,
    };

    /// <summary>Refuses rows that cannot be compared where an operator compares whole rows.</summary>
    public static void CheckSetTypes(LogicalPlan plan)
    {
        var columns = plan switch
        {
            Distinct => plan.Output,
            SetOperation { Kind: SetOperationKind.Intersect or SetOperationKind.Except } operation => operation.Left.Output,
            Deduplicate { KeyAttributes: { IsDefault: false } keys } => keys,
            _ => [],
        };
        foreach (var column in columns)
        {
            string? kind = Ordering.HasMap(column.Type) ? "MAP" : Ordering.HasVariant(column.Type) ? "VARIANT" : null;
            if (kind is not null)
            {
                throw new QueryException($"UNSUPPORTED_FEATURE.SET_OPERATION_ON_{kind}_TYPE", plan.Origin, ("colName", Quote.Id(column.Name.Split('.'))), ("dataType", Quote.Type(column.Type)));
            }
        }
    }

    private static void CheckDeterminism(LogicalPlan plan)
    {
        if (plan is Project or Filter or Aggregate or Window or Expand or Generate or CollectMetrics or Command || plan.Expressions.All(static expression => expression.Deterministic))
        {
            return;
        }
        throw new QueryException("INVALID_NON_DETERMINISTIC_EXPRESSIONS", plan.Origin, ("sqlExprs", string.Join(", ", plan.Expressions.Select(static expression => Quote.Expr(expression.PrettyText)))));
    }
}
