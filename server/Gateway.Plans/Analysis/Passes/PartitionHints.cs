using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Turns hints about partitioning into operators; other hints are dropped.</summary>
internal static class PartitionHints
{
    public static LogicalPlan Apply(LogicalPlan plan, AnalyzerContext context)
    {
        if (plan.Resolved)
        {
            return plan;
        }
        var inner = plan.MapChildren(child => Apply(child, context)).MapExpressions(expression => expression.Resolved
            ? expression
            : expression.TransformUp(node => node is SubqueryExpression subquery ? subquery.WithPlan(Apply(subquery.Plan, context)) : node));
        return inner is UnresolvedHint hint ? Replace(hint) : inner;
    }

    private static LogicalPlan Replace(UnresolvedHint hint)
    {
        string name = hint.Name.ToUpperInvariant();
        switch (name)
        {
            case "COALESCE":
                return hint.Arguments is [Literal { Value: int count }] ? new Repartition(hint.Input, [], count, Shuffle: false) { Origin = hint.Origin } : throw Malformed(name);
            case "REPARTITION" or "REPARTITION_BY_RANGE" or "REBALANCE":
                int? number = hint.Arguments is [Literal { Value: int first }, ..] ? first : null;
                var columns = (number is null ? hint.Arguments : hint.Arguments[1..]).Select(column => ByName(column, hint.Origin)).ToImmutableArray();
                if (columns.Where(static column => column is Literal).ToList() is { Count: > 0 } wrong)
                {
                    throw new QueryException("_LEGACY_ERROR_TEMP_1047", ("hintName", name), ("invalidParams", string.Join(", ", wrong.Select(static column => Quote.Expr(column.PrettyText)))));
                }
                ImmutableArray<Expression> keys = name == "REPARTITION_BY_RANGE" ? [.. columns.Select(static column => column is SortOrder ? column : new SortOrder(column))] : columns;
                return new Repartition(hint.Input, keys, number, Shuffle: true) { Origin = hint.Origin };
            default:
                return hint.Input;
        }
    }

    private static Expression ByName(Expression column, Origin origin) =>
        column is Literal { Value: string name } ? new UnresolvedAttribute(Expressions.IdentifierArgument.Parse(name)) { Origin = origin } : column;

    private static QueryException Malformed(string name) => new("_LEGACY_ERROR_TEMP_1048", ("hintName", name));
}
