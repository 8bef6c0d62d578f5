using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Refuses lateral subqueries that cannot be joined with the rows to their left: outer columns in the wrong operators, different answers at each run.</summary>
internal sealed class LateralJoinCheck : OperatorCheck<LateralJoin>
{
    protected override void Check(LateralJoin node, AnalyzerContext context)
    {
        if (!node.Right.Resolved)
        {
            return;
        }
        CorrelationCheck.Check(node.Right);
        if (!IsDeterministic(node.Right) && !HasOneRow(node.Left))
        {
            throw new QueryException("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.NON_DETERMINISTIC_LATERAL_SUBQUERIES", node.Origin, ("treeNode", PlanText.Tree(node)));
        }
    }

    private static bool IsDeterministic(LogicalPlan plan) =>
        plan.Expressions.All(static expression => expression.Deterministic) && plan.Children.All(IsDeterministic);

    private static bool HasOneRow(LogicalPlan plan) => plan switch
    {
        OneRowRelation or Aggregate { Groupings.IsEmpty: true } => true,
        LocalRelation local => local.Rows.Length <= 1,
        Limit { Count: Literal { Value: int and <= 1 } } => true,
        Project or Filter or Sort or SubqueryAlias or View or Repartition or Window or Deduplicate => HasOneRow(plan.Children[0]),
        _ => false,
    };
}
