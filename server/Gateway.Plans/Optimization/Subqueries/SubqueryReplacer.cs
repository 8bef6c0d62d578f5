using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Subqueries;

/// <summary>Replaces the subqueries of one expression by columns that joins onto its input compute.</summary>
internal static class SubqueryReplacer
{
    /// <summary>Rewrites the expression; <paramref name="input"/> gains the joins. Its former columns stay, new ones follow.</summary>
    public static Expression Replace(Expression expression, ref LogicalPlan input)
    {
        var current = input;
        var rewritten = expression.TransformUp(node => node switch
        {
            ScalarSubquery scalar => Scalar(scalar, ref current),
            Exists exists => Mark(exists, [], ref current),
            InSubquery membership => Mark(membership, membership.Values, ref current),
            _ => node,
        });
        input = current;
        return rewritten;
    }

    private static Expression Mark(SubqueryExpression subquery, ImmutableArray<Expression> values, ref LogicalPlan input)
    {
        var inner = Decorrelation.Decorrelate(subquery.Plan, input, onlyExistence: values.IsEmpty);
        var mark = new AttributeReference("exists", BooleanType.Instance, subquery.Nullable);
        var pairs = values.Select((value, i) => (value, (Expression)inner.Output[i])).ToImmutableArray();
        input = new MarkJoin(input, inner.Plan, Predicates.All(inner.Conditions), pairs, mark);
        return mark;
    }

    private static Expression Scalar(ScalarSubquery subquery, ref LogicalPlan input)
    {
        if (!Decorrelation.IsCorrelated(subquery.Plan))
        {
            var single = new SingleRow(Fresh.Ids(subquery.Plan));
            var column = single.Output[0];
            input = new Join(input, single, JoinKind.Cross, null);
            return column;
        }
        var inner = Decorrelation.DecorrelateScalar(subquery.Plan, input);
        input = new Join(input, inner.Plan, JoinKind.LeftOuter, Predicates.All(inner.Conditions));
        return inner.Value;
    }
}

/// <summary>Gives plans that are used a second time ids of their own.</summary>
internal static class Fresh
{
    /// <summary>Renames all outputs of a plan by a projection on top.</summary>
    public static LogicalPlan Ids(LogicalPlan plan) =>
        new Project(plan, [.. plan.Output.Select(static attribute => (Expression)new Alias(attribute, attribute.Name, ExpressionId.Next(), [], attribute.Metadata))]);
}
