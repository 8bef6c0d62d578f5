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
        // Top-down, so that NOT IN is seen before the IN inside it.
        var rewritten = expression.TransformDown(node => node switch
        {
            ScalarSubquery scalar => Scalar(scalar, ref current),
            Exists exists => Mark(exists, [], ref current),
            Compute.Functions.FunctionCall { Function.Name: "not" } not when not.Arguments[0] is InSubquery membership => NotIn(not, membership, ref current),
            InSubquery membership => Mark(membership, Replaced(membership.Values, ref current), ref current),
            _ => node,
        });
        input = current;
        return rewritten;
    }

    /// <summary>Computes the subqueries among the values that are looked for first.</summary>
    private static ImmutableArray<Expression> Replaced(ImmutableArray<Expression> values, ref LogicalPlan input)
    {
        var replaced = ImmutableArray.CreateBuilder<Expression>(values.Length);
        foreach (var value in values)
        {
            replaced.Add(Predicates.HasSubquery(value) ? Replace(value, ref input) : value);
        }
        return replaced.MoveToImmutable();
    }

    /// <summary>Marks rows with a match; a comparison that is NULL counts as none, as in Spark's existence join.</summary>
    private static AttributeReference Mark(SubqueryExpression subquery, ImmutableArray<Expression> values, ref LogicalPlan input)
    {
        var inner = Decorrelation.Decorrelate(subquery.Plan, input, onlyExistence: values.IsEmpty);
        var mark = new AttributeReference("exists", BooleanType.Instance, false);
        var equalities = values.Select((value, i) => Predicates.Equal(value, inner.Output[i]));
        input = new MarkJoin(input, inner.Plan, Predicates.All(equalities.Concat(inner.Conditions)), [], mark);
        return mark;
    }

    /// <summary>NOT IN is true only where no comparison is true or NULL.</summary>
    private static Expression NotIn(Expression not, InSubquery membership, ref LogicalPlan input)
    {
        var inner = Decorrelation.Decorrelate(membership.Plan, input, onlyExistence: false);
        var mark = new AttributeReference("exists", BooleanType.Instance, true);
        var pairs = Replaced(membership.Values, ref input).Select((value, i) => (value, (Expression)inner.Output[i])).ToImmutableArray();
        input = new MarkJoin(input, inner.Plan, Predicates.All(inner.Conditions), pairs, mark);
        return not.WithChildren([Predicates.Call("coalesce", mark, Literal.True)]);
    }

    private static Expression Scalar(ScalarSubquery subquery, ref LogicalPlan input)
    {
        if (!Decorrelation.IsCorrelated(subquery.Plan))
        {
            var single = new SingleRow(Fresh.Ids(subquery.Plan)) { Origin = subquery.Origin };
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
