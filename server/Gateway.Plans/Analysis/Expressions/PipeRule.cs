using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Checks that a pipe operator's expression aggregates exactly where it must, then takes the wrapper off.</summary>
internal sealed class PipeRule : ExpressionRule<PipeExpression>
{
    protected override Expression Resolve(PipeExpression node, ExpressionResolver resolver)
    {
        var child = resolver.ResolveItem(node.Child);
        if (!child.Resolved)
        {
            return node with { Child = child };
        }
        if (node.IsAggregate)
        {
            return Contents.HasAggregate(child) || FindRanking(child) is not null
                ? child
                : throw new QueryException("PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION", child is AttributeReference && node.Origin.IsKnown ? node.Origin : child.Origin, ("expr", child.ToString()));
        }
        if (Contents.HasAggregate(child))
        {
            var aggregate = child.SelfAndDescendants().OfType<AggregateExpression>().First();
            throw new QueryException("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION", aggregate.Origin, ("expr", aggregate.ToString()), ("clause", node.Clause));
        }
        if (FindRanking(child) is { } ranking)
        {
            string arguments = string.Join(", ", ranking.Arguments.Select(static argument => argument.ToString()));
            throw new QueryException("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION", ranking.Origin, ("expr", $"{ranking.CalledName}({arguments})"), ("clause", node.Clause));
        }
        return child;
    }

    /// <summary>Finds a window-only function without OVER that Spark counts among the aggregates: all but those that look at one other row.</summary>
    private static FunctionCall? FindRanking(Expression expression) => expression switch
    {
        FunctionCall { Function.Kind: FunctionKind.Window, Function.Window: not (WindowFunctionKind.Lag or WindowFunctionKind.Lead) } call => call,
        WindowExpression => null,
        _ => expression.Children.Select(FindRanking).FirstOrDefault(static found => found is not null),
    };
}
