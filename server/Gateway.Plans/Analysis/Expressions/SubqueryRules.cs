using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Resolves the plan of a subquery; names it lacks come from the operator that holds it.</summary>
internal sealed class SubqueryRule<TSubquery> : ExpressionRule<TSubquery> where TSubquery : SubqueryExpression
{
    protected override Expression Resolve(TSubquery node, ExpressionResolver resolver) => resolver.Complete(SubqueryPlans.Resolve(node, resolver));
}

/// <summary>Resolves <c>value IN (query)</c>.</summary>
internal sealed class InSubqueryRule : ExpressionRule<InSubquery>
{
    protected override Expression Resolve(InSubquery node, ExpressionResolver resolver)
    {
        var values = node.Values.Select(resolver.Resolve).ToImmutableArray();
        var resolved = (InSubquery)SubqueryPlans.Resolve(node with { Values = values }, resolver);
        return resolver.Complete(resolved.Resolved ? WithCommonTypes(resolved, resolver.Context) : resolved);
    }

    /// <summary>Casts both sides to their common types; columns without one are left for the check.</summary>
    private static InSubquery WithCommonTypes(InSubquery membership, AnalyzerContext context)
    {
        var (values, output) = (membership.Values, membership.Plan.Output);
        if (values.Length != output.Length)
        {
            return membership;
        }
        var left = values.ToBuilder();
        var right = ImmutableArray.CreateBuilder<Expression>();
        bool plansChange = false;
        for (int i = 0; i < values.Length; i++)
        {
            right.Add(output[i]);
            if (TypeMerging.Same(values[i].Type, output[i].Type))
            {
                continue;
            }
            if (CommonTypes.Widest(values[i].Type, output[i].Type, context) is not { } common)
            {
                return membership;
            }
            if (!TypeMerging.Same(values[i].Type, common))
            {
                left[i] = new Cast(values[i], common, context.Mode) { Origin = membership.Origin };
            }
            if (!TypeMerging.Same(output[i].Type, common))
            {
                right[i] = new Alias(new Cast(output[i], common, context.Mode) { Origin = membership.Origin }, output[i].Name);
                plansChange = true;
            }
        }
        var plan = plansChange ? new Project(membership.Plan, right.ToImmutable()) { Origin = membership.Plan.Origin } : membership.Plan;
        return membership with { Values = left.ToImmutable(), Plan = plan };
    }
}

/// <summary>Resolves subquery plans and collects what they read from the query around them.</summary>
internal static class SubqueryPlans
{
    public static Expression Resolve(SubqueryExpression subquery, ExpressionResolver resolver)
    {
        var plan = resolver.Resolution.ResolveInside(subquery.Plan, resolver.Scope);
        var resolved = subquery.WithPlan(plan);
        return plan.Resolved ? resolved with { OuterAttributes = OuterColumns(plan) } : resolved;
    }

    /// <summary>Gets the outer columns that a plan reads, one per reference, in the order they appear.</summary>
    public static ImmutableArray<Expression> OuterColumns(LogicalPlan plan)
    {
        var found = ImmutableArray.CreateBuilder<Expression>();
        Collect(plan, found);
        return found.ToImmutable();
    }

    private static void Collect(LogicalPlan plan, ImmutableArray<Expression>.Builder found)
    {
        foreach (var expression in plan.Expressions)
        {
            foreach (var node in expression.SelfAndDescendants())
            {
                if (node is OuterReference outer)
                {
                    found.Add(outer.Attribute);
                }
            }
        }
        foreach (var child in plan.Children)
        {
            Collect(child, found);
        }
    }
}
