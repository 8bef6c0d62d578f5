using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Raises the error of a constant that fails, unless it stands where it may never be reached: in a branch, behind AND or OR, in a grouping or sort key.</summary>
/// <remarks>Spark folds constants before it learns that no row needs them: <c>SELECT 1/0 FROM range(0)</c> raises.</remarks>
public sealed class ConstantFaults : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        Visit(plan, context);
        return plan;
    }

    private static void Visit(LogicalPlan node, RuleContext context)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case Limit { Count: Literal { Value: 0 } }:
                return;
            case Project project:
                foreach (var item in project.Items)
                {
                    Check(item, context);
                }
                break;
            case Filter filter:
                Check(filter.Condition, context);
                break;
            case Aggregate aggregate:
                foreach (var item in aggregate.Items)
                {
                    Check(item, context);
                }
                break;
        }
        foreach (var child in node.Children)
        {
            Visit(child, context);
        }
    }

    private static void Check(Expression expression, RuleContext context)
    {
        switch (expression)
        {
            case Literal or AttributeReference or LambdaFunction or SubqueryExpression:
                return;
            case CaseWhen caseWhen:
                Check(caseWhen.Branches[0].Condition, context);
                return;
            case FunctionCall { Function.Name: "and" or "or" or "if" or "coalesce" or "nvl" or "ifnull" or "nvl2" } call:
                Check(call.Arguments[0], context);
                return;
        }
        if (expression.Foldable && !HasBranches(expression))
        {
            // Throws the constant's own error with its context.
            ConstantFolding.Evaluate(BodyOrigins.Written(expression), context.Settings);
            return;
        }
        foreach (var child in expression.Children)
        {
            Check(child, context);
        }
    }

    private static bool HasBranches(Expression expression) => expression.Any(static node =>
        node is CaseWhen or Replaceable or FunctionCall { Function.Name: "and" or "or" or "if" or "coalesce" });
}
