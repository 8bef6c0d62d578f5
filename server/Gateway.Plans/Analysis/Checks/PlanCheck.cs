using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Words what stayed unresolved or stands where it may not: inputs before operators, expressions bottom-up, left to right.</summary>
internal static class PlanCheck
{
    /// <exception cref="QueryException">The first fault in Spark's order.</exception>
    public static void Check(LogicalPlan plan, AnalyzerContext context)
    {
        try
        {
            TrailingCommaCheck.Check(plan);
            CheckTree(plan, context);
            PlacementCheck.Check(plan, context);
            CollectMetricsCheck.CheckNames(plan);
        }
        catch (QueryException fault) when (JavaExceptions.Chain(fault.Error)[0].EndsWith(".AnalysisException", StringComparison.Ordinal))
        {
            // Spark attaches the plan to what its check finds, which is a class of its own.
            throw fault.As("ExtendedAnalysisException");
        }
    }

    /// <summary>Checks a plan below an operator or in a subquery.</summary>
    public static void CheckTree(LogicalPlan plan, AnalyzerContext context)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var child in plan is WithCte with ? InOrder(with) : plan.Children)
        {
            CheckTree(child, context);
        }
        UnresolvedPlanCheck.Check(plan, context);
        foreach (var expression in plan.Expressions)
        {
            ExpressionCheck.Check(expression, plan, context);
        }
        OperatorChecks.Check(plan, context);
    }

    /// <summary>Lists the parts of WITH as Spark looks at them: definitions that the query does not reach, those it does, the query.</summary>
    private static IEnumerable<LogicalPlan> InOrder(WithCte with)
    {
        var reached = new HashSet<long>();
        Reach(with.Input, with, reached);
        return with.Definitions.OrderBy(definition => reached.Contains(definition.Id)).Select(static definition => definition.Plan).Append(with.Input);
    }

    private static void Reach(LogicalPlan plan, WithCte with, HashSet<long> reached)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan is CteReference reference && reached.Add(reference.Id) && with.Definitions.FirstOrDefault(definition => definition.Id == reference.Id) is { } read)
        {
            Reach(read.Plan, with, reached);
        }
        foreach (var child in plan.Children)
        {
            Reach(child, with, reached);
        }
        foreach (var subquery in plan.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).OfType<SubqueryExpression>())
        {
            Reach(subquery.Plan, with, reached);
        }
    }
}
