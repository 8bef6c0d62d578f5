using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Checks one expression bottom-up: unresolved names, then types, in the order in which the parts stand.</summary>
internal static class ExpressionCheck
{
    public static void Check(Expression expression, LogicalPlan plan, AnalyzerContext context)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var child in expression.Children)
        {
            Check(child, plan, context);
        }
        switch (expression)
        {
            case SubqueryExpression subquery:
                SubqueryCheck.Check(subquery, plan, context);
                return;
            case UnresolvedAttribute name:
                throw UnresolvedName(name, plan);
            case UnresolvedLambdaVariable variable:
                throw UnresolvedColumns.Error(variable.NameParts, variable.Origin, Inputs(plan));
            case UnresolvedStar star:
                throw new QueryException("INVALID_USAGE_OF_STAR_OR_REGEX", star.Origin, ("elem", "'*'"), ("prettyName", plan.GetType().Name));
            case UnresolvedWindowExpression window:
                throw new QueryException("MISSING_WINDOW_SPECIFICATION", ("windowName", window.WindowName), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        if (!expression.Resolved && expression.Children.All(static child => child.Resolved))
        {
            TypeFaults.Raise(expression, context);
        }
        if (expression is WindowExpression { Resolved: true } bound)
        {
            WindowCheck.Check(bound);
        }
    }

    private static QueryException UnresolvedName(UnresolvedAttribute name, LogicalPlan plan) => name.PlanId is null
        ? UnresolvedColumns.Error(name.NameParts, name.Origin, Inputs(plan))
        : new QueryException("CANNOT_RESOLVE_DATAFRAME_COLUMN", name.Origin, ("name", Quote.Expr(name.Name)));

    private static System.Collections.Immutable.ImmutableArray<AttributeReference> Inputs(LogicalPlan plan) =>
        plan.Children.All(static child => child.Resolved) ? plan.InputAttributes : [];
}
