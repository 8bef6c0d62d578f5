using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization.Subqueries;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>Turns every subquery expression and lateral join into joins: EXISTS and IN in a filter into semi and anti joins, elsewhere into mark joins, scalar ones into outer joins.</summary>
public sealed class RewriteSubqueries : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        plan = plan.MapChildren(child => Apply(child, context));
        plan = plan.MapExpressions(expression => SubqueryExpression.MapPlans(expression, subplan => Apply(subplan, context)));
        return plan switch
        {
            Filter filter when Predicates.HasSubquery(filter.Condition) => RewriteFilter(filter),
            LateralJoin lateral => LateralJoins.Rewrite(lateral),
            Join join when join.Condition is { } condition && Predicates.HasSubquery(condition) => RewriteJoin(join, condition),
            Aggregate aggregate when aggregate.Expressions.Any(Predicates.HasSubquery) => RewriteAggregate(aggregate),
            UnaryPlan unary when unary.Expressions.Any(Predicates.HasSubquery) => RewriteUnary(unary),
            _ => plan,
        };
    }

    private static LogicalPlan RewriteFilter(Filter filter)
    {
        var input = filter.Input;
        var output = input.Output;
        var rest = new List<Expression>();
        foreach (var conjunct in Predicates.Conjuncts(filter.Condition))
        {
            switch (conjunct)
            {
                case Exists exists:
                    input = SemiJoins.Join(input, exists, anti: false);
                    break;
                case Compute.Functions.FunctionCall { Function.Name: "not" } not when not.Arguments[0] is Exists exists:
                    input = SemiJoins.Join(input, exists, anti: true);
                    break;
                case InSubquery membership when !membership.Values.Any(Predicates.HasSubquery):
                    input = SemiJoins.Join(input, membership);
                    break;
                default:
                    rest.Add(SubqueryReplacer.Replace(conjunct, ref input));
                    break;
            }
        }
        var filtered = PushFilterThroughJoin.Filtered(SingleRows.Balance(input), rest);
        return filtered.Output.Length == output.Length ? filtered : new Project(filtered, [.. output]);
    }

    private static LogicalPlan RewriteUnary(UnaryPlan plan)
    {
        var input = plan.Input;
        var output = plan.Output;
        var rewritten = plan.MapExpressions(expression => SubqueryReplacer.Replace(expression, ref input));
        rewritten = rewritten.WithChildren([SingleRows.Balance(input)]);
        return rewritten.Output.Length == output.Length ? rewritten : new Project(rewritten, [.. output]);
    }

    /// <summary>Computes subqueries below the aggregate; a subquery that is a grouping item is then an ordinary column.</summary>
    private static LogicalPlan RewriteAggregate(Aggregate aggregate)
    {
        if (aggregate.Items.Any(item => HasOutputSubquery(item, aggregate)))
        {
            var (below, items) = Analysis.Select.AggregateSplit.Split(aggregate);
            LogicalPlan parts = below.Expressions.Any(Predicates.HasSubquery) ? RewriteAggregate(below) : below;
            return RewriteUnary(new Project(parts, items) { Origin = aggregate.Origin });
        }
        var input = aggregate.Input;
        var columns = new Dictionary<string, Expression>();
        var rewritten = aggregate.MapExpressions(expression => expression.TransformDown(node =>
        {
            if (node is not SubqueryExpression subquery)
            {
                return node;
            }
            string text = subquery.CanonicalText;
            if (!columns.TryGetValue(text, out var column))
            {
                columns[text] = column = SubqueryReplacer.Replace(subquery, ref input);
            }
            return column;
        }));
        return rewritten.WithChildren([SingleRows.Balance(input)]);
    }

    /// <summary>Tells whether an output holds a subquery over groups: one that is neither a key nor an argument of an aggregate function.</summary>
    private static bool HasOutputSubquery(Expression node, Aggregate aggregate) =>
        node is not AggregateExpression && !aggregate.Groupings.Any(node.SemanticEquals)
        && (node is SubqueryExpression || node.Children.Any(child => HasOutputSubquery(child, aggregate)));

    private static LogicalPlan RewriteJoin(Join join, Expression condition)
    {
        // Only inner joins may evaluate the condition after the join; for others the subquery reads one side and is computed there.
        if (join.Kind is JoinKind.Inner or JoinKind.Cross)
        {
            return RewriteFilter(new Filter(join with { Condition = null, Kind = JoinKind.Cross }, condition));
        }
        var left = join.Left;
        var right = join.Right;
        var leftIds = left.Ids();
        var rewritten = condition.TransformUp(node => node is not SubqueryExpression subquery
            ? node
            : Predicates.References(subquery).IsSubsetOf(leftIds)
                ? SubqueryReplacer.Replace(subquery, ref left)
                : SubqueryReplacer.Replace(subquery, ref right));
        var output = join.Output;
        LogicalPlan joined = join with { Left = left, Right = right, Condition = rewritten };
        return joined.Output.Length == output.Length ? joined : new Project(joined, [.. output]);
    }
}
